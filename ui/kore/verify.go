package kore

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	corekore "github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/when"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// verifying is the card "Verify live". It sends nothing before its side effects
// were said and the second button was pressed.
type verifying struct {
	Object fyne.CanvasObject

	owner  *clientPage
	slot   *worker.Slot
	person *widgets.Entry
	lead   *widgets.Text
	start  *widgets.Button
	inline *fyne.Container
	// asking is true while the question stands, running while the answer is
	// waited for.
	asking, running bool
}

func newVerifying(c *clientPage) *verifying {
	v := &verifying{owner: c, slot: c.page.deps.Worker.Slot()}
	v.person = widgets.NewEntry("an anonymous visitor", v.ask)
	v.lead = widgets.NewText(widgets.Body, "")
	v.start = widgets.NewButton(widgets.Secondary, "Verify live…", v.ask)
	v.inline = widgets.Column(10)
	v.inline.Hide()
	person := widgets.NewField("Try it for", "Leave it empty for an anonymous visitor. An app that lets none in needs a person whom Kore.ai knows.", v.person)
	v.Object = widgets.NewCard(widgets.Column(12,
		widgets.NewText(widgets.CardTitle, "Verify live"), v.lead, person.Object, widgets.Flow(10, v.start), v.inline))
	return v
}

func (v *verifying) set(c corekore.Client) {
	v.lead.SetText("Asks " + host(c) + " whether it accepts a pass of this client. Before anything is sent, you see what that does.")
}

func (v *verifying) leave() {
	v.slot.Drop()
	v.idle()
	v.person.SetText("")
	widgets.Replace(v.inline)
}

func (v *verifying) idle() {
	v.asking, v.running = false, false
	v.start.SetBusy(false)
}

// escape takes the question away, or cancels.
func (v *verifying) escape() bool {
	switch {
	case v.running:
		v.slot.Cancel()
	case v.asking:
		v.refuse()
	default:
		return false
	}
	return true
}

func (v *verifying) refuse() {
	v.idle()
	widgets.Replace(v.inline)
	widgets.Focus(v.start)
}

// ask says what a live check does, before it does it.
func (v *verifying) ask() {
	if v.running {
		return
	}
	c := v.owner.client
	v.asking = true
	said := []string{corekore.SideEffects, "It goes to " + host(c) + "."}
	tone := widgets.ToneInfo
	if !c.WithDefaults().KnownHost() {
		tone = widgets.ToneWarning
		said[1] = "It goes to " + host(c) + ", which is none of the Kore.ai hosts that Sureline knows. Go on only if you are sure that it is yours."
	}
	yes := widgets.NewButton(widgets.Primary, "Show a pass to "+host(c), v.run)
	widgets.Replace(v.inline, widgets.Ask(tone, "Verify live?", said, yes, widgets.NewButton(widgets.Secondary, "Not now", v.refuse)))
	v.owner.Object.Refresh()
	widgets.Focus(yes)
	v.owner.reveal(v.inline)
}

func (v *verifying) run() {
	v.asking, v.running = false, true
	v.start.SetBusy(true)
	cancel := widgets.NewButton(widgets.Secondary, "Cancel", v.slot.Cancel)
	widgets.Replace(v.inline, widgets.Split(widgets.NewText(widgets.Muted, "Asking "+host(v.owner.client)+" …"), cancel))
	v.owner.Object.Refresh()
	widgets.Focus(cancel)
	service, id := v.owner.page.deps.Service, v.owner.client.ClientID
	trial := corekore.Trial{Identity: strings.TrimSpace(v.person.Text)}
	worker.Run(v.slot, verifyLimit, func(ctx context.Context) (corekore.LiveResult, error) {
		return service.Verify(ctx, id, trial)
	}, v.apply)
}

func (v *verifying) apply(r corekore.LiveResult, err error) {
	v.idle()
	copyText := v.owner.page.deps.Copy
	var out []fyne.CanvasObject
	if f, failed := failure(err); failed {
		out = append(out, widgets.NewFinding(f, copyText))
	}
	for _, f := range r.Findings {
		panel := widgets.NewFinding(f, copyText)
		if r.Accepted && len(out) == 0 {
			panel = widgets.NewPanel(widgets.ToneGood, accepted(lang.Finding(f).Title, lang.Finding(f).Explanation))
		}
		out = append(out, panel)
	}
	if r.Call.Method != "" {
		facts := widgets.NewFacts(callFacts(r), copyText)
		facts.Hide()
		out = append(out, widgets.Flow(0, widgets.NewExpander("Details: the request", facts)), facts)
	}
	widgets.Replace(v.inline, out...)
	v.owner.Object.Refresh()
	widgets.Focus(v.start)
	v.owner.reveal(v.inline)
}

// accepted is the good news, in the colour of good news.
func accepted(title, text string) fyne.CanvasObject {
	head, body := widgets.NewSelectable(widgets.Strong, title), widgets.NewSelectable(widgets.Body, text)
	head.SetTone(widgets.ToneGood)
	body.SetTone(widgets.ToneGood)
	return widgets.Column(2, head, body)
}

// callFacts are the facts of the request for support; it had no secret in its
// address.
func callFacts(r corekore.LiveResult) []widgets.Fact {
	status := "no answer"
	if r.Call.Status != 0 {
		status = strconv.Itoa(r.Call.Status)
	}
	facts := []widgets.Fact{
		{Name: "Request", Value: r.Call.Method + " " + r.Call.URL},
		{Name: "Status", Value: status},
		{Name: "Took", Value: when.TookMS(r.Call.DurationMS)},
		{Name: "Sent", Value: r.Call.At.UTC().Format("2006-01-02 15:04:05 UTC")},
	}
	if r.Call.Error != "" {
		facts = append(facts, widgets.Fact{Name: "Kore.ai said", Value: strings.Join(append([]string{r.Call.Error}, r.Call.ErrorCodes...), " · ")})
	}
	return facts
}

// host is where a live check goes.
func host(c corekore.Client) string {
	if u, why := c.WithDefaults().BaseURL(); why == "" {
		return u.Host
	}
	return c.Host
}
