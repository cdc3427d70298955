package connections

import (
	"context"
	"os"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/theme"
	"github.com/sureline/sureline/ui/uitest"
)

func TestMain(m *testing.M) {
	time.Local = time.UTC // the pages show local times
	os.Exit(m.Run())
}

// failed opens Northwind, whose last verification was refused.
func failed(t *testing.T) *bench {
	b := openBench(t)
	b.fails(finding.NewAnswer(finding.AppNotAllowed, finding.Answer{App: "Acme Sync", Status: 400}))
	return b
}

// fails has the last verification of Northwind, as it was kept, have failed with
// the finding.
func (b *bench) fails(f core.Finding) {
	f = finding.WithDetail(f, map[string]string{"status": "400", "request_id": "req-7"})
	b.fake.list[0].LastCode, b.fake.list[0].LastCheckedAt = f.Code, now.Add(-time.Minute)
	b.fake.past = append([]core.Verification{{
		ConnectionID: "1", At: now.Add(-time.Minute), Code: f.Code, Findings: []core.Finding{f},
		Calls: []core.Call{{Method: "POST", URL: "https://platform.ringcentral.com/restapi/oauth/token", Status: 400, DurationMS: 98, RequestID: "req-7", Error: "invalid_grant", ErrorCodes: []string{"OAU-473"}, At: now.Add(-time.Minute)}},
	}}, b.fake.past...)
	b.page.Reload()
	b.loop.Settle()
}

// verifiesAll has a round begin that ends, for the test, never.
func (b *bench) verifiesAll() {
	b.fake.verifyAll = func(context.Context, []string, onboard.Batch) {}
	b.press(lang.T("connections.all.button"))
	b.page.every.one(0, core.Verdict{Findings: []core.Finding{finding.NewAnswer(finding.Maintenance, finding.Answer{Host: "platform.example"})}})
	b.page.every.waits(0, b.loop.Now().Add(42*time.Second))
}

// states are the states of the page.
var states = []struct {
	name string
	make func(t *testing.T) *bench
}{
	{"empty", func(t *testing.T) *bench { return newBench(t) }},
	{"list", func(t *testing.T) *bench { return newBench(t, northwind(now), contoso(now)) }},
	{"triage", func(t *testing.T) *bench {
		b := newBench(t, many()...)
		b.page.narrow(narrowing{group: failing})
		return b
	}},
	{"nothing", func(t *testing.T) *bench {
		b := newBench(t, many()...)
		b.page.search.SetText("nobody")
		return b
	}},
	{"round", func(t *testing.T) *bench {
		b := newBench(t, many()...)
		b.verifiesAll()
		return b
	}},
	{"summary", func(t *testing.T) *bench {
		b := newBench(t, many()...)
		b.verifiesAll()
		b.page.every.one(0, core.Verdict{Findings: []core.Finding{finding.New(finding.CredentialRejected)}})
		b.loop.Settle()
		return b
	}},
	{"detail", openBench},
	{"failed", failed},
	{"history", func(t *testing.T) *bench {
		b := failed(t)
		b.page.detail.object.ScrollToBottom()
		uitest.Walk(b.page.detail.history, func(o fyne.CanvasObject) {
			if r, ok := o.(uitest.Pressable); ok && r.Text() == lang.T("panel.details") && len(b.copied) == 0 {
				b.copied = append(b.copied, "") // the first one only
				test.Tap(r)
			}
		})
		return b
	}},
	{"rename", func(t *testing.T) *bench {
		b := openBench(t)
		b.press(lang.T("connections.detail.rename"))
		return b
	}},
	{"replace", func(t *testing.T) *bench {
		b := openBench(t)
		b.press(lang.T("connections.detail.replace"))
		b.loop.Settle()
		b.press(lang.T("connections.replace.open"))
		b.loop.Settle()
		return b
	}},
	{"verify", func(t *testing.T) *bench {
		b := openBench(t)
		b.fake.verify = func(context.Context, string, onboard.Progress) core.Verdict { return core.Verdict{} }
		b.press(lang.T("connections.detail.verify"))
		return b
	}},
	{"report", func(t *testing.T) *bench {
		b := openBench(t)
		b.press(lang.T("connections.detail.report"))
		b.loop.Settle()
		return b
	}},
	{"token", func(t *testing.T) *bench {
		b := openBench(t)
		b.press(lang.T("connections.detail.token"))
		return b
	}},
	{"remove", func(t *testing.T) *bench {
		b := openBench(t)
		b.press(lang.T("connections.detail.remove"))
		return b
	}},
}

// The structure of some states, so that a change of it is seen in review.
func TestGolden(t *testing.T) {
	for _, c := range states {
		t.Run(c.name, func(t *testing.T) {
			b := c.make(t)
			b.window.Canvas().Unfocus()
			b.window.Resize(fyne.NewSize(824, map[bool]float32{true: 1500, false: 720}[c.name == "history"]))
			uitest.Layout(b.window)
			uitest.Save(t, "connections-"+c.name, b.window.Canvas().Capture())
			switch c.name {
			case "empty", "list", "detail", "failed", "remove":
				test.AssertRendersToMarkup(t, c.name+".xml", b.window.Canvas())
			}
			if dark := c.name == "triage" || c.name == "failed"; dark {
				test.ApplyTheme(t, theme.New(theme.Dark, 100))
				uitest.Layout(b.window)
				uitest.Save(t, "connections-"+c.name+"-dark", b.window.Canvas().Capture())
			}
		})
	}
}

func TestLanguages(t *testing.T) {
	for _, c := range states {
		uitest.InEveryLanguage(t, "connections-"+c.name, uitest.PageWidth, func(t *testing.T) fyne.Window {
			return c.make(t).window
		})
	}
}
