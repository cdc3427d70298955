package onboard

import (
	"context"
	"errors"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// detachedLimit is how long the work may go on that a cancel does not stop.
const detachedLimit = 5 * time.Second

// New returns a Service over the ports. Nothing is opened or read yet.
func New(d Deps) *Service {
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Sleep == nil {
		d.Sleep = sleep
	}
	return &Service{
		keychain: d.Keychain, store: d.Store, platform: d.Platform, now: d.Now, sleep: d.Sleep,
		tokens: newTokens(d.Now),
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// KeychainName is how the user knows the keychain, with article.
func (s *Service) KeychainName() string { return s.keychain.Name() }

// ProbeKeychain writes, reads and deletes an item that holds no secret.
func (s *Service) ProbeKeychain(ctx context.Context) error {
	return wrap("keychain probe", s.keychain.Probe(ctx))
}

// detached returns a context for the work that has to happen although the user
// cancelled.
func detached(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), detachedLimit)
}

// wrap makes every error one that carries a finding. What no adapter foresaw is
// a mistake of ours and is told as such.
func wrap(op string, err error) error {
	switch {
	case err == nil:
		return nil
	case hasFinding(err):
		return err
	case errors.Is(err, context.Canceled):
		return core.Fail(op, finding.New(finding.Cancelled), err)
	case errors.Is(err, context.DeadlineExceeded):
		return core.Fail(op, finding.WithDetail(
			finding.NewBusyHere(),
			map[string]string{"operation": op}), err)
	}
	return core.Fail(op, finding.WithDetail(finding.New(finding.Internal), map[string]string{"operation": op}), err)
}

func hasFinding(err error) bool {
	_, ok := core.FindingOf(err)
	return ok
}

// findingOf returns the finding of an error that went through wrap.
func findingOf(err error) core.Finding {
	f, _ := core.FindingOf(wrap("unknown step", err))
	return f
}
