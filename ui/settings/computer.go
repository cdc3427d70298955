package settings

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// computerState is all that the card knows.
type computerState struct {
	running bool
	// asking is true while the question stands whether to repair.
	asking bool
	found  []onboard.Checkup
}

// computer is the card that tries what Sureline needs of this computer.
type computer struct {
	deps  Deps
	slot  *worker.Slot
	state computerState

	card          fyne.CanvasObject
	result        *fyne.Container
	check, repair *widgets.Button
	keep, remove  *widgets.Button
}

func newComputer(deps Deps) *computer {
	c := &computer{deps: deps, slot: deps.Worker.Slot(), result: widgets.Column(8)}
	c.check = widgets.NewButton(widgets.Secondary, lang.T("settings.computer.check"), func() { c.run(false) })
	c.repair = widgets.NewButton(widgets.Secondary, lang.T("settings.computer.repair"), c.onRepair)
	c.keep = widgets.NewButton(widgets.Primary, lang.T("settings.computer.repair_keep"), func() { c.escape() })
	c.remove = widgets.NewButton(widgets.Danger, lang.T("settings.computer.repair_remove"), func() { c.run(true) })
	c.card = widgets.NewCard(widgets.Column(12,
		widgets.NewText(widgets.CardTitle, lang.T("settings.computer.title")),
		widgets.NewText(widgets.Body, lang.T("settings.computer.lead", lang.S{"keychain": text.Keychain()})),
		c.result, widgets.Flow(8, c.check, c.repair)))
	c.render()
	return c
}

// render shows the state.
func (c *computer) render() {
	s := c.state
	c.check.SetBusy(s.running)
	repairable := slices.ContainsFunc(s.found, func(f onboard.Checkup) bool { return f.Repairable })
	widgets.Show(c.repair, repairable && !s.running && !s.asking)
	var rows []fyne.CanvasObject
	for _, f := range s.found {
		tone := widgets.ToneGood
		if !f.OK {
			tone = widgets.ToneError
		}
		line := widgets.NewSelectable(widgets.Body, lang.T("settings.computer.line", lang.S{"name": text.Say("doctor.name." + f.Name), "says": f.Says}))
		rows = append(rows, widgets.Beside(6, widgets.Verdict(tone, ""), line, nil))
		for _, each := range f.Findings {
			rows = append(rows, widgets.NewFinding(each, c.deps.Copy))
		}
	}
	switch {
	case s.running:
		rows = []fyne.CanvasObject{widgets.NewText(widgets.Muted, lang.T("settings.computer.asking"))}
	case s.asking:
		rows = append(rows, widgets.Ask(widgets.ToneWarning, lang.T("settings.computer.repair_title"), []string{lang.T("settings.computer.repair_body")}, c.keep, c.remove))
	}
	widgets.Replace(c.result, rows...)
}

// run looks anew, and repairs first when that is wanted.
func (c *computer) run(repair bool) {
	c.state = computerState{running: true}
	c.render()
	doctor := c.deps.Doctor
	worker.Run(c.slot, doctorLimit, func(ctx context.Context) ([]onboard.Checkup, error) {
		return doctor(ctx, repair), nil
	}, func(found []onboard.Checkup, _ error) {
		c.state = computerState{found: found}
		c.render()
		widgets.RevealNew(c.result)
	})
}

func (c *computer) onRepair() {
	c.state.asking = true
	c.render()
	widgets.RevealNew(c.result)
	widgets.Focus(c.keep)
}

// escape takes the question back, and reports whether one stood there.
func (c *computer) escape() bool {
	if !c.state.asking {
		return false
	}
	c.state.asking = false
	c.render()
	widgets.Focus(c.repair)
	return true
}
