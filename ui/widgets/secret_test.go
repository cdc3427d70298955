package widgets_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/sureline/sureline/ui/uitest"
	"github.com/sureline/sureline/ui/widgets"
)

const canary = "canary-7f3a91-secret"

// field shows a SecretEntry with the focus and records what it reports.
func field(t *testing.T) (*widgets.SecretEntry, fyne.Window, *[]string) {
	t.Helper()
	uitest.App(t)
	got := &[]string{}
	s := widgets.NewSecretEntry("Credential", func(raw string) { *got = append(*got, raw) })
	w := uitest.Show(t, widgets.Column(0, s.Field(), widgets.NewButton(widgets.Secondary, "Other", nil)))
	w.Canvas().Focus(s)
	return s, w, got
}

func TestPasteHandsOutTheRawTextAndReplaces(t *testing.T) {
	s, _, got := field(t)
	test.Type(s, "abc")
	*got = nil
	const raw = "line one\r\nline\ttwo\x00"
	s.TypedShortcut(&fyne.ShortcutPaste{Clipboard: &uitest.Clipboard{Text: raw}})
	if len(*got) != 1 || (*got)[0] != raw {
		t.Errorf("reported %q, want the text as it was", *got)
	}
	if want := "line one  line two "; s.Entry.Text != want {
		t.Errorf("shows %q, want %q", s.Entry.Text, want)
	}
}

func TestTypingIsReported(t *testing.T) {
	s, _, got := field(t)
	test.Type(s, "ab")
	if want := "a,ab"; strings.Join(*got, ",") != want {
		t.Errorf("reported %q", *got)
	}
}

func TestTooLongNeverReachesTheWidget(t *testing.T) {
	s, _, got := field(t)
	long := strings.Repeat("x", widgets.MaxSecret+1)
	s.Take(long)
	if s.Entry.Text != "" {
		t.Errorf("the widget took %d bytes", len(s.Entry.Text))
	}
	if len(*got) != 1 || len((*got)[0]) != len(long) {
		t.Error("the text was not reported")
	}
	s.Take(strings.Repeat("x", widgets.MaxSecret))
	test.Type(s, "y")
	if len(s.Entry.Text) != widgets.MaxSecret {
		t.Errorf("typing made it %d bytes long", len(s.Entry.Text))
	}
}

func TestNothingCanBeCopiedOut(t *testing.T) {
	for _, revealed := range []bool{false, true} {
		s, w, _ := field(t)
		clipboard := fyne.CurrentApp().Clipboard()
		clipboard.SetContent("before")
		s.Take(canary)
		if revealed {
			uitest.Press(t, w.Content(), "Show")
			if s.Masked() {
				t.Fatal("the eye did not reveal")
			}
		}
		s.TypedShortcut(&fyne.ShortcutSelectAll{})
		s.TypedShortcut(&fyne.ShortcutCopy{Clipboard: clipboard})
		s.TypedShortcut(&fyne.ShortcutCut{Clipboard: clipboard})
		if got := clipboard.Content(); got != "before" {
			t.Errorf("revealed %v: clipboard holds %q", revealed, got)
		}
		if got := s.SelectedText(); got != "" {
			t.Errorf("revealed %v: selection tells %q", revealed, got)
		}
		if s.Entry.Text != canary {
			t.Errorf("revealed %v: cut removed the text", revealed)
		}
	}
}

func TestLeavingTheFieldMasksIt(t *testing.T) {
	s, w, _ := field(t)
	s.Take(canary)
	uitest.Press(t, w.Content(), "Show")
	if s.Masked() || w.Canvas().Focused() != fyne.Focusable(s) {
		t.Fatal("revealing must put the focus into the field, so that leaving masks it")
	}
	if got := test.RenderToMarkup(w.Canvas()); !strings.Contains(got, canary) {
		t.Fatal("the revealed text is not shown: this test could not fail")
	}
	w.Canvas().FocusNext()
	if !s.Masked() || uitest.Button(w.Content(), "Show") == nil {
		t.Error("still revealed")
	}
	if got := test.RenderToMarkup(w.Canvas()); strings.Contains(got, canary) {
		t.Error("the masked field shows the text")
	}
}

func TestUndoDoesNotBringTheSecretBack(t *testing.T) {
	s, _, _ := field(t)
	s.Take(canary)
	test.Type(s, "x")
	s.Clear()
	for range 5 {
		s.TypedShortcut(&fyne.ShortcutUndo{})
	}
	if s.Entry.Text != "" {
		t.Errorf("undo brought back %q", s.Entry.Text)
	}
}

func TestDisplayIsNotReported(t *testing.T) {
	s, _, got := field(t)
	s.Display("cleaned")
	s.Clear()
	if len(*got) != 0 {
		t.Errorf("reported %q", *got)
	}
}

func TestContextMenuPastesAndClearsOnly(t *testing.T) {
	s, w, got := field(t)
	s.Clipboard = func() string { return canary }
	test.TapSecondary(s)
	menu := w.Canvas().Overlays().Top()
	if menu == nil {
		t.Fatal("no menu")
	}
	markup := test.RenderObjectToMarkup(menu)
	for _, word := range []string{"Copy", "Cut"} {
		if strings.Contains(markup, word) {
			t.Errorf("the menu offers %s", word)
		}
	}
	menu.Hide()
	s.Paste()
	if len(*got) != 1 || (*got)[0] != canary {
		t.Errorf("reported %q", *got)
	}
}

func TestEscapeGoesOn(t *testing.T) {
	s, w, _ := field(t)
	keys := 0
	w.Canvas().SetOnTypedKey(func(*fyne.KeyEvent) { keys++ })
	uitest.Key(w, fyne.KeyEscape)
	s.OnEscape = func() { keys += 10 }
	uitest.Key(w, fyne.KeyEscape)
	if keys != 11 {
		t.Errorf("got %d, want the canvas once and OnEscape once", keys)
	}
}

func TestLabelNeverTellsTheText(t *testing.T) {
	s, w, _ := field(t)
	s.Take(canary)
	if words := uitest.Words(w.Content()); strings.Contains(words, canary) || !strings.Contains(words, "Credential, filled, hidden") {
		t.Errorf("a screen reader reads:\n%s", words)
	}
}

// BenchmarkPaste is the cost of a full field: it must stay within a frame.
func BenchmarkPaste(b *testing.B) {
	uitest.App(b)
	s := widgets.NewSecretEntry("Credential", nil)
	uitest.Show(b, widgets.Column(0, s.Field()))
	for _, size := range []struct {
		name string
		n    int
	}{{"685B", 685}, {"16KiB", 16 << 10}, {"5MB", 5 << 20}} {
		texts := [2]string{strings.Repeat("x", size.n), strings.Repeat("y", size.n)}
		b.Run(size.name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				s.Take(texts[i%2])
			}
		})
	}
}
