package connect

import (
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/ui/widgets"
)

// TestLit says for each state which step is lit and which are unfolded.
func TestLit(t *testing.T) {
	usable := core.Check{Usable: true, JWT: core.NewSecret("x")}
	const (
		later, now, done = widgets.StepLater, widgets.StepCurrent, widgets.StepDone
	)
	for _, tc := range []struct {
		name  string
		state state
		cards [3]widgets.StepState
		open  [3]bool
	}{
		{"start", state{}, [3]widgets.StepState{now, later, later}, [3]bool{true, true, true}},
		{"opening", state{opening: opensNow}, [3]widgets.StepState{now, later, later}, [3]bool{true, true, true}},
		{"opened", state{opening: opened}, [3]widgets.StepState{done, now, later}, [3]bool{true, true, true}},
		{"no browser", state{opening: openFailed}, [3]widgets.StepState{now, later, later}, [3]bool{true, true, true}},
		{"link copied", state{opening: linkCopied}, [3]widgets.StepState{done, now, later}, [3]bool{true, true, true}},
		{"offer", state{offered: core.NewSecret("x")}, [3]widgets.StepState{done, now, later}, [3]bool{true, true, true}},
		{"wrong text", state{checked: true}, [3]widgets.StepState{done, now, later}, [3]bool{true, true, true}},
		{"usable", state{checked: true, check: usable}, [3]widgets.StepState{done, done, now}, [3]bool{true, true, true}},
		{"usable but cleaned away", state{checked: true, check: core.Check{Usable: true}}, [3]widgets.StepState{done, now, later}, [3]bool{true, true, true}},
		{"connecting", state{phase: phaseConnecting}, [3]widgets.StepState{done, done, now}, [3]bool{false, true, true}},
		{"cancelling", state{phase: phaseCancelling}, [3]widgets.StepState{done, done, now}, [3]bool{false, true, true}},
		{"failed", state{phase: phaseFailed}, [3]widgets.StepState{done, done, now}, [3]bool{false, true, true}},
		{"connected", state{phase: phaseConnected}, [3]widgets.StepState{done, done, done}, [3]bool{false, false, true}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for i := range 3 {
				card, open := tc.state.card(i + 1)
				if card != tc.cards[i] || open != tc.open[i] {
					t.Errorf("step %d: %v open %v, want %v open %v", i+1, card, open, tc.cards[i], tc.open[i])
				}
			}
		})
	}
}
