package kore

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	corekore "github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/sts"
	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/ui/uitest"
	"github.com/sureline/sureline/ui/widgets"
)

func TestRunTheServiceHere(t *testing.T) {
	b := newBench(t, support(), corekore.Client{ClientID: "cs-2", Name: "Other", Policy: corekore.PolicyAny})
	var observe func(sts.Event)
	b.fake.start = func(port string, o func(sts.Event)) (Running, error) {
		if port != "7001" {
			t.Errorf("port %q", port)
		}
		observe = o
		return served{b.fake}, nil
	}
	port := b.page.runner.port.Entry
	port.SetText("70000")
	b.press("Start the service")
	b.says("✕ Write a number")
	port.SetText("7001")
	b.press("Start the service")
	b.says("Running", "http://localhost:7000/api/users/sts/", "chatConfig.JWTAsertion", "cs-1", "None yet.")
	if b.page.Unsaved() == "" || b.window.Canvas().Focused() != b.page.runner.end {
		t.Error("not serving, or the focus is not on Stop")
	}
	b.press("Copy the code")
	if len(b.copied) != 1 || !strings.HasPrefix(b.copied[0], "chatConfig.JWTAsertion") {
		t.Errorf("copied %q", b.copied)
	}
	observe(sts.Event{At: now, Verdict: sts.Preflight, Origin: "https://www.example.com"})
	observe(sts.Event{At: now, Verdict: sts.Signed, ClientID: "cs-1", Anonymous: true, Origin: "https://www.example.com"})
	observe(sts.Event{At: now, Verdict: sts.Signed, ClientID: "cs-2", IdentityHash: "0123456789abcdef", Address: "127.0.0.1"})
	observe(sts.Event{At: now, Verdict: sts.Refused, Origin: "https://evil.example", Code: finding.KoreOriginRefused, Why: text.Say("reason.kore.other_origin_any", text.Slots{"origin": "https://evil.example"}), Status: 403})
	b.hides("evil.example") // the window looks once a second
	b.loop.Advance(time.Second)
	b.says("2 signed, 1 refused", "signed, anonymous visitor", "signed, person 01234567", "no web page (127.0.0.1)",
		"This web page may not ask for tokens", "browser asked whether it may", "https://evil.example is not among the origins of any client", "Support", "Other")
	b.press("Stop")
	b.says("Stopped", "Start the service")
	if b.fake.stopped != 1 || b.page.Unsaved() != "" || b.loop.Tickers() != 0 {
		t.Errorf("stopped %d times, %d tickers", b.fake.stopped, b.loop.Tickers())
	}
}

func TestChoiceOfTheCodeKeepsTheFocus(t *testing.T) {
	b := newBench(t, support(), corekore.Client{ClientID: "cs-2", Name: "Other", Policy: corekore.PolicyAny})
	observe := b.serves()
	b.press("Start the service")
	b.says("clientId: 'cs-1'", "Put it where")
	var chooser *widgets.Chooser
	uitest.Walk(b.page.runner.which, func(o fyne.CanvasObject) {
		if c, ok := o.(*widgets.Chooser); ok {
			chooser = c
		}
	})
	b.window.Canvas().Focus(chooser)
	chooser.SetSelectedIndex(1)
	b.says("clientId: 'cs-2'", "No web page may ask for this client yet")
	b.hides("clientId: 'cs-1'")
	(*observe)(sts.Event{At: now, Verdict: sts.Preflight})
	b.loop.Advance(time.Second)
	if b.window.Canvas().Focused() != fyne.Focusable(chooser) {
		t.Error("the list lost the focus to its own choice, or to a request")
	}
}

func TestPortInUseIsSaid(t *testing.T) {
	b := newBench(t, support())
	taken := finding.NewKoreListenFailed("127.0.0.1:7000", text.Say("reason.kore.listen_taken"))
	b.fake.start = func(string, func(sts.Event)) (Running, error) { return nil, core.Fail("start", taken, nil) }
	b.window.Canvas().Focus(b.page.runner.port.Entry)
	uitest.Key(b.window, fyne.KeyReturn)
	b.loop.Settle()
	b.says(taken.Title, taken.NextStep, "Stopped")
}

func TestTraceKeepsTheNewest(t *testing.T) {
	var r recorder
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for i := range 100 {
				r.add(sts.Event{Verdict: sts.Signed, ClientID: fmt.Sprint(i)})
			}
		})
	}
	group.Wait()
	r.add(sts.Event{Verdict: sts.Refused, ClientID: "last"})
	got, news := r.since(0)
	if !news || len(got.events) != traceLimit || got.events[0].ClientID != "last" || got.signed != 400 || got.refused != 1 {
		t.Errorf("%d events, %d signed, %d refused", len(got.events), got.signed, got.refused)
	}
	if _, news := r.since(got.version); news {
		t.Error("news without an event")
	}
}

// The structure of each page, so that a change of it is seen in review.
func TestGolden(t *testing.T) {
	pages := map[string]func(*bench){
		"empty": func(b *bench) { b.fake.clients = nil; b.page.Reload(); b.loop.Settle() },
		"list":  func(*bench) {},
		"form":  func(b *bench) { b.press("Add a client") },
		"advanced": func(b *bench) {
			b.press("Open Support")
			b.press("Change")
			b.press("Advanced")
			b.page.form.encrypt.SetSelectedIndex(1)
		},
		"client": func(b *bench) {
			b.fake.mint = func(string, corekore.Person) (corekore.Minted, error) {
				return corekore.Minted{JWT: core.NewSecret(canaryToken)}, nil
			}
			b.press("Open Support")
			b.press("Make a token")
			b.press("Verify live…")
		},
		"serving": func(b *bench) {
			b.fake.start = func(string, func(sts.Event)) (Running, error) { return served{b.fake}, nil }
			b.press("Start the service")
		},
	}
	for name, arrange := range pages {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, support())
			arrange(b)
			uitest.Layout(b.window)
			b.keepsQuiet()
			test.AssertRendersToMarkup(t, name+".xml", b.window.Canvas())
			uitest.Save(t, "kore-"+name, b.window.Canvas().Capture())
		})
	}
}
