package buildinfo

import (
	"runtime"
	"testing"
)

func TestVersion(t *testing.T) {
	defer func(old string) { version = old }(version)
	for linked, want := range map[string]string{"": "dev", "1.2.3": "1.2.3", "v1.2.3": "1.2.3"} {
		version = linked
		if got := Version(); got != want {
			t.Errorf("linked %q: got %q, want %q", linked, got, want)
		}
	}
}

func TestGet(t *testing.T) {
	if got := Get(); got.Go != runtime.Version() || got.System != runtime.GOOS+"/"+runtime.GOARCH {
		t.Errorf("got %+v", got)
	}
}
