package connections

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// perMinute is how many sign-ins the platform allows a client ID in a minute; all
// programs that use it share them.
const perMinute = 5

// queue is the part of a round that shares one client ID's sign-ins.
type queue struct {
	ids  []string
	done int
	// until is when the platform's limit lets the next one go on; zero for at once.
	until time.Time
	ended bool
}

// left is how long the rest of the queue takes at least: the first go on after the
// pause, all others five a minute.
func (q queue) left(now time.Time) time.Duration {
	rest := len(q.ids) - q.done
	if rest <= 0 || q.ended {
		return 0
	}
	return max(q.until.Sub(now), 0) + time.Duration((rest-1)/perMinute)*time.Minute
}

// round is a verification of several connections.
type round struct {
	queues    []queue
	total     int
	good, bad int
	// turns count the failures by whose turn it is.
	turns     map[core.Who]int
	cancelled bool
}

// newRound has the connections of each client ID in a queue of their own, in the
// order in which they are shown.
func newRound(shown []*entry, clients map[string]string) round {
	r := round{total: len(shown), turns: map[core.Who]int{}}
	places := map[string]int{}
	for _, e := range shown {
		at, ok := places[clients[e.ProfileID]]
		if !ok {
			at = len(r.queues)
			places[clients[e.ProfileID]] = at
			r.queues = append(r.queues, queue{})
		}
		r.queues[at].ids = append(r.queues[at].ids, e.ID)
	}
	return r
}

// running reports whether there is something left to wait for.
func (r round) running() bool {
	for _, q := range r.queues {
		if !q.ended {
			return true
		}
	}
	return false
}

// left is how long the round takes at least: the queues run beside each other.
func (r round) left(now time.Time) time.Duration {
	most := time.Duration(0)
	for _, q := range r.queues {
		most = max(most, q.left(now))
	}
	return most
}

// pause is how long nothing can go on: every queue waits for the platform's limit.
func (r round) pause(now time.Time) time.Duration {
	least := time.Duration(-1)
	for _, q := range r.queues {
		if wait := max(q.until.Sub(now), 0); !q.ended && (least < 0 || wait < least) {
			least = wait
		}
	}
	return max(least, 0)
}

// count takes over the verdict on one connection.
func (r *round) count(at int, v core.Verdict) {
	r.queues[at].done++
	switch {
	case v.Connected:
		r.good++
	case len(v.Findings) > 0 && v.Findings[0].Code == finding.Cancelled:
		r.cancelled = true
	default:
		r.bad++
		if len(v.Findings) > 0 {
			r.turns[v.Findings[0].Who]++
		}
	}
}

// progress says how far a round is, and how long it takes.
func (r round) progress(now time.Time) string {
	text := lang.T("connections.all.progress", lang.S{"done": r.good + r.bad, "count": r.total})
	if r.bad > 0 {
		text = lang.T("connections.all.progress_bad", lang.S{"done": r.good + r.bad, "count": r.total, "bad": r.bad})
	}
	if left := (r.left(now) + time.Minute - 1).Truncate(time.Minute); left >= time.Minute {
		text += " · " + lang.T("connections.all.left", lang.S{"time": left})
	}
	if pause := r.pause(now); pause > 0 {
		text += " · " + lang.T("connections.all.pause", lang.S{"time": pause})
	}
	return text
}

// summary says what came of a round.
func (r round) summary() (string, widgets.Tone) {
	switch done := r.good + r.bad; {
	case r.cancelled:
		return lang.T("connections.all.cancelled", lang.S{"done": done, "count": r.total, "good": r.good, "bad": r.bad}), widgets.ToneInfo
	case r.good < r.total:
		return lang.T("connections.all.some", lang.S{"good": r.good, "count": r.total}), widgets.ToneWarning
	default:
		return lang.T("connections.all.good", lang.S{"count": r.total}), widgets.ToneGood
	}
}

// everyone is "Verify all": the button, the progress while it runs, and what
// came out.
type everyone struct {
	page   *Page
	button *widgets.Button
	// object is the progress and the result; hidden when there is none.
	object *fyne.Container

	shown    []*entry
	round    round
	slots    []*worker.Slot
	stopTick func()
	bar      *widget.ProgressBar
	words    *widgets.Text
	stop     *widgets.Button
}

func newEveryone(p *Page) *everyone {
	e := &everyone{page: p, stopTick: func() {}}
	e.button = widgets.NewButton(widgets.Primary, lang.T("connections.all.button"), e.start)
	e.bar = widget.NewProgressBar()
	e.bar.TextFormatter = func() string { return "" } // the words below say it, and can be read
	e.words = widgets.NewText(widgets.Muted, "")
	e.stop = widgets.NewButton(widgets.Secondary, lang.T("connections.all.cancel"), func() { e.cancel() })
	e.object = widgets.Column(8)
	e.object.Hide()
	return e
}

// offer says which connections would be verified now: those that are shown.
func (e *everyone) offer(shown []*entry, all int) {
	e.shown = shown
	if e.round.running() {
		return
	}
	label := lang.T("connections.all.button")
	if len(shown) > 0 && len(shown) < all {
		label = lang.T("connections.all.button_some", lang.S{"count": len(shown)})
	}
	e.button.SetText(label)
	e.button.SetEnabled(len(shown) > 0)
}

// start verifies the queues beside each other: the limit is that of a client ID.
func (e *everyone) start() {
	if e.round.running() || len(e.shown) == 0 {
		return
	}
	work := e.page.deps.Worker
	e.round = newRound(e.shown, e.page.state.clients)
	e.button.SetBusy(true)
	e.bar.Min, e.bar.Max = 0, float64(e.round.total)
	e.stop.SetBusy(false)
	widgets.Replace(e.object, e.bar, widgets.Split(e.words, e.stop))
	e.render()
	e.page.listing.ScrollToTop()
	widgets.Focus(e.stop)
	e.stopTick = work.Every(time.Second, e.render)
	service := e.page.deps.Service
	e.slots = nil
	for i, q := range e.round.queues {
		slot, ids := work.Slot(), q.ids
		e.slots = append(e.slots, slot)
		worker.Run(slot, allLimit, func(ctx context.Context) (struct{}, error) {
			service.VerifyBatch(ctx, ids, onboard.Batch{
				Parallel: parallel,
				Each:     func(_, _ int, v core.Verdict) { worker.Post(ctx, func() { e.one(i, v) }) },
				Waiting:  func(until time.Time) { worker.Post(ctx, func() { e.waits(i, until) }) },
			})
			return struct{}{}, nil
		}, func(struct{}, error) { e.end(i) })
	}
}

// cancel stops and reports whether anything ran.
func (e *everyone) cancel() bool {
	if !e.round.running() {
		return false
	}
	e.round.cancelled = true
	for _, s := range e.slots {
		s.Cancel()
	}
	e.render()
	return true
}

// one is told the verdict on one connection.
func (e *everyone) one(queue int, v core.Verdict) {
	e.round.count(queue, v)
	if v.Connection != nil {
		e.page.learn(*v.Connection)
	}
	e.render()
}

// waits notes until when the platform's limit on sign-ins makes a queue wait. Of
// several connections that wait, the first that goes on counts.
func (e *everyone) waits(queue int, until time.Time) {
	q := &e.round.queues[queue]
	if now := e.page.deps.Worker.Now(); !now.Before(q.until) || until.Before(q.until) {
		q.until = until
	}
	e.render()
}

// render shows how far the round is.
func (e *everyone) render() {
	e.bar.SetValue(float64(e.round.good + e.round.bad))
	e.stop.SetBusy(e.round.cancelled)
	words := lang.T("connections.all.stopping")
	if !e.round.cancelled {
		words = e.round.progress(e.page.deps.Worker.Now())
	}
	e.words.SetText(words)
	widgets.Settle(e.page.listing) // the words may have become another line
}

// end is told that a queue ended; with the last one the round does.
func (e *everyone) end(queue int) {
	e.round.queues[queue].ended = true
	if e.round.running() {
		return
	}
	e.stopTick()
	e.button.SetBusy(false)
	text, tone := e.round.summary()
	buttons := widgets.Flow(4)
	for _, who := range turns {
		if n := e.round.turns[who]; n > 0 {
			buttons.Add(widgets.NewButton(widgets.Plain, turnWords(who, n), func() {
				e.page.narrow(narrowing{group: failing, turn: who})
				e.page.Focus()
			}))
		}
	}
	buttons.Add(widgets.NewButton(widgets.Plain, lang.T("window.dismiss"), func() {
		widgets.Replace(e.object)
		widgets.Settle(e.page.listing)
		widgets.Focus(e.button)
	}))
	waiting := focused() == fyne.Focusable(e.stop)
	widgets.Replace(e.object, widgets.NewNote(tone, text), buttons)
	if waiting { // else somebody went on to something else
		widgets.Focus(e.button)
	}
	e.page.Reload()
}
