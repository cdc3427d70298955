package connect_test

import (
	"bytes"
	"strings"
	"testing"

	"filippo.io/age"
	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/handover"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/uitest"
)

const address = "https://hub.acme.example/v1/handovers"

// identity is the provider's key of these tests, and of no one else.
var identity, _ = age.GenerateX25519Identity()

var proved = handover.Status{State: handover.Verified, Identity: &handover.Identity{Account: "Northwind Traders", Person: "Ada Jones"}}

// sealing is an app whose provider wants the credential sealed.
func sealing(url string) core.Profile {
	p := acme()
	p.ConnectVia, p.HandoverRecipient, p.HandoverURL, p.SupportEmail = core.ConnectSealed, identity.Recipient().String(), url, "help@acme.example"
	if url != "" {
		p.ConfirmedHosts = []string{"hub.acme.example"}
	}
	return p
}

// send pastes the credential and hands it over, and lets the provider say s.
func (s *stage) send(last handover.Status) {
	s.t.Helper()
	s.courier.status, s.courier.follow, s.courier.last = handover.Status{State: handover.Received}, address+"/1", last
	s.courier.last.At = s.loop.Now()
	s.paste(canary)
	s.page.Enter()
	s.page.Enter()
	s.loop.Settle()
}

// Without the app's secret nothing is proved here, and nothing is promised.
func TestSealedFile(t *testing.T) {
	s := newStage(t, sealing(""))
	s.paste(canary)
	s.shows("It leaves this computer only sealed", "Nothing is proved or kept on this computer")
	s.hides("until you press Connect")
	s.page.Enter()
	s.loop.Settle()
	s.shows("The sealed file is /docs/", "Send it to help@acme.example", "Acme Sync will tell you when it works")
	s.hides("can now call")
	if len(s.service.requests) != 0 || len(s.made) != 0 || s.entry.Text != "" || s.page.Unsaved() != "" {
		t.Error("connected, or the credential is still there")
	}
	for name, file := range s.saved {
		e, err := handover.Open(strings.NewReader(file), []age.Identity{identity}, acme().ClientID)
		if err != nil || e.Credential.Reveal() != canary || !strings.HasSuffix(name, ".acme.sealed") {
			t.Errorf("%s: %v", name, err)
		}
		if bytes.Contains([]byte(file), []byte(canary)) {
			t.Error("not sealed")
		}
	}
	if len(s.saved) != 1 {
		t.Errorf("%d files", len(s.saved))
	}
}

// Nothing is sent before host and key were shown and agreed to.
func TestSendSealed(t *testing.T) {
	s := newStage(t, sealing(address))
	s.paste(canary)
	s.page.Enter()
	s.shows("Send the sealed credential to hub.acme.example?", handover.Fingerprint(identity.Recipient().String()))
	uitest.Key(s.window, fyne.KeyEscape)
	s.loop.Settle()
	if len(s.courier.sent) != 0 {
		t.Fatal("sent without a yes")
	}
	s.page.Reset()
	s.send(proved)
	s.shows("Acme Sync’s server called RingCentral on behalf of Northwind Traders / Ada Jones (today")
	if len(s.courier.sent) != 1 || len(s.service.requests) != 0 || s.entry.Text != "" {
		t.Errorf("%d sent", len(s.courier.sent))
	}
	s.page.Enter()
	if s.left != 1 {
		t.Error("Enter does not end it")
	}
}

func TestUnreachableKeepsTheTextAndSendsTheSameAgain(t *testing.T) {
	s := newStage(t, sealing(address))
	unreachable := finding.NewHandoverUnreachable("hub.acme.example", "/data/outbox/x.sealed")
	s.courier.err = core.Fail("send", unreachable, nil)
	s.send(handover.Status{})
	s.shows(unreachable.Title)
	if s.entry.Text == "" {
		t.Error("the text is lost")
	}
	s.courier.err = nil
	s.courier.follow = ""
	s.press(lang.T("connect.prove.again"))
	s.page.Enter()
	s.loop.Settle()
	s.shows("Acme Sync has received it. Acme Sync will tell you when it works.")
	if len(s.courier.sent) != 2 || s.courier.sent[0].ID != s.courier.sent[1].ID {
		t.Errorf("%d sent", len(s.courier.sent))
	}
}

// What the provider's own try led to is shown, not our guess.
func TestRefusedAtTheProvider(t *testing.T) {
	s := newStage(t, sealing(address))
	f := finding.NewHandoverProofFailed("Acme Sync")
	s.send(handover.Status{State: handover.Refused, Finding: &f})
	s.shows(f.Title)
	s.hides("can now call", "called RingCentral")
}

// With the app's secret here the credential is proved first, and what is handed over
// is the kept one.
func TestProvedThenHandedOver(t *testing.T) {
	s := newStage(t, sealing(address))
	s.service.secret = true
	s.page.SetProfiles([]core.Profile{sealing(address)}, "acme")
	s.loop.Settle()
	s.connect()
	s.shows("RingCentral accepted the credential of Northwind Traders / Ada Jones (ext. 101) for Acme Sync", "One thing is left")
	s.hides("can now call")
	s.courier.status = handover.Status{State: handover.Received}
	s.page.Enter()
	s.page.Enter()
	s.loop.Settle()
	if len(s.courier.sent) != 1 || len(s.service.sealed) != 1 || s.courier.sent[0].ID != "kept-"+s.service.sealed[0] {
		t.Errorf("sent %v, sealed %v", s.courier.sent, s.service.sealed)
	}
	s.shows("Acme Sync will tell you when it works")
}

// A hub proves by itself: no exchange is made here, whatever the keychain holds.
func TestHub(t *testing.T) {
	p := sealing(address)
	p.ConnectVia = core.ConnectHub
	s := newStage(t, p)
	s.service.secret = true
	s.send(proved)
	s.shows("Acme Sync’s server called RingCentral on behalf of")
	if len(s.service.requests) != 0 {
		t.Error("exchanged here")
	}
}

func TestUsedHere(t *testing.T) {
	s := newStage(t)
	s.connect()
	s.shows("Acme Sync on this computer can now call RingCentral", `surelinectl exec "Northwind Traders / Ada Jones" -- your-program`)
	s.press("Copy the command")
	if !strings.HasPrefix(s.clipboard.Text, `surelinectl exec "`) {
		t.Errorf("copied %q", s.clipboard.Text)
	}
}
