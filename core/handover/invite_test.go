package handover_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/handover"
)

// TestAnInviteLetsOneHandOverIn: as often as that is sent, and nothing else; until
// its line is taken out; and it is written down nowhere.
func TestAnInviteLetsOneHandOverIn(t *testing.T) {
	p := newProvider(t)
	file := filepath.Join(t.TempDir(), "invites")
	invite, hash := handover.NewInvite()
	withdrawn, withdrawnHash := handover.NewInvite()
	if invite.Equal(withdrawn) || len(invite.Reveal()) != 43 {
		t.Fatal("not 256 bits of its own")
	}
	write := func(lines ...string) {
		if err := os.WriteFile(file, []byte("# hash, customer\n"+strings.Join(lines, "\n")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(hash+" Northwind Traders", withdrawnHash)
	o := newInviting(t, &p, file)
	courier, _, _ := newCourier(t)
	refused := func(what, invite, reason string) {
		t.Helper()
		p := p
		p.profile.Invite = invite
		before := left(t, o.dir)
		_, _, err := courier.HandOver(t.Context(), p.profile, p.seal(t))
		f, _ := core.FindingOf(err)
		want := finding.NewInviteRefused(p.profile.Name, finding.Invite(reason))
		if f.Code != finding.HandoverInviteRefused || f.Title != want.Title || left(t, o.dir) != before {
			t.Errorf("%s: %v, %d kept", what, err, left(t, o.dir)-before)
		}
	}
	refused("none", "", "")
	refused("unknown", "invite-1", "")
	refused("the hash itself", hash, "")
	refused("a comment", "#", "")

	p.profile.Invite = invite.Reveal()
	s := p.seal(t)
	for range 2 {
		if status, _, err := courier.HandOver(t.Context(), p.profile, s); err != nil || status.State != handover.Received {
			t.Fatalf("invited: %+v, %v", status, err)
		}
	}
	refused("used", invite.Reveal(), "used")
	write(hash)
	// Away when it was sent first: the second time it is the same hand-over.
	address := p.profile.HandoverURL
	p.profile.HandoverURL = "http://127.0.0.1:1/v1/handovers"
	away := p.seal(t)
	if _, _, err := courier.HandOver(t.Context(), p.profile, away); !core.HasCode(err, finding.HandoverUnreachable) {
		t.Fatal(err)
	}
	if same := courier.Same(p.profile, p.seal(t)); same.ID != away.ID || string(same.File) != string(away.File) {
		t.Error("sealed anew although it waits")
	}
	p.profile.HandoverURL = address
	if anew := p.seal(t); courier.Same(p.profile, anew).ID != anew.ID {
		t.Error("what waits is for another address")
	}
	refused("withdrawn", withdrawn.Reveal(), "")

	entries, err := os.ReadDir(o.dir)
	if err != nil || len(entries) != 3 {
		t.Errorf("%v, %v", entries, err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(o.dir, e.Name()))
		if err != nil || strings.Contains(string(text)+e.Name(), invite.Reveal()) {
			t.Errorf("%s holds the invite, or %v", e.Name(), err)
		}
	}
	if strings.Contains(o.log.String(), invite.Reveal()) {
		t.Error("the log holds the invite")
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	p.profile.Invite = withdrawn.Reveal()
	if _, _, err := courier.HandOver(t.Context(), p.profile, p.seal(t)); !core.HasCode(err, finding.HandoverUnreachable) {
		t.Errorf("without the file nobody is let in, and it is sent again later: %v", err)
	}
}
