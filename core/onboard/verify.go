package onboard

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// statusPath is the call that gives the product its sentence. Its answer is
// never the verdict: it may fail while all is well (fact sheet section 1.1).
const statusPath = "/restapi/v1.0/status"

// Verify proves a stored connection anew: always a fresh token exchange, then
// the identity call and the status call. What it learns is saved, and the
// outcome goes to the history, except when it was cancelled or nothing was sent
// because the request budget was spent: that says nothing about the connection.
// A credential that has expired by this computer's clock is not sent.
func (s *Service) Verify(ctx context.Context, connectionID string, progress Progress) core.Verdict {
	return s.verify(ctx, connectionID, progress, impatient)
}

func (s *Service) verify(ctx context.Context, id string, progress Progress, how pace) core.Verdict {
	out := s.newRun(progress)
	c, p, err := s.connectionAndProfile(ctx, id)
	if err != nil {
		return out.fail(err)
	}
	out.verdict.Connection = &c
	jwt, check, err := s.stored(ctx, c, p)
	if err != nil {
		return s.record(ctx, out, c, out.fail(err))
	}
	var grant core.Grant
	err = out.step(StepExchange, func() (*core.Identity, []core.Call, error) {
		got, err := s.grant(ctx, c, p, jwt, want{fresh: true, ttl: callTTL}, how)
		grant = got.grant
		return nil, got.calls, err
	})
	if err != nil {
		return s.record(ctx, out, c, out.fail(err))
	}
	who, err := s.stepIdentity(ctx, out, p, grant, check)
	if err != nil {
		return s.record(ctx, out, c, out.fail(err))
	}
	status, err := s.stepStatus(ctx, out, p, grant)
	if err != nil {
		return s.record(ctx, out, c, out.fail(err))
	}
	c = accepted(c, grant, who, s.now().UTC())
	v := out.succeed(c, append(status, out.afterSuccess(p, c, grant, who, check)...))
	return s.record(ctx, out, c, v)
}

// stored reads the credential of the connection and checks it locally.
func (s *Service) stored(ctx context.Context, c core.Connection, p core.Profile) (core.Secret, core.Check, error) {
	jwt, err := s.credentialOf(ctx, c)
	if err != nil {
		return core.Secret{}, core.Check{}, err
	}
	check := s.checkStored(p, jwt)
	if f, bad := errorOf(check); bad {
		return core.Secret{}, check, core.Fail("check of the stored credential", f, nil)
	}
	return jwt, check, nil
}

// stepStatus calls the status endpoint; its failure is a warning. Only a cancel
// is an error.
func (s *Service) stepStatus(ctx context.Context, out *run, p core.Profile, g core.Grant) (warning []core.Finding, err error) {
	err = out.step(StepStatus, func() (*core.Identity, []core.Call, error) {
		answer, err := s.platform.Get(ctx, p, g, statusPath)
		if err == nil || core.Cancelled(ctx) {
			return nil, made(answer.Call), wrap("status call", err)
		}
		f := finding.WithDetail(finding.New(finding.StatusUnavailable), findingOf(err).Detail)
		f = finding.WithDetail(f, map[string]string{"code": string(findingOf(err).Code)})
		return nil, made(answer.Call), core.Fail("status call", f, err)
	})
	if f := findingOf(err); err != nil && f.Code == finding.StatusUnavailable {
		return []core.Finding{f}, nil
	}
	return nil, err
}

// record saves the outcome of a verify. A connection that was removed, or whose
// credential was replaced meanwhile, is left alone. What cannot be saved is told
// as a further finding: the verdict itself stands.
func (s *Service) record(ctx context.Context, out *run, c core.Connection, v core.Verdict) core.Verdict {
	var code core.Code
	if !v.Connected {
		code = v.Findings[0].Code
	}
	if code == finding.Cancelled || code == finding.RateLimited && len(v.Calls) == 0 {
		return v
	}
	if code != "" {
		c.LastCode, c.LastCheckedAt = code, s.now().UTC()
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	saved, err := s.update(ctx, c, core.Verification{
		ConnectionID: c.ID, At: c.LastCheckedAt, Connected: v.Connected, Code: code, Calls: v.Calls, Findings: v.Findings,
	})
	switch {
	case err != nil:
		v.Findings = append(v.Findings, findingOf(err))
	case saved.ID != "":
		v.Connection = &saved
	}
	return v
}

// update saves what a verify learned, under the name that the connection has
// now. It returns a connection without an ID when there is nothing to update.
func (s *Service) update(ctx context.Context, learned core.Connection, v core.Verification) (core.Connection, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return core.Connection{}, err
	}
	defer unlock()
	now, err := s.store.Connection(ctx, learned.ID)
	if errors.Is(err, core.ErrNotFound) || err == nil && now.Fingerprint != learned.Fingerprint {
		return core.Connection{}, nil
	}
	if err != nil {
		return core.Connection{}, wrap("saving what was learned", err)
	}
	learned.Name = now.Name
	_, err = s.apply(ctx, core.Change{SaveConnection: &learned, AddVerification: &v})
	return learned, err
}

// Batch says how VerifyBatch goes about it.
type Batch struct {
	// Parallel is how many connections are verified at a time, at least one.
	Parallel int
	// Each is told of every connection as it ends, one after the other.
	Each func(done, total int, v core.Verdict)
	// Waiting, if set, is told until when the request budget of an app makes one
	// of the connections wait. It may be called from several goroutines at once.
	Waiting func(until time.Time)
}

// VerifyAll is VerifyBatch for those who need not know that it waits.
func (s *Service) VerifyAll(ctx context.Context, connectionIDs []string, parallel int, each func(done, total int, v core.Verdict)) {
	s.VerifyBatch(ctx, connectionIDs, Batch{Parallel: parallel, Each: each})
}

// VerifyBatch verifies the connections. It waits for the request budget of the
// app rather than failing on it, so it may take 12 seconds a connection.
// Cancelled connections are told as such.
func (s *Service) VerifyBatch(ctx context.Context, connectionIDs []string, how Batch) {
	patient := pace(how.Waiting)
	if patient == nil {
		patient = func(time.Time) {}
	}
	var (
		group sync.WaitGroup
		mu    sync.Mutex
		done  int
		next  = make(chan string)
	)
	for range max(1, min(how.Parallel, len(connectionIDs))) {
		group.Go(func() {
			for id := range next {
				v := s.verify(ctx, id, nil, patient)
				mu.Lock()
				done++
				how.Each(done, len(connectionIDs), v)
				mu.Unlock()
			}
		})
	}
	for _, id := range connectionIDs {
		next <- id
	}
	close(next)
	group.Wait()
}
