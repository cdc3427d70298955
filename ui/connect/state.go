package connect

import (
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/handover"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/widgets"
)

// opening is where the browser stands.
type opening int

const (
	notOpened opening = iota
	opensNow
	opened
	openFailed
	linkCopied
)

// phase is where the work of step 3 stands.
type phase int

const (
	phaseIdle phase = iota
	phaseConnecting
	phaseCancelling
	phaseFailed
	phaseConnected
	// phaseHanded: sealed for the provider, with nothing proved or kept here.
	phaseHanded
)

// state is all that the page knows. What is lit, enabled and said follows from
// it by the functions below, which change nothing.
type state struct {
	profiles []core.Profile
	profile  core.Profile
	opening  opening
	// raw is what was pasted, kept for a check against another profile. It is
	// empty for what is too long to keep.
	raw   core.Secret
	check core.Check
	// checked is true when check is about what was pasted or typed.
	checked bool
	// offered is what the clipboard holds and looks like a credential.
	offered core.Secret
	// declined is the fingerprint of an offer that the user refused.
	declined string
	phase    phase
	// confirming is the host that waits for the user's yes.
	confirming string
	steps      map[onboard.StepID]onboard.Step
	verdict    core.Verdict
	started    time.Time
	// secret is true once the keychain is known to hold the app's secret.
	secret bool
	hand   handing
	// retryAt is when a refused request may be repeated; zero for at once.
	retryAt time.Time
}

// handing is where the hand-over to the provider stands.
type handing struct {
	// sealed is what is handed over: the same at each try, so that the provider
	// can tell that it is; nil before.
	sealed *handover.Sealed
	// asking is true while the user is asked whether to send it.
	asking  bool
	sending bool
	// saved is the file that holds it; empty for none.
	saved string
	// sent is true once the provider's server has it, and status is what it says.
	sent      bool
	following bool
	follow    string
	status    handover.Status
	failed    *core.Finding
}

// current returns the number of the step that is lit, 0 when all is done.
func (s state) current() int {
	switch {
	case s.done():
		return 0
	case s.phase != phaseIdle, s.usable():
		return 3
	case s.checked, !s.offered.Empty(), s.opening == opened, s.opening == linkCopied:
		return 2
	}
	return 1
}

// usable reports whether there is a credential that may be sent.
func (s state) usable() bool { return s.checked && s.check.Usable && !s.check.JWT.Empty() }

// busy reports whether requests are on their way that need the pasted text.
func (s state) busy() bool { return s.connecting() || !s.done() && s.hand.sending }

func (s state) connecting() bool { return s.phase == phaseConnecting || s.phase == phaseCancelling }

// done reports whether the page has come to its end.
func (s state) done() bool { return s.phase == phaseConnected || s.phase == phaseHanded }

// handsOver reports whether it is the provider who will use the credential.
func (s state) handsOver() bool { return s.profile.HandsOver() }

// proves reports whether the credential is tried from here.
func (s state) proves() bool { return s.profile.ProvesHere(s.secret) }

// card returns how the card of a step looks, and whether it is unfolded.
func (s state) card(step int) (widgets.StepState, bool) {
	now := s.current()
	switch {
	case now == 0:
		return widgets.StepDone, step == 3
	case step < now:
		return widgets.StepDone, step == 2 || s.phase == phaseIdle
	case step == now:
		return widgets.StepCurrent, true
	}
	return widgets.StepLater, true
}

// unsaved reports whether closing the window would lose something.
func (s state) unsaved() bool {
	return !s.done() && (s.checked && !s.raw.Empty() || s.busy())
}

// mayOffer reports whether the clipboard may be looked at when the window comes
// back to the front.
func (s state) mayOffer() bool {
	return s.profile.ID != "" && (s.phase == phaseIdle || s.phase == phaseFailed) && s.confirming == "" &&
		(!s.usable() || s.phase == phaseFailed)
}

// waitLeft returns how long Connect has to wait for the platform.
func (s state) waitLeft(now time.Time) time.Duration {
	if s.retryAt.IsZero() {
		return 0
	}
	return max(s.retryAt.Sub(now), 0)
}

// asksOwner reports whether the user has to say what becomes of the connection that
// the owner of the credential has already.
func (s state) asksOwner() bool {
	f, failed := s.failure()
	return failed && f.Code == finding.SameOwner
}

// failure returns the finding that a failed connect is shown with.
func (s state) failure() (core.Finding, bool) {
	if s.phase != phaseFailed || len(s.verdict.Findings) == 0 {
		return core.Finding{}, false
	}
	return s.verdict.Findings[0], true
}
