package connect_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/handover"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/uitest"
)

// states are the page's states, each with what leads to it.
func states() []pageState {
	refusal := say("client-secret-rejected", core.WhoProvider, "RingCentral does not accept the app’s secret")
	refusal.Detail["request_id"] = "0f3c-b21e"
	foreign := acme()
	foreign.Server = "https://rc.example.com"
	may := acme()
	may.Scopes = []string{"ReadAccounts", "ReadCallLog", "SMS", "CustomThing"}
	published := sealing(address)
	published.HandoverRecipient = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p" // of age's own README
	return []pageState{
		{"start", acme(), func(*stage) {}},
		{"may", may, func(*stage) {}},
		{"opened", acme(), func(s *stage) { s.press(lang.T("connect.create.open")); s.loop.Settle() }},
		{"offer", acme(), func(s *stage) { s.clipboard.Text = canary; s.page.WindowFocused() }},
		{"wrong", acme(), func(s *stage) { s.paste("q8Zs7-client-secret") }},
		{"usable", acme(), func(s *stage) { s.paste(" " + canary) }},
		{"host", foreign, func(s *stage) { s.connect() }},
		{"connecting", acme(), func(s *stage) {
			s.paste(canary)
			s.press(lang.T("connect.prove.connect"))
		}},
		{"failed", acme(), func(s *stage) { s.service.answer = fail(refusal); s.connect() }},
		{"owner", acme(), func(s *stage) {
			s.service.answer = fail(finding.NewSameOwner("Northwind Traders / Ada Jones", "Northwind"))
			s.connect()
		}},
		{"connected", acme(), func(s *stage) { s.connect() }},
		{"sealing", sealing(""), func(s *stage) { s.paste(canary) }},
		{"saved", sealing(""), func(s *stage) { s.paste(canary); s.press(lang.T("connect.hand.save")); s.loop.Settle() }},
		{"asking", published, func(s *stage) { s.paste(canary); s.page.Enter() }},
		{"received", sealing(address), func(s *stage) { s.send(handover.Status{State: handover.AwaitingApproval}) }},
		{"verified", sealing(address), func(s *stage) { s.send(proved) }},
		{"unreachable", sealing(address), func(s *stage) {
			s.courier.err = core.Fail("send", finding.NewHandoverUnreachable("hub.acme.example", "/data/outbox/x.sealed"), nil)
			s.send(handover.Status{})
		}},
		{"accepted", sealing(address), func(s *stage) {
			s.service.secret = true
			s.page.SetProfiles([]core.Profile{sealing(address)}, "acme")
			s.loop.Settle()
			s.connect()
		}},
	}
}

type pageState struct {
	name    string
	profile core.Profile
	act     func(*stage)
}

// TestStates holds the structure of each state of the page to its golden, and
// searches everything that is drawn, and the window's title, for the
// credential.
func TestStates(t *testing.T) {
	for _, tc := range states() {
		t.Run(tc.name, func(t *testing.T) {
			s := newStage(t, tc.profile)
			tc.act(s)
			s.window.Canvas().Focus(nil)
			uitest.Layout(s.window)
			markup := test.RenderToMarkup(s.window.Canvas())
			if strings.Contains(markup+s.words()+s.window.Title(), canary) {
				t.Fatal("the credential is drawn")
			}
			test.AssertRendersToMarkup(t, tc.name+".xml", s.window.Canvas())
			uitest.Save(t, "connect_"+tc.name, s.window.Canvas().Capture())
		})
	}
}

func TestLanguages(t *testing.T) {
	for _, tc := range states() {
		uitest.InEveryLanguage(t, tc.name, uitest.PageWidth, func(t *testing.T) fyne.Window {
			s := newStage(t, tc.profile)
			tc.act(s)
			return s.window
		})
	}
}

// BenchmarkPaste is the time from a paste to the finding under the field, all
// redrawing of the page's objects included: it must stay below one frame of
// 16.7 ms.
func BenchmarkPaste(b *testing.B) {
	for _, bc := range []struct{ name, text string }{
		{"wrong685B", strings.Repeat("x", 685)},
		{"credential", canary},
		{"garbage16KiB", strings.Repeat("x", 16<<10)},
		{"garbage5MB", strings.Repeat("x", 5<<20)},
	} {
		b.Run(bc.name, func(b *testing.B) {
			s := newStage(b)
			texts := [2]string{bc.text, " " + bc.text} // never twice the same
			button := uitest.Button(s.window.Content(), "Paste")
			for i := 0; b.Loop(); i++ {
				s.clipboard.Text = texts[i%2]
				button.Tapped(&fyne.PointEvent{})
			}
		})
	}
}
