package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/store"
)

// asNobody runs fn with the file rights of a user who owns nothing, if the test
// runs as root, whom modes do not stop.
func asNobody(t *testing.T, fn func()) {
	t.Helper()
	if os.Getuid() != 0 {
		fn()
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // never unlocked: the thread ends with its rights
		if err := syscall.Setfsuid(65534); err != nil {
			t.Error(err)
			return
		}
		fn()
	}()
	<-done
}

func TestReadOnlyPlaces(t *testing.T) {
	for _, tt := range []struct {
		name         string
		folder, file os.FileMode
	}{
		{"folder and file", 0o555, 0o444},
		{"file", 0o777, 0o444},
		{"folder", 0o555, 0o666},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "sureline")
			path := file(t, dir)
			before, err := os.ReadFile(path)
			must(t, err)
			for p := dir; p != "/" && p != os.TempDir(); p = filepath.Dir(p) {
				must(t, os.Chmod(p, 0o755))
			}
			must(t, os.Chmod(path, tt.file))
			must(t, os.Chmod(dir, tt.folder))
			t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
			asNobody(t, func() {
				if s, err := store.Open(t.Context(), store.Options{Dir: dir}); !core.HasCode(err, finding.StoreUnreadable) {
					t.Errorf("got %v, %v (%v), want store-unreadable", s, err, errors.Unwrap(err))
				}
			})
			if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
				t.Errorf("the file was changed, %v", err)
			}
		})
	}
}
