package kore

import (
	"time"

	"github.com/sureline/sureline/core"
	corekore "github.com/sureline/sureline/core/kore"
)

// state is all that the page knows beside what its fields hold.
type state struct {
	// loaded is true once there was an answer: clients, or failed.
	loaded  bool
	clients []corekore.Client
	failed  *core.Finding
	open    openClient
	form    *formState
	service serviceState
}

// view is a part of the page that shows by itself.
type view int

const (
	listView view = iota
	clientView
	formView
)

func (s state) view() view {
	switch {
	case s.form != nil:
		return formView
	case s.open.client.ClientID != "":
		return clientView
	}
	return listView
}

// openClient is the client whose own page is open; without an ID there is none.
type openClient struct {
	client corekore.Client
	// saved is true after a save, until something else is done.
	saved bool
	// asked is true while the question stands whether to remove it.
	asked, removing bool
	failed          *core.Finding
	token           tokenState
	live            liveState
}

// tokenState is where "Make and read a token" stands.
type tokenState struct {
	making bool
	shown  *token
	failed *core.Finding
}

// token is one with what is in it. The JWT is empty for one from elsewhere: whoever
// pasted it has it.
type token struct {
	jwt core.Secret
	in  corekore.Inspection
}

// left returns how long a token that was made here is still good; false when that
// is not known.
func (t tokenState) left(now time.Time) (time.Duration, bool) {
	if t.shown == nil || t.shown.jwt.Empty() || t.shown.in.ExpiresAt == nil {
		return 0, false
	}
	return max(t.shown.in.ExpiresAt.Sub(now), 0), true
}

// livePhase is where "Verify live" stands.
type livePhase int

const (
	liveIdle livePhase = iota
	// liveAsking: its effects are told, and nothing is sent.
	liveAsking
	liveRunning
	liveDone
)

type liveState struct {
	phase  livePhase
	result corekore.LiveResult
	failed *core.Finding
}

// formState is what the form knows beside its fields.
type formState struct {
	// base is the client that is changed; the zero one for a new client.
	base corekore.Client
	// before is the draft that the form began with.
	before draft
	choices
	// tried is true once Save was pressed: empty fields are then wrong too.
	tried, saving bool
	// leaving is true while the question stands whether to throw the changes away.
	leaving bool
	failed  *core.Finding
}

// changing is false for a new client.
func (f formState) changing() bool { return f.base.ClientID != "" }

// servicePhase is where the service that is run from here stands.
type servicePhase int

const (
	stopped servicePhase = iota
	starting
	running
	stopping
)

type serviceState struct {
	phase   servicePhase
	service Running
	// badPort is true when what stands in the field is no port.
	badPort bool
	failed  *core.Finding
	// cut is true when stopping cut off a request.
	cut bool
	// chosen is the client ID of the code that is shown; trace what came in.
	chosen string
	trace  trace
}

// on reports whether the service answers.
func (s serviceState) on() bool { return s.phase == running || s.phase == stopping }
