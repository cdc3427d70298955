package store_test

import (
	"bufio"
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

func TestTokenLockIsHeldByOne(t *testing.T) {
	dir := t.TempDir()
	one, two := open(t, dir), open(t, dir)
	unlock, err := one.LockToken(t.Context(), "c1")
	must(t, err)
	other, err := two.LockToken(t.Context(), "c2")
	must(t, err)
	other()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := two.LockToken(ctx, "c1"); !core.HasCode(err, finding.StoreBusy) {
		t.Errorf("a held lock: %v", err)
	}
	cancelled, stop := context.WithCancel(t.Context())
	stop()
	if _, err := two.LockToken(cancelled, "c1"); !core.HasCode(err, finding.Cancelled) {
		t.Errorf("cancelled: %v", err)
	}
	unlock()
	unlock, err = two.LockToken(t.Context(), "c1")
	must(t, err)
	unlock()
	for _, id := range []string{"", "../c1", "c1/x", "."} {
		if _, err := one.LockToken(t.Context(), id); err == nil {
			t.Errorf("%q was locked", id)
		}
	}
}

// TestTokenLockEndsWithItsProcess, however that ends: nobody waits for the dead.
func TestTokenLockEndsWithItsProcess(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sureline")
	cmd := childCommand(t, "lock", dir)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir)
	held, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := s.LockToken(held, "c1"); err == nil {
		t.Error("the other process holds nothing")
	}
	must(t, cmd.Process.Kill())
	_ = cmd.Wait()
	unlock, err := s.LockToken(t.Context(), "c1")
	if err != nil {
		t.Fatal(errors.Unwrap(err))
	}
	unlock()
}
