package testpanel

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/ui/uitest"
	"github.com/sureline/sureline/ui/widgets"
)

func TestEndTheSession(t *testing.T) {
	const offered = "Ending it spends one of the five sign-ins"
	for name, tt := range map[string]struct {
		outcome core.Finding
		again   bool
		locked  bool
	}{
		"ended":             {outcome: finding.NewSessionEnded(true)},
		"nothing to end":    {outcome: finding.NewNothingToRevoke(true)},
		"cancelled":         {outcome: finding.New(finding.Cancelled), again: true},
		"too many sign-ins": {outcome: rateLimited(), locked: true},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			if strings.Contains(b.words(), offered) {
				t.Fatal("offered before there was a call")
			}
			b.answers(result(statusCall.Path, 200, ""))
			uitest.Press(t, b.window.Content(), "Call")
			b.loop.Settle()
			b.says(t, offered, "200 Service reachable")
			var ended string
			b.service.end = func(_ context.Context, id string) core.Finding {
				ended = id
				return tt.outcome
			}
			uitest.Press(t, b.window.Content(), "End the session")
			b.loop.Work()
			b.says(t, "Ending the session …")
			b.loop.Drain()
			b.says(t, tt.outcome.Title, tt.outcome.NextStep, "200 Service reachable")
			if ended != connection.ID {
				t.Errorf("ended the session of %q", ended)
			}
			if got := strings.Contains(b.words(), offered); got != tt.again {
				t.Errorf("offered again: %v", got)
			}
			if got := b.panel.call.Text() != "Call"; got != tt.locked {
				t.Errorf("the button says %q", b.panel.call.Text())
			}
		})
	}
}

// Each ending spends one of the few sign-ins a minute.
func TestSessionIsEndedOnceAndSaid(t *testing.T) {
	b := newBench(t)
	b.window.SetContent(widgets.NewPage(widgets.Space(200), b.panel.Object))
	b.window.Resize(fyne.NewSize(500, 260))
	b.called(t, result(statusCall.Path, 200, ""))
	ends := 0
	b.service.end = func(context.Context, string) core.Finding {
		ends++
		return finding.NewSessionEnded(true)
	}
	button := uitest.Button(b.window.Content(), "End the session")
	test.Tap(button)
	test.Tap(button)
	b.loop.Settle()
	if ends != 1 {
		t.Errorf("a double press ended %d sessions", ends)
	}
	if !uitest.InView(b.window, b.panel.session.Objects[0]) {
		t.Error("what came of it is out of view")
	}
	uitest.Press(t, b.window.Content(), "Call")
	b.saysNot(t, finding.NewSessionEnded(true).Title)
}

func rateLimited() core.Finding {
	f := finding.NewTooEarly("Acme Sync", 30*time.Second)
	f.Wait = 30 * time.Second
	return f
}
