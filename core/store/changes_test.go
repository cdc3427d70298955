package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/store"
)

// whole is a change with everything in it that can be.
func whole() core.Change {
	p, c := acme(), northwind()
	p.Invite = "customer-7"
	return core.Change{
		ID: "change-1", At: noon, Item: "credential/c1", Fingerprint: "0123456789ab", SaveProfile: &p, SaveConnection: &c,
		AddVerification:  &core.Verification{ConnectionID: "c1", At: noon, Connected: true, Calls: []core.Call{{Method: "GET", At: noon}}},
		DeleteConnection: "old", DeleteProfile: "other",
	}
}

func TestAChangeIsBegunUntilItIsEnded(t *testing.T) {
	s := open(t, t.TempDir())
	first, second := whole(), core.Change{ID: "change-2", At: noon, Item: "client-secret/acme", DeleteProfile: "acme"}
	for _, c := range []core.Change{first, second} {
		must(t, s.Begin(t.Context(), c))
	}
	all, err := s.Begun(t.Context())
	must(t, err)
	if !reflect.DeepEqual(all, []core.Change{first, second}) {
		t.Errorf("got  %+v\nwant %+v and %+v", all, first, second)
	}
	if _, err := s.Connection(t.Context(), "c1"); !errors.Is(err, core.ErrNotFound) {
		t.Errorf("a change that was only begun took effect: %v", err)
	}
	must(t, s.Apply(t.Context(), all[0]))
	must(t, s.Abandon(t.Context(), second.ID))
	if left, err := s.Begun(t.Context()); err != nil || len(left) != 0 {
		t.Errorf("left %+v, %v", left, err)
	}
	got, err := s.Profile(t.Context(), "acme")
	if err != nil || got.Invite != "customer-7" {
		t.Errorf("profile %+v, %v", got, err)
	}
	if h, err := s.Verifications(t.Context(), "c1", 5); err != nil || len(h) != 1 {
		t.Errorf("history %+v, %v", h, err)
	}
}

// TestAChangeIsWholeOrNotAtAll: what cannot be done at its end undoes its
// beginning, and the change is still begun.
func TestAChangeIsWholeOrNotAtAll(t *testing.T) {
	for name, tt := range map[string]struct {
		spoil func(*core.Change)
		want  error
	}{
		"name taken":           {func(c *core.Change) { c.SaveConnection.Name = "NORTHWIND" }, core.ErrNameTaken},
		"no such profile":      {func(c *core.Change) { c.SaveProfile, c.SaveConnection.ProfileID = nil, "nobody" }, core.ErrNotFound},
		"no such connection":   {func(c *core.Change) { c.AddVerification.ConnectionID = "nobody" }, core.ErrNotFound},
		"profile still in use": {func(c *core.Change) { c.DeleteProfile = "acme" }, core.ErrInUse},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, t.TempDir())
			must(t, s.Apply(t.Context(), core.Change{SaveProfile: new(acme()), SaveConnection: new(northwind())}))
			c := whole()
			c.SaveProfile.Name, c.SaveConnection.ID, c.AddVerification.ConnectionID = "Changed", "c2", "c2"
			c.SaveConnection.Name = "Other"
			tt.spoil(&c)
			must(t, s.Begin(t.Context(), c))
			if err := s.Apply(t.Context(), c); !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			if p, _ := s.Profile(t.Context(), "acme"); p.Name != "Acme Sync" {
				t.Errorf("the profile is called %q", p.Name)
			}
			if all, _ := s.Connections(t.Context()); len(all) != 1 {
				t.Errorf("%d connections", len(all))
			}
			if left, _ := s.Begun(t.Context()); len(left) != 1 {
				t.Errorf("begun %+v", left)
			}
		})
	}
}

func TestTheLockIsOnesAlone(t *testing.T) {
	dir := t.TempDir()
	s, other := open(t, dir), open(t, dir)
	unlock, err := s.Lock(t.Context(), 0)
	must(t, err)
	for _, rival := range []core.Store{s, other} {
		if _, err := rival.Lock(t.Context(), 0); !core.HasCode(err, finding.StoreBusy) {
			t.Errorf("a second lock: %v", err)
		}
		if _, err := rival.Lock(t.Context(), 20*time.Millisecond); !core.HasCode(err, finding.StoreBusy) {
			t.Errorf("a second lock that waits: %v", err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	if _, err := other.Lock(ctx, time.Minute); !core.HasCode(err, finding.Cancelled) {
		t.Errorf("a cancelled wait: %v", err)
	}
	time.AfterFunc(20*time.Millisecond, unlock)
	again, err := other.Lock(t.Context(), time.Minute)
	must(t, err)
	again()
}

// TestTheLockEndsWithItsProcess, however that ends.
func TestTheLockEndsWithItsProcess(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	cmd := childCommand(t, "lock", dir)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	if _, err := out.Read(make([]byte, 16)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Lock(t.Context(), 0); !core.HasCode(err, finding.StoreBusy) {
		t.Errorf("while the other holds it: %v", err)
	}
	must(t, cmd.Process.Kill())
	_ = cmd.Wait()
	unlock, err := s.Lock(t.Context(), 0)
	must(t, err)
	unlock()
}

func TestAddressOfAFile(t *testing.T) {
	for path, want := range map[string]string{
		"/home/ada/sureline.db":          "file:///home/ada/sureline.db?",
		"C:/Users/Ada #1/sureline.db":    "file:///C:/Users/Ada%20%231/sureline.db?",
		"//server/share/ada/sureline.db": "file:////server/share/ada/sureline.db?",
	} {
		if got := store.DataSource(path); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s", path, got)
		}
	}
	// Two slashes at the start are the network's on Windows, and one elsewhere.
	if filepath.Separator == '/' {
		path := filepath.Join(t.TempDir(), "sureline.db")
		query(t, store.DataSource("/"+path), "CREATE TABLE x (y)")
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
}

func TestRelativeFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	s := open(t, "data")
	must(t, s.Apply(t.Context(), core.Change{SaveProfile: new(acme())}))
	if _, err := os.Stat(filepath.Join("data", "sureline.db")); err != nil {
		t.Error(err)
	}
}

// TestWhatWasWrittenIsKnownForGood: also what stood there before the store kept
// account of it.
func TestWhatWasWrittenIsKnownForGood(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	c := whole()
	must(t, s.Apply(t.Context(), core.Change{SaveProfile: c.SaveProfile, SaveConnection: c.SaveConnection}))
	c.Item, c.Fingerprint = "credential/begun", "aaaaaaaaaaaa"
	must(t, s.Begin(t.Context(), c))
	must(t, s.Close())
	query(t, filepath.Join(dir, "sureline.db"), "DROP TABLE items; PRAGMA user_version = 5")
	s = open(t, dir)
	next := core.Change{ID: "change-2", Item: "credential/next", Fingerprint: "bbbbbbbbbbbb"}
	must(t, s.Begin(t.Context(), next))
	must(t, s.Abandon(t.Context(), next.ID))
	must(t, s.Begin(t.Context(), next)) // the same again is no error
	must(t, s.Begin(t.Context(), core.Change{ID: "change-3", Item: "credential/gone"}))
	for _, tt := range []struct {
		item, fingerprint string
		want              bool
	}{
		{"credential/c1", c.SaveConnection.Fingerprint, true},
		{"credential/begun", "aaaaaaaaaaaa", true},
		{"credential/next", "bbbbbbbbbbbb", true},
		{"credential/next", "aaaaaaaaaaaa", false},
		{"credential/gone", "", false},
		{"credential/nobody", "bbbbbbbbbbbb", false},
	} {
		if got, err := s.Wrote(t.Context(), tt.item, tt.fingerprint); err != nil || got != tt.want {
			t.Errorf("%s %s: %t, %v", tt.item, tt.fingerprint, got, err)
		}
	}
}
