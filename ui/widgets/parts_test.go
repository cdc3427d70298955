package widgets_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/ui/theme"
	"github.com/sureline/sureline/ui/uitest"
	"github.com/sureline/sureline/ui/widgets"
)

func sampleFinding() core.Finding {
	return core.Finding{
		Code: "sample", Severity: core.SeverityError, Who: core.WhoProvider,
		Title: "The app is not known", Explanation: "RingCentral has no app with this ID.", NextStep: "Ask for the right profile.",
		Detail: map[string]string{"request_id": "0f3c", "status": "400"},
	}
}

func TestFindingSaysEverythingAndCopiesTheFacts(t *testing.T) {
	uitest.App(t)
	copied := ""
	f := sampleFinding()
	w := uitest.Show(t, widgets.NewFinding(f, func(s string) { copied = s }))
	words := uitest.Words(w.Content())
	for _, want := range []string{f.Title, f.Explanation, f.NextStep, "The app provider’s turn", "Details"} {
		if !strings.Contains(words, want) {
			t.Errorf("%q is missing in:\n%s", want, words)
		}
	}
	if strings.Contains(words, "0f3c") {
		t.Error("the facts show before anybody asked")
	}
	uitest.Press(t, w.Content(), "Details")
	uitest.Press(t, w.Content(), "Copy details")
	if want := "Code: sample\nRequest id: 0f3c\nStatus: 400\n"; copied != want {
		t.Errorf("copied %q, want %q", copied, want)
	}
	if uitest.Button(w.Content(), "Copied") == nil {
		t.Error("the button does not say that it copied")
	}
	uitest.Press(t, w.Content(), "Details")
	if strings.Contains(uitest.Words(w.Content()), "0f3c") {
		t.Error("the facts do not fold away")
	}
}

func TestWhoseTurnIsDifferentForEverybody(t *testing.T) {
	seen := map[string]core.Who{}
	for _, who := range []core.Who{core.WhoAdmin, core.WhoProvider, core.WhoIT, core.WhoRingCentral, core.WhoNobody} {
		text := widgets.WhoseTurn(core.Finding{Who: who, Severity: core.SeverityError})
		if other, ok := seen[text]; ok || text == "" {
			t.Errorf("%s and %s are both %q", who, other, text)
		}
		seen[text] = who
	}
}

func TestAskAsksInThePage(t *testing.T) {
	uitest.App(t)
	removed := false
	yes := widgets.NewButton(widgets.Danger, "Remove", func() { removed = true })
	w := uitest.Show(t, widgets.Ask(widgets.ToneWarning, "Remove it?", []string{"It cannot be undone."}, yes, widgets.NewButton(widgets.Secondary, "Keep", nil)))
	if words := uitest.Words(w.Content()); !strings.Contains(words, "Remove it?\nIt cannot be undone.\n") {
		t.Errorf("read as:\n%s", words)
	}
	widgets.Focus(yes)
	if uitest.Key(w, fyne.KeyReturn); !removed {
		t.Error("Enter did not answer")
	}
	if w.Canvas().Overlays().Top() != nil {
		t.Error("a pop-up")
	}
}

func TestChooserTellsEqualNamesApart(t *testing.T) {
	uitest.App(t)
	got := -1
	w := uitest.Show(t, widgets.NewChooser("App", []string{"Acme", "Acme"}, 0, func(i int) { got = i }).Object)
	if !strings.Contains(uitest.Words(w.Content()), "App, Acme") {
		t.Error(uitest.Words(w.Content()))
	}
	uitest.Walk(w.Content(), func(o fyne.CanvasObject) {
		if c, ok := o.(*widgets.Chooser); ok {
			c.SetSelectedIndex(1)
		}
	})
	if got != 1 {
		t.Errorf("chose %d, want 1", got)
	}
}

func TestLinkIsShownAndCopied(t *testing.T) {
	uitest.App(t)
	copied := ""
	const address = "https://example.com/create?client_id=a%2Bb"
	w := uitest.Show(t, widgets.NewLink(address, func(s string) { copied = s }))
	if !strings.Contains(uitest.Words(w.Content()), address) {
		t.Error("the address is not shown")
	}
	uitest.Press(t, w.Content(), "Copy link")
	if copied != address {
		t.Errorf("copied %q", copied)
	}
}

func TestReadDropped(t *testing.T) {
	dir := t.TempDir()
	big, small := filepath.Join(dir, "big"), filepath.Join(dir, "small")
	write(t, big, strings.Repeat("x", widgets.MaxDrop+5))
	write(t, small, "text")
	if got, err := widgets.ReadDropped(storage.NewFileURI(small)); got != "text" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := widgets.ReadDropped(storage.NewFileURI(big)); len(got) != widgets.MaxDrop || err != nil {
		t.Errorf("read %d bytes, %v", len(got), err)
	}
	for _, bad := range []string{dir, filepath.Join(dir, "absent")} {
		if _, err := widgets.ReadDropped(storage.NewFileURI(bad)); err == nil {
			t.Errorf("%s: no error", bad)
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestLooks holds the parts to their goldens, in each theme and at 200 % text.
func TestLooks(t *testing.T) {
	for _, tc := range []struct {
		name string
		th   fyne.Theme
	}{
		{"light", theme.New(theme.Light, 100)},
		{"dark", theme.New(theme.Dark, 100)},
		{"contrast", theme.New(theme.Contrast, 100)},
		{"large", theme.New(theme.Light, 200)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			uitest.App(t).Settings().SetTheme(tc.th)
			done := widgets.NewLine("")
			done.Set(widgets.LineDone, "RingCentral accepted the credential", "token exchange, 412 ms")
			failed := widgets.NewLine("")
			failed.Set(widgets.LineFailed, "Ask whom it acts for", "")
			card := widgets.NewStepCard(2, "Paste it", widgets.NewSentence(widgets.B("Acme Sync"), widgets.P(" can now call")))
			card.Set(widgets.StepCurrent, true)
			w := uitest.ShowIn(t, widgets.Column(10, card.Object, widgets.NewFinding(sampleFinding(), func(string) {}),
				widgets.Flow(8, widgets.NewBadge(widgets.ToneGood, "Connected"), widgets.NewButton(widgets.Primary, "Connect", nil),
					widgets.NewButton(widgets.Danger, "Remove", nil)), done.Object, failed.Object), tc.th, fyne.NewSize(600, 700))
			test.AssertRendersToMarkup(t, "parts_"+tc.name+".xml", w.Canvas())
			uitest.Save(t, "parts_"+tc.name, w.Canvas().Capture())
		})
	}
}

func TestDistinctFindings(t *testing.T) {
	say := func(title, explanation string) core.Finding {
		return core.Finding{Severity: core.SeverityError, Title: title, Explanation: explanation, NextStep: "Copy it again."}
	}
	got := widgets.Distinct([]core.Finding{say("Cut", ""), say("Missing", "a"), say("Missing", "b"), say("Missing", "c")})
	if len(got) != 2 || got[0].Title != "Cut" || got[1].Explanation != "a" {
		t.Errorf("%+v", got)
	}
}
