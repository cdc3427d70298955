package connections

import (
	"context"
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/when"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// everyone is "Verify all": the button, the progress while it runs, and what
// came out.
type everyone struct {
	// Object is the progress and the result; hidden when there is none.
	Object *fyne.Container
	button *widgets.Button

	deps    Deps
	changed func()
	slot    *worker.Slot
	ids     []string

	running   bool
	cancelled bool
	began     time.Time
	done      int
	total     int
	good      int
	until     time.Time
	stopTick  func()
	bar       *widget.ProgressBar
	words     *widgets.Text
}

func newEveryone(deps Deps, changed func()) *everyone {
	e := &everyone{deps: deps, changed: changed, slot: deps.Worker.Slot(), stopTick: func() {}}
	e.button = widgets.NewButton(widgets.Primary, "Verify all", e.start)
	e.bar = widget.NewProgressBar()
	e.bar.TextFormatter = func() string { return "" } // the words below say it, and can be read
	e.words = widgets.NewText(widgets.Muted, "")
	e.Object = widgets.Column(8)
	e.Object.Hide()
	return e
}

// set says which connections "all" means: those that the search shows.
func (e *everyone) set(shown []core.Connection) {
	e.ids = make([]string, len(shown))
	for i, c := range shown {
		e.ids[i] = c.ID
	}
	if !e.running {
		e.button.SetEnabled(len(shown) > 0)
	}
}

func (e *everyone) start() {
	if e.running || len(e.ids) == 0 {
		return
	}
	e.running, e.cancelled, e.done, e.good, e.total = true, false, 0, 0, len(e.ids)
	e.began = e.deps.Worker.Now()
	e.until = time.Time{}
	e.button.SetBusy(true)
	cancel := widgets.NewButton(widgets.Secondary, "Cancel", func() { e.cancel() })
	e.bar.Min, e.bar.Max = 0, float64(e.total)
	e.bar.SetValue(0)
	e.tell()
	widgets.Replace(e.Object, e.bar, widgets.Split(e.words, cancel))
	widgets.Focus(cancel)
	e.stopTick = e.deps.Worker.Every(time.Second, e.tell)
	service, ids := e.deps.Service, e.ids
	worker.Run(e.slot, allLimit, func(ctx context.Context) (struct{}, error) {
		service.VerifyBatch(ctx, ids, onboard.Batch{
			Parallel: parallel,
			Each:     func(done, total int, v core.Verdict) { worker.Post(ctx, func() { e.one(done, total, v) }) },
			Waiting:  func(until time.Time) { worker.Post(ctx, func() { e.waits(until) }) },
		})
		return struct{}{}, nil
	}, func(struct{}, error) { e.end() })
}

// cancel stops and reports whether anything ran.
func (e *everyone) cancel() bool {
	if !e.running {
		return false
	}
	e.cancelled = true
	e.slot.Cancel()
	e.words.SetText("Stopping …")
	return true
}

func (e *everyone) one(done, total int, v core.Verdict) {
	for _, f := range v.Findings {
		if f.Code == finding.Cancelled {
			e.cancelled = true
			return
		}
	}
	e.done, e.total = max(done, e.done), total
	if v.Connected {
		e.good++
	}
	e.bar.SetValue(float64(e.done))
	e.tell()
	e.changed()
}

// waits notes until when the platform's limit on sign-ins makes the batch wait.
// Of several connections that wait, the first that goes on counts.
func (e *everyone) waits(until time.Time) {
	if now := e.deps.Worker.Now(); !now.Before(e.until) || until.Before(e.until) {
		e.until = until
	}
	e.tell()
}

// tell says how far it is, how long it may take, and how long the platform's
// limit on sign-ins makes it wait.
func (e *everyone) tell() {
	if e.cancelled {
		return
	}
	now := e.deps.Worker.Now()
	text := fmt.Sprintf("%d of %d verified", e.done, e.total)
	elapsed := now.Sub(e.began)
	switch {
	case now.Before(e.until): // a pause makes every estimate wrong
		text += " · next sign-in in " + when.Seconds(e.until.Sub(now)) + ": RingCentral allows an app about five a minute, or has asked for a pause"
	case e.done > 0 && elapsed > 2*time.Second:
		left := elapsed / time.Duration(e.done) * time.Duration(e.total-e.done)
		text += " · about " + roughly(left) + " left"
	}
	e.words.SetText(text)
}

// roughly words a duration that is only an estimate.
func roughly(d time.Duration) string {
	if d < time.Minute {
		return when.Seconds(d)
	}
	if n := int(d.Minutes() + 0.5); n > 1 {
		return fmt.Sprintf("%d minutes", n)
	}
	return "1 minute"
}

func (e *everyone) end() {
	e.stopTick()
	e.running = false
	e.button.SetBusy(false)
	text, tone := fmt.Sprintf("All %d connections work.", e.total), widgets.ToneGood
	switch {
	case e.cancelled:
		text, tone = fmt.Sprintf("Cancelled after %d of %d. What was verified until then is kept.", e.done, e.total), widgets.ToneInfo
	case e.good < e.total:
		text, tone = fmt.Sprintf("%d of %d work. Open the others to see what is needed.", e.good, e.total), widgets.ToneWarning
	case e.total == 1:
		text = "The connection works."
	}
	dismiss := widgets.NewButton(widgets.Plain, "Dismiss", func() {
		widgets.Replace(e.Object)
		widgets.Focus(e.button)
	})
	widgets.Replace(e.Object, widgets.NewNote(tone, text), widgets.Flow(0, dismiss))
	widgets.Focus(e.button)
	e.changed()
}
