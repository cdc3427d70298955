package store_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/store"
)

// childVar, set to "WORK DIR", makes this test program one of several
// processes that share a store.
const childVar = "SURELINE_STORE_TEST_CHILD"

func TestMain(m *testing.M) {
	work, dir, isChild := strings.Cut(os.Getenv(childVar), " ")
	if !isChild {
		os.Exit(m.Run())
	}
	if err := child(context.Background(), work, dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func child(ctx context.Context, work, dir string) error {
	if work == "fulldisk" {
		return onFullDisk(ctx, dir)
	}
	s, err := store.Open(ctx, store.Options{Dir: dir})
	if err != nil {
		return err
	}
	if err := s.Apply(ctx, core.Change{SaveProfile: new(acme())}); err != nil {
		return err
	}
	switch work {
	case "once":
		id, err := s.InstallationID(ctx)
		if err != nil {
			return err
		}
		wait, err := s.ReserveAuth(ctx, acme())
		fmt.Println(id, wait == 0)
		return err
	case "lock": // until killed
		if _, err := s.Lock(ctx, time.Minute); err != nil {
			return err
		}
		if _, err := s.LockToken(ctx, "c1"); err != nil {
			return err
		}
		fmt.Println("locked")
		select {}
	default: // until killed
		for i := 0; ; i++ {
			if err := saveBoth(ctx, s, i); err != nil {
				return err
			}
			fmt.Println(i)
		}
	}
}

// saveBoth saves a connection and its verification, as a connect does.
func saveBoth(ctx context.Context, s *store.Store, i int) error {
	c := northwind()
	c.ID, c.Name = fmt.Sprint("c", i), fmt.Sprint("Northwind ", i)
	c.Account = strings.Repeat("Northwind Traders ", 500) // over several pages
	return s.Apply(ctx, core.Change{
		SaveConnection:  &c,
		AddVerification: &core.Verification{ConnectionID: c.ID, At: noon, Connected: true},
	})
}

func childCommand(t *testing.T, work, dir string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childVar+"="+work+" "+dir)
	cmd.Stderr = os.Stderr
	return cmd
}

// Several processes start at once on a folder that does not exist yet.
func TestProcessesMakeOneStoreTogether(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sureline")
	outputs := make([]string, 7)
	var group sync.WaitGroup
	for i := range outputs {
		group.Go(func() {
			out, err := childCommand(t, "once", dir).Output()
			if err != nil {
				t.Error(err)
			}
			outputs[i] = string(out)
		})
	}
	group.Wait()
	id, _, _ := strings.Cut(outputs[0], " ")
	granted := 0
	for _, out := range outputs {
		if !strings.HasPrefix(out, id+" ") {
			t.Errorf("two installation ids: %q", outputs)
		}
		granted += strings.Count(out, "true")
	}
	if granted != 5 {
		t.Errorf("%d processes were granted a request, want 5", granted)
	}
}

// A process is killed while it writes, again and again; what it reported as
// saved is there, and nothing is there by half.
func TestKilledProcessLeavesNothingHalf(t *testing.T) {
	for round := range 5 {
		dir := t.TempDir()
		cmd := childCommand(t, "forever", dir)
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		lines, saved := bufio.NewScanner(out), -1
		for saved < 10*round && lines.Scan() {
			saved++
		}
		must(t, cmd.Process.Kill())
		for lines.Scan() { // what it had written before the kill reached it
			saved++
		}
		_, _ = io.Copy(io.Discard, out)
		_ = cmd.Wait()

		s := open(t, dir)
		all, err := s.Connections(t.Context())
		must(t, err)
		if len(all) <= saved {
			t.Errorf("%d connections after %d were reported as saved", len(all), saved+1)
		}
		var verdict string
		must(t, s.DB().QueryRow("PRAGMA integrity_check").Scan(&verdict))
		if verdict != "ok" {
			t.Errorf("integrity: %s", verdict)
		}
		for i := range all {
			if history, err := s.Verifications(t.Context(), fmt.Sprint("c", i), 5); err != nil || len(history) != 1 {
				t.Errorf("connection %d has %d verifications, %v", i, len(history), err)
			}
		}
		must(t, s.Close())
	}
}

// The window and the command line work on the same store.
func TestTwoStoresAtOnce(t *testing.T) {
	dir := t.TempDir()
	stores := []*store.Store{open(t, dir), open(t, dir)}
	must(t, stores[0].Apply(t.Context(), core.Change{SaveProfile: new(acme())}))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			s := stores[i%2]
			if err := saveBoth(ctx, s, i); err != nil {
				t.Error(err)
			}
			if _, err := s.Connections(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for _, s := range stores {
		if all, err := s.Connections(ctx); err != nil || len(all) != 20 {
			t.Errorf("%d connections, %v; want 20", len(all), err)
		}
	}
}
