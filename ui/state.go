package ui

import (
	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/ui/widgets"
)

// name is what the window calls a page.
type name string

// The pages; window.pages says what each is.
const (
	connectPage     name = "connect"
	connectionsPage name = "connections"
	korePage        name = "kore"
	settingsPage    name = "settings"
	welcomePage     name = "welcome"
	openerPage      name = "opener"
	makerPage       name = "maker"
	unreadPage      name = "unread"
	helpPage        name = "help"
)

// state is all that the window itself knows. What is shown follows from it by
// the functions below, and by render.
type state struct {
	// started is true once profiles and connections were read.
	started  bool
	profiles []core.Profile
	// profile is the one to connect; its ID is empty for none.
	profile     core.Profile
	connections int
	// kore is true for who uses the Kore.ai part: only then it stands in the sidebar.
	kore bool
	// unread is why the profiles could not be read, if they could not.
	unread *core.Finding
	// wanted is the page that was asked for, empty before the first.
	wanted name
	// before is where Back leads from a page without a place of its own.
	before name
	notice *notice
	// keychainSlow is true while somebody waits for the keychain, and has for some
	// time.
	keychainSlow bool
}

// notice stands above the page until it is dismissed: a text, findings, or the
// question whether to close all the same.
type notice struct {
	tone     widgets.Tone
	text     string
	findings []core.Finding
	// lost is what closing would lose.
	lost string
}

// turn notes that a page is asked for. Back leads to the last page that was not
// passing.
func (s *state) turn(to place, from place) {
	if to.passing && !from.passing {
		s.before = s.wanted
	}
	s.wanted = to.name
}

// shows is the page that stands in the window: in the place of the Connect page
// perhaps what comes before it.
func (s state) shows() name {
	switch {
	case s.wanted != connectPage:
		return s.wanted
	case s.unread != nil:
		return unreadPage
	case len(s.profiles) == 0:
		return welcomePage
	}
	return connectPage
}

// begin is the page that a start shows.
func (s state) begin() name {
	if len(s.profiles) > 0 && s.connections > 0 {
		return connectionsPage
	}
	return connectPage
}

// back is the page that Back leads to.
func (s state) back() name {
	if s.before == "" {
		return connectPage
	}
	return s.before
}
