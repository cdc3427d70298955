package crosscheck_test

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/demo"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/ringcentral"
)

// journal counts the requests that reached the platform.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(b []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(b)
}

func (j *journal) exchanges() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return strings.Count(j.text.String(), core.TokenPath)
}

// budgets lets two programs of one user share the requests of one app.
func budgets(t *testing.T) {
	log := &journal{}
	r := &rig{clock: &clock{at: time.Now()}}
	var err error
	if r.Platform, err = demo.Start(t.Context(), demo.Options{Now: r.clock.Now, Log: slog.New(slog.NewTextHandler(log, nil))}); err != nil {
		t.Fatal(err)
	}
	r.client, err = ringcentral.New(ringcentral.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.client.CloseIdle()
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	dir := t.TempDir()
	window, line := newWorld(t, r, dir), newWorld(t, r, dir)
	t.Run("five a minute", func(t *testing.T) { fiveAMinute(t, r, window, line, log) })
	t.Run("penalty", func(t *testing.T) { penalty(t, r, window, line, log) })
}

func fiveAMinute(t *testing.T, r *rig, window, line *world, log *journal) {
	for i := range 4 {
		w := []*world{window, line}[i%2]
		if v := w.connect(w.profile, w.issue(demo.AdaJones, demo.AcmeSync)); !v.Connected {
			t.Fatalf("connect %d: %v", i, v.Findings)
		}
	}
	// The fifth request is a revoke: it counts as well.
	all, err := window.Connections(t.Context())
	if err != nil || len(all) != 4 {
		t.Fatalf("%d connections, %v", len(all), err)
	}
	for _, c := range all {
		if found, err := window.Remove(t.Context(), c.ID, true); err != nil {
			t.Fatal(err)
		} else if has(found, finding.SessionEnded) {
			break
		}
	}
	sent := log.exchanges()
	v := line.connect(line.profile, line.issue(demo.AdaJones, demo.AcmeSync))
	want(t, v.Findings, finding.RateLimited)
	if v.Connected || log.exchanges() != sent || len(v.Calls) != 0 {
		t.Errorf("the sixth request of the minute was sent: %v", v.Calls)
	}
	r.clock.advance(time.Minute + time.Second)
	if v := line.connect(line.profile, line.issue(demo.AdaJones, demo.AcmeSync)); !v.Connected {
		t.Errorf("after a minute: %v", v.Findings)
	}
}

// penalty: what the platform said to one program, the other keeps to.
func penalty(t *testing.T, r *rig, window, line *world, log *journal) {
	r.clock.advance(10 * time.Minute)
	if err := r.Inject(demo.Injection{Fault: "cmn-301", Times: 1}); err != nil {
		t.Fatal(err)
	}
	jwt := window.issue(demo.AdaJones, demo.AcmeSync)
	first := window.connect(window.profile, jwt)
	want(t, first.Findings, finding.RateLimited)
	if first.Findings[0].Detail["retry_after_seconds"] != "60" || len(first.Calls) != 1 {
		t.Errorf("detail %v, calls %v", first.Findings[0].Detail, first.Calls)
	}
	sent := log.exchanges()
	r.clock.advance(15 * time.Second)
	second := line.connect(line.profile, jwt)
	want(t, second.Findings, finding.RateLimited)
	if got := second.Findings[0]; got.Detail["retry_after_seconds"] != "45" || got.Detail["sent"] != "no" || !strings.Contains(got.NextStep, "45 seconds") {
		t.Errorf("%s %v", got.NextStep, got.Detail)
	}
	if log.exchanges() != sent {
		t.Error("a request was sent during the penalty, which restarts it")
	}
	r.clock.advance(46 * time.Second)
	if v := line.connect(line.profile, jwt); !v.Connected {
		t.Errorf("after the penalty: %v", v.Findings)
	}
}
