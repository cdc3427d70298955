package connections

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/ui/lang"
)

// standing is how a connection does, as far as is known without asking anybody.
// What needs somebody most comes first.
type standing int

const (
	refused standing = iota
	expired
	unreadable // its secrets could not be read
	unreached  // nobody answered the question, or not for now
	ending     // works, and expires soon
	unverified
	working
)

func standingOf(c core.Connection, now time.Time) standing {
	switch {
	case c.ExpiresAt != nil && !now.Before(*c.ExpiresAt):
		return expired
	case c.LastCode == "" && c.VerifiedAt.IsZero():
		return unverified
	case c.LastCode == "" && text.ExpiresSoon(now, c.ExpiresAt):
		return ending
	case c.LastCode == "":
		return working
	case saysNothing(c.LastCode):
		return unreached
	case finding.Exit(c.LastCode) == finding.ExitStorage:
		return unreadable
	}
	return refused
}

// saysNothing reports whether nothing new is known of a credential after a finding
// with the code: the platform was not reached, or did not answer the question for
// now.
func saysNothing(code core.Code) bool {
	return finding.Exit(code) == finding.ExitUnreachable || code == finding.Cancelled || code == finding.HostNotConfirmed
}

// group is what the list can be narrowed to.
type group int

const (
	anyGroup group = iota
	failing
	expiring
	unproven
	connected
)

func (s standing) group() group {
	switch s {
	case refused, expired, unreadable, unreached:
		return failing
	case ending:
		return expiring
	case unverified:
		return unproven
	case working:
	}
	return connected
}

// entry is a connection as the list has it. It does not change.
type entry struct {
	core.Connection
	owner    string
	standing standing
	// turn is who has to act on a failure; empty for others.
	turn core.Who
	// words are what the search looks into.
	words string
}

func entryOf(c core.Connection, now time.Time) *entry {
	e := &entry{Connection: c, owner: lang.Owner(c), standing: standingOf(c, now)}
	switch {
	case e.standing == expired:
		e.turn = finding.Who(finding.Expired)
	case e.standing.group() == failing:
		e.turn = finding.Who(c.LastCode)
	}
	e.words = strings.ToLower(strings.Join([]string{c.Name, c.App, e.owner, c.OwnerID, c.Fingerprint}, " "))
	return e
}

// order is how the list is sorted.
type order int

const (
	byNeed order = iota
	byName
	byVerified
	byExpiry
	orders
)

// sort puts the entries in order; those that are equal in it stay by name.
func (o order) sort(all []*entry) {
	slices.SortStableFunc(all, func(a, b *entry) int {
		switch o {
		case byNeed:
			return cmp.Or(cmp.Compare(a.standing, b.standing), compareExpiry(a, b, a.standing == ending))
		case byVerified:
			return a.VerifiedAt.Compare(b.VerifiedAt)
		case byExpiry:
			return compareExpiry(a, b, true)
		case byName, orders:
		}
		return 0
	})
}

// compareExpiry puts what ends first first, and what never ends last.
func compareExpiry(a, b *entry, matters bool) int {
	switch {
	case !matters || a.ExpiresAt == b.ExpiresAt:
		return 0
	case a.ExpiresAt == nil:
		return 1
	case b.ExpiresAt == nil:
		return -1
	}
	return a.ExpiresAt.Compare(*b.ExpiresAt)
}

// narrowing is which connections the list is to show; the zero value is all.
type narrowing struct {
	group group
	turn  core.Who
	app   string
}

func (n narrowing) has(e *entry) bool {
	return (n.group == anyGroup || e.standing.group() == n.group) && (n.turn == "" || e.turn == n.turn) && (n.app == "" || e.App == n.app)
}

// state is all that the list knows beside what stands in its search.
type state struct {
	// named are all connections by name, sorted the same in the order that is set.
	named, sorted []*entry
	// clients are the client IDs by profile.
	clients map[string]string
	loaded  bool
	failed  *core.Finding
	narrow  narrowing
	order   order
	// wanted is true when the keyboard is to come here once there is a list, and
	// sought when it is to come to the search.
	wanted, sought bool
	// unfolded shows the buttons that narrow the list where there is little room.
	unfolded bool
}

// with returns the state with other connections, as they come by name.
func (s state) with(all []core.Connection, now time.Time) state {
	s.named = make([]*entry, len(all))
	for i, c := range all {
		s.named[i] = entryOf(c, now)
	}
	return s.in(s.order)
}

// in returns the state in another order.
func (s state) in(o order) state {
	s.order, s.sorted = o, slices.Clone(s.named)
	o.sort(s.sorted)
	return s
}

// learn returns the state with what is newly known of one connection. It keeps its
// place: a row must not jump away under a hand.
func (s state) learn(c core.Connection, now time.Time) state {
	s.named, s.sorted = slices.Clone(s.named), slices.Clone(s.sorted)
	for _, list := range [][]*entry{s.named, s.sorted} {
		for i := range list {
			if list[i].ID == c.ID {
				list[i] = entryOf(c, now)
			}
		}
	}
	return s
}

// shown returns the connections that the list shows: every word of the query
// occurs in what is searched of them.
func (s state) shown(query string) []*entry {
	words := strings.Fields(strings.ToLower(query))
	if len(words) == 0 && s.narrow == (narrowing{}) {
		return s.sorted
	}
	some := make([]*entry, 0, len(s.sorted))
	for _, e := range s.sorted {
		if s.narrow.has(e) && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(e.words, w) }) {
			some = append(some, e)
		}
	}
	return some
}

// tally counts the connections for the buttons that narrow the list.
type tally struct {
	groups [connected + 1]int
	turns  map[core.Who]int
	apps   map[string]int
}

func (s state) tally() tally {
	t := tally{turns: map[core.Who]int{}, apps: map[string]int{}}
	for _, e := range s.named {
		t.groups[anyGroup]++
		t.groups[e.standing.group()]++
		t.apps[e.App]++
		if e.turn != "" {
			t.turns[e.turn]++
		}
	}
	return t
}
