package store_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sureline/sureline/core/store"
)

func TestReserveAuth(t *testing.T) {
	type step struct {
		at       time.Duration // after noon
		penalty  time.Duration // >0: PenaliseAuth until at+penalty, no reservation
		client   string
		wantWait time.Duration
	}
	const s = time.Second
	five := []step{{}, {at: 1 * s}, {at: 2 * s}, {at: 3 * s}, {at: 4 * s}}
	for _, tt := range []struct {
		name  string
		steps []step
	}{
		{"five at once, the sixth waits for the first to be a minute old", append(five[:5:5], step{at: 10 * s, wantWait: 50 * s})},
		{"a refusal counts nothing", append(five[:5:5], step{at: 59 * s, wantWait: 1 * s}, step{at: 60 * s}, step{at: 60 * s, wantWait: 1 * s})},
		{"one millisecond before the minute", append(five[:5:5], step{at: 60*s - time.Millisecond, wantWait: time.Millisecond})},
		{"another client has a budget of its own", append(five[:5:5], step{at: 5 * s, client: "other"})},
		{"penalty", []step{{}, {at: 1 * s, penalty: 30 * s}, {at: 2 * s, wantWait: 29 * s}, {at: 31 * s}}},
		{"a later penalty stands", []step{{penalty: 40 * s}, {penalty: 10 * s}, {at: 20 * s, wantWait: 20 * s}, {at: 40 * s}}},
		{"penalty and full window: the longer wait", append(five[:5:5], step{at: 4 * s, penalty: 10 * s}, step{at: 5 * s, wantWait: 55 * s})},
		{"penalty without any request", []step{{penalty: 5 * s}, {wantWait: 5 * s}}},
		{"an absurd penalty is capped", []step{{}, {penalty: 1000 * time.Hour}, {at: s, wantWait: store.MaxPenalty}, {at: s + store.MaxPenalty}}},
		{"callers that overtook each other", []step{{at: 2 * s}, {at: 1 * s}, {}, {at: 2 * s}, {at: 2 * s}, {at: 3 * s, wantWait: 59 * s}}},
		{"clock put back: the window shifts", append(five[:5:5], step{at: -time.Hour, wantWait: 56 * s}, step{at: 56*s - time.Hour})},
		{"clock put back: the penalty shifts", []step{{}, {penalty: 30 * s}, {at: -24 * time.Hour, wantWait: 30 * s}, {at: 30*s - 24*time.Hour}}},
		{"clock put forward", append(five[:5:5], step{at: time.Hour})},
	} {
		t.Run(tt.name, func(t *testing.T) {
			db := open(t, t.TempDir())
			for i, step := range tt.steps {
				at, client := noon.Add(step.at), "client"+step.client
				if step.penalty > 0 {
					must(t, db.PenaliseAuth(t.Context(), client, at.Add(step.penalty)))
					continue
				}
				wait, err := db.ReserveAuth(t.Context(), client, at)
				must(t, err)
				if wait != step.wantWait {
					t.Fatalf("step %d at %v: wait %v, want %v", i, step.at, wait, step.wantWait)
				}
			}
		})
	}
}

func TestBudgetIsSharedByAllStores(t *testing.T) {
	dir := t.TempDir()
	stores := []*store.Store{open(t, dir), open(t, dir), open(t, dir)}
	var granted atomic.Int32
	var group sync.WaitGroup
	for i := range 24 {
		group.Go(func() {
			wait, err := stores[i%len(stores)].ReserveAuth(t.Context(), "client", noon)
			if err != nil {
				t.Error(err)
			} else if wait == 0 {
				granted.Add(1)
			}
		})
	}
	group.Wait()
	if granted.Load() != 5 {
		t.Errorf("%d requests were granted in one minute, want 5", granted.Load())
	}
}

func TestOldRequestsAreForgotten(t *testing.T) {
	s := open(t, t.TempDir())
	for i := range 50 {
		_, err := s.ReserveAuth(t.Context(), "client", noon.Add(time.Duration(i)*20*time.Second))
		must(t, err)
	}
	var rows int
	must(t, s.DB().QueryRow("SELECT count(*) FROM auth_requests").Scan(&rows))
	if rows > 5 {
		t.Errorf("%d rows are kept", rows)
	}
}

func TestOneInstallationID(t *testing.T) {
	dir := t.TempDir()
	stores := []*store.Store{open(t, dir), open(t, dir)}
	ids := make([]string, 8)
	var group sync.WaitGroup
	for i := range ids {
		group.Go(func() {
			id, err := stores[i%len(stores)].InstallationID(t.Context())
			if err != nil {
				t.Error(err)
			}
			ids[i] = id
		})
	}
	group.Wait()
	for _, id := range ids {
		if parsed, err := uuid.Parse(id); err != nil || parsed.Version() != 4 || id != ids[0] {
			t.Errorf("ids differ or are no random UUIDs: %q", ids)
		}
	}
	if other, err := open(t, t.TempDir()).InstallationID(t.Context()); err != nil || other == ids[0] {
		t.Errorf("another installation has the id %q, %v", other, err)
	}
}
