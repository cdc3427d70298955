package widgets

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/ui/uitest"
	"github.com/sureline/sureline/ui/worker"
)

func TestSplitGoesBelowWhereItIsNarrow(t *testing.T) {
	uitest.App(t)
	left := NewText(Body, "left")
	right := Flow(10, NewButton(Primary, "Verify all", nil), NewButton(Secondary, "New connection", nil))
	split := Split(left, right)
	uitest.Show(t, split)
	for _, c := range []struct {
		width float32
		below bool
	}{{800, false}, {400, true}, {800, false}, {200, true}} {
		split.Resize(fyne.NewSize(c.width, split.MinSize().Height))
		split.Resize(fyne.NewSize(c.width, split.MinSize().Height))
		if below := right.Position().Y > 0 && right.Position().X == 0; below != c.below {
			t.Errorf("%v wide: below is %v", c.width, below)
		}
		if end := right.Position().X + right.Size().Width; end > c.width+1 {
			t.Errorf("%v wide: ends at %v", c.width, end)
		}
		if bottom := right.Position().Y + right.Size().Height; bottom > split.MinSize().Height+1 {
			t.Errorf("%v wide: %v high, asked for %v", c.width, bottom, split.MinSize().Height)
		}
	}
}

func TestCountDown(t *testing.T) {
	uitest.App(t)
	loop := uitest.NewLoop()
	w := worker.New(loop)
	b := NewButton(Primary, "Verify", nil)
	CountDown(w, b, "Verify", loop.Now().Add(2500*time.Millisecond))
	if b.Text() != "Verify in 3 s" || !b.Idle() {
		t.Errorf("%q", b.Text())
	}
	loop.Advance(time.Second)
	if b.Text() != "Verify in 2 s" {
		t.Errorf("%q", b.Text())
	}
	loop.Advance(2 * time.Second)
	if b.Text() != "Verify" || b.Idle() {
		t.Errorf("%q stays locked", b.Text())
	}
	stop := CountDown(w, b, "Verify", loop.Now().Add(time.Minute))
	stop()
	loop.Advance(time.Second)
	if b.Text() != "Verify" || b.Idle() {
		t.Errorf("%q goes on after stop", b.Text())
	}
}

func TestRetryAfterIsCapped(t *testing.T) {
	for wait, want := range map[time.Duration]time.Duration{
		58 * time.Second: 58 * time.Second, 0: 0, -1: 0, 99 * time.Hour: time.Hour,
	} {
		f := finding.NewAnswer(finding.RateLimited, finding.Answer{App: "Acme Sync", Wait: wait})
		if got := RetryAfter([]core.Finding{f}); got != want {
			t.Errorf("%s: %s, want %s", wait, got, want)
		}
	}
}

func TestFieldComplains(t *testing.T) {
	uitest.App(t)
	f := NewField("Name", "A hint.", NewEntry("", nil))
	f.Complain("Wrong.")
	if got := f.under.Text(); got != "✕ Wrong." {
		t.Errorf("%q", got)
	}
	f.Complain("")
	if got := f.under.Text(); got != "A hint." {
		t.Errorf("%q", got)
	}
}

// Cells that would run into each other stand below each other, named.
func TestTableStacksWhereItIsNarrow(t *testing.T) {
	uitest.App(t)
	table := NewTable([]string{"Answer", "Time", "Request ID"}, 2.6, 1, 2.3)
	badge, took, id := NewBadge(ToneGood, "200 Service reachable"), NewText(Body, "under 1 ms"), NewText(Body, "3e9d…7b64")
	table.AddRow(badge, took, id)
	w := uitest.Show(t, table.Object)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject
	for _, c := range []struct {
		width   float32
		stacked bool
	}{{800, false}, {300, true}, {800, false}} {
		w.Resize(fyne.NewSize(c.width, 400))
		uitest.Layout(w)
		uitest.Layout(w)
		if stacked := at(took).Y >= at(badge).Y+badge.Size().Height && at(id).Y > at(took).Y; stacked != c.stacked {
			t.Errorf("%v wide: stacked is %v", c.width, stacked)
		}
		if end := at(badge).X + badge.Size().Width; !c.stacked && end > at(took).X {
			t.Errorf("%v wide: the badge ends at %v, the next cell begins at %v", c.width, end, at(took).X)
		}
		if end := at(id).Y + id.Size().Height; end > at(table.Object).Y+table.Object.MinSize().Height {
			t.Errorf("%v wide: the last cell ends at %v, below the table", c.width, end)
		}
		names := 0
		uitest.Walk(table.Object, func(o fyne.CanvasObject) {
			if text, ok := o.(*Text); ok && text.Text() == "Time" {
				names++
			}
		})
		if names != 1 {
			t.Errorf("%v wide: %d names of a column", c.width, names)
		}
	}
}

func TestFieldIsReadOutWithNameTextAndComplaint(t *testing.T) {
	uitest.App(t)
	plain := NewEntry("Acme Sync", nil)
	f := NewField("Name of the app", "", plain)
	for _, c := range []struct {
		entry *Entry
		act   func()
		want  string
	}{
		{plain, func() {}, "Name of the app, empty"},
		{plain, func() { plain.SetText("A") }, "Name of the app, A"},
		{plain, func() { f.Complain("It is too short.") }, "Name of the app, A, It is too short."},
		{plain, func() { f.Complain("") }, "Name of the app, A"},
		{NewEntry("Search", nil), func() {}, "Search, empty"},
	} {
		if c.act(); c.entry.AccessibilityLabel() != c.want {
			t.Errorf("read as %q, want %q", c.entry.AccessibilityLabel(), c.want)
		}
	}
}
