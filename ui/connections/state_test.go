package connections

import (
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/ui/widgets"
)

func TestStanding(t *testing.T) {
	past, soon, later := now.Add(-time.Hour), now.Add(48*time.Hour), now.AddDate(1, 0, 0)
	for _, c := range []struct {
		name  string
		c     core.Connection
		want  string
		tone  widgets.Tone
		group group
	}{
		{"never verified", core.Connection{}, "Not verified", widgets.ToneNone, unproven},
		{"good", core.Connection{VerifiedAt: past, ExpiresAt: &later}, "Connected", widgets.ToneGood, connected},
		{"good, ends soon", core.Connection{VerifiedAt: past, ExpiresAt: &soon}, "Connected", widgets.ToneGood, expiring},
		{"offline", core.Connection{VerifiedAt: past, LastCode: finding.Offline}, "Not reached", widgets.ToneWarning, failing},
		{"limited", core.Connection{VerifiedAt: past, LastCode: finding.RateLimited}, "Not reached", widgets.ToneWarning, failing},
		{"host not confirmed", core.Connection{LastCode: finding.HostNotConfirmed}, "Not reached", widgets.ToneWarning, failing},
		{"keychain", core.Connection{VerifiedAt: past, LastCode: finding.KeychainLocked}, "Keychain", widgets.ToneWarning, failing},
		{"refused", core.Connection{VerifiedAt: past, LastCode: finding.AppNotAllowed}, "Not accepted", widgets.ToneError, failing},
		{"expired", core.Connection{VerifiedAt: past, ExpiresAt: &past}, "Expired", widgets.ToneError, failing},
	} {
		s := standingOf(c.c, now)
		if got, tone := badge(s); got != c.want || tone != c.tone || s.group() != c.group {
			t.Errorf("%s: %q %d in %d, want %q %d in %d", c.name, got, tone, s.group(), c.want, c.tone, c.group)
		}
	}
}

func TestStep(t *testing.T) {
	calls := []core.Call{{Status: 200, DurationMS: 412}, {Status: 503, DurationMS: 31}, {DurationMS: 9000}}
	for i, want := range []string{"412 ms", "503, 31 ms", "no answer, 9.0 s", "–"} {
		if got := step(calls, i); got != want {
			t.Errorf("%d: %q, want %q", i, got, want)
		}
	}
}

// many are connections in all standings, by name.
func many() []core.Connection {
	at := func(d time.Duration) *time.Time { return new(now.Add(d)) }
	const day = 24 * time.Hour
	return []core.Connection{
		{ID: "a", Name: "a works", App: "One", VerifiedAt: now},
		{ID: "b", Name: "b ends in 9 days", App: "One", VerifiedAt: now, ExpiresAt: at(9 * day)},
		{ID: "c", Name: "c ends in 2 days", App: "Two", VerifiedAt: now.Add(-day), ExpiresAt: at(2 * day)},
		{ID: "d", Name: "d not verified", App: "Two"},
		{ID: "e", Name: "e refused", App: "Two", VerifiedAt: now.Add(-9 * day), LastCode: finding.AppBlocked},
		{ID: "f", Name: "f offline", App: "One", VerifiedAt: now.Add(-time.Hour), LastCode: finding.Offline},
		{ID: "g", Name: "g expired", App: "One", VerifiedAt: now.Add(-2 * day), ExpiresAt: at(-day)},
		{ID: "h", Name: "h ends in a year", App: "One", VerifiedAt: now, ExpiresAt: at(365 * day)},
	}
}

func ids(entries []*entry) string {
	var b strings.Builder
	for _, e := range entries {
		b.WriteString(e.ID)
	}
	return b.String()
}

func TestOrders(t *testing.T) {
	s := state{}.with(many(), now)
	for o, want := range map[order]string{byNeed: "egfcbdah", byName: "abcdefgh", byVerified: "degcfabh", byExpiry: "gcbhadef"} {
		if got := ids(s.in(o).sorted); got != want {
			t.Errorf("order %d: %s, want %s", o, got, want)
		}
	}
	// What is newly known does not make a row jump away.
	c := many()[4]
	c.LastCode, c.VerifiedAt = "", now
	after := s.learn(c, now)
	if got := ids(after.sorted); got != "egfcbdah" || after.sorted[0].standing != working || s.sorted[0].standing != refused {
		t.Errorf("%s, standing %d (before: %d)", got, after.sorted[0].standing, s.sorted[0].standing)
	}
}

func TestNarrowing(t *testing.T) {
	s := state{}.with(many(), now)
	for _, c := range []struct {
		to    narrowing
		query string
		want  string
	}{
		{narrowing{}, "", "egfcbdah"},
		{narrowing{}, "ENDS in", "cbh"},
		{narrowing{group: failing}, "", "egf"},
		{narrowing{group: failing, turn: core.WhoProvider}, "", "e"},
		{narrowing{group: failing, turn: core.WhoIT}, "", "f"},
		{narrowing{group: failing, turn: core.WhoAdmin}, "", "g"},
		{narrowing{group: expiring}, "", "cb"},
		{narrowing{group: expiring, app: "Two"}, "", "c"},
		{narrowing{group: unproven}, "", "d"},
		{narrowing{group: connected}, "year", "h"},
	} {
		s.narrow = c.to
		if got := ids(s.shown(c.query)); got != c.want {
			t.Errorf("%+v, %q: %s, want %s", c.to, c.query, got, c.want)
		}
	}
	tally := s.tally()
	if tally.groups != [...]int{8, 3, 2, 1, 2} || tally.turns[core.WhoIT] != 1 || tally.apps["Two"] != 3 {
		t.Errorf("%+v", tally)
	}
}

// Each client ID has five sign-ins a minute, and all go on beside each other.
func TestTimeLeftOfARound(t *testing.T) {
	var shown []*entry
	for i := range 17 {
		shown = append(shown, &entry{Connection: core.Connection{ID: string(rune('a' + i)), ProfileID: map[bool]string{true: "one", false: "two"}[i < 12]}})
	}
	r := newRound(shown, map[string]string{"one": "id-1", "two": "id-2"})
	if len(r.queues) != 2 || len(r.queues[0].ids) != 12 || len(r.queues[1].ids) != 5 {
		t.Fatalf("%+v", r.queues)
	}
	if got := r.left(now); got != 2*time.Minute {
		t.Errorf("12 take %v, want the time of the third five", got)
	}
	r.queues[0].until = now.Add(30 * time.Second)
	if got := r.left(now); got != 150*time.Second {
		t.Errorf("after a pause %v", got)
	}
	if got := r.pause(now); got != 0 {
		t.Errorf("a pause of %v while the other client ID goes on", got)
	}
	r.queues[1].ended = true
	if got := r.pause(now); got != 30*time.Second {
		t.Errorf("a pause of %v", got)
	}
	for range 8 {
		r.count(0, core.Verdict{Connected: true})
	}
	if got := r.left(now.Add(30 * time.Second)); got != 0 {
		t.Errorf("4 of 12 left take %v", got)
	}
}

// Two profiles with the same client ID share its sign-ins.
func TestOneQueueForAClientID(t *testing.T) {
	shown := []*entry{{Connection: core.Connection{ID: "1", ProfileID: "a"}}, {Connection: core.Connection{ID: "2", ProfileID: "b"}}}
	if r := newRound(shown, map[string]string{"a": "same", "b": "same"}); len(r.queues) != 1 {
		t.Errorf("%d queues", len(r.queues))
	}
}
