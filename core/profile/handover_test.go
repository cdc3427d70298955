package profile

import (
	"strings"
	"testing"
)

func TestTooNew(t *testing.T) {
	for _, tt := range []struct {
		have, want string
		tooNew     bool
	}{
		{"0.2.0", "0.2", false},
		{"0.2.0", "0.2.1", true},
		{"0.2.0", "0.10", true},
		{"0.10.0", "0.9.9", false},
		{"1.0.0", "0.9", false},
		{"0.9.9", "1", true},
		{"0.2.0-rc1", "0.2", false},
		{"dev", "99", false},
		{"0.2.0", "", false},
		{"0.2.0", "soon", false},
	} {
		if got := olderThan(tt.have, tt.want); got != tt.tooNew {
			t.Errorf("%q needs %q: %v", tt.have, tt.want, got)
		}
	}
}

// TestNewerKeysAreNoMistake: a profile for a newer Sureline is told as that, not
// as a list of unknown keys.
func TestNewerKeysAreNoMistake(t *testing.T) {
	was := thisVersion
	thisVersion = func() string { return "0.2.0" }
	defer func() { thisVersion = was }()
	_, err := Read(strings.NewReader("id = 'acme'\nshape = 'round'\nneeds = '0.3'\nsize = 3\n"), "acme.sureline")
	found := Problems(err)
	if len(found) != 1 || found[0].Detail["key"] != "needs" || found[0].Detail["line"] != "3" || !strings.Contains(found[0].Explanation, "0.3 or newer") {
		t.Errorf("got %+v", found)
	}
}
