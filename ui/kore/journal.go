package kore

import (
	"slices"
	"sync"

	"github.com/sureline/sureline/core/kore/sts"
)

// journalLimit is how many requests the window keeps; the log of sureline-sts is
// for more.
const journalLimit = 100

// journal gathers the requests of the running service, from many goroutines, so
// that the window looks at it once a second however many there are.
type journal struct {
	mu              sync.Mutex
	events          []sts.Event // the newest last
	signed, refused int
	version         int
}

func (j *journal) add(e sts.Event) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.version++
	switch e.Verdict {
	case sts.Signed:
		j.signed++
	case sts.Refused:
		j.refused++
	case sts.Preflight:
	}
	j.events = append(j.events, e)
	if len(j.events) > journalLimit {
		j.events = slices.Delete(j.events, 0, len(j.events)-journalLimit)
	}
}

// page is what the window shows of a journal.
type page struct {
	events          []sts.Event // the newest first
	signed, refused int
	version         int
}

// since returns the journal, and false when nothing has come since the version.
func (j *journal) since(version int) (page, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.version == version {
		return page{}, false
	}
	events := slices.Clone(j.events)
	slices.Reverse(events)
	return page{events, j.signed, j.refused, j.version}, true
}
