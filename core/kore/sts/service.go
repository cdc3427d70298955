package sts

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/config"
	"github.com/sureline/sureline/core/text"
)

// Options make a Service. Config is required.
type Options struct {
	Config config.Config
	// Loader fetches the secrets; its Dir is that of the configuration.
	Loader kore.Loader
	// Log gets one line per request and per change; nil for none.
	Log *slog.Logger
	// Observe, when set, is called after each request, from many goroutines. It
	// must not block.
	Observe func(Event)
	// UserAgent is sent when keys of a session's issuer are fetched.
	UserAgent string
	// Now is time.Now when nil, and Listen net.Listen.
	Now    func() time.Time
	Listen func(network, address string) (net.Listener, error)
}

// Service signs tokens for pages. It is an http.Handler, safe for concurrent
// use, and so are Reload and Failed; Start, Shutdown and Run are for one
// goroutine.
type Service struct {
	loader    kore.Loader
	log       *slog.Logger
	observe   func(Event)
	userAgent string
	now       func() time.Time
	listen    func(network, address string) (net.Listener, error)
	metrics   *metrics
	sampler   *sampler

	state       atomic.Pointer[state]
	certificate atomic.Pointer[tls.Certificate]
	ready       atomic.Bool
	running     []*running
	// started is what the listeners were opened with; nil before.
	started atomic.Pointer[config.Config]
	failed  chan error
}

// running is one listener with its server.
type running struct {
	listener net.Listener
	server   *http.Server
	tls      bool
}

// New loads the secrets of all clients. The error carries what is wrong with the
// configuration, a secret, a key or a certificate. Nothing listens yet.
func New(ctx context.Context, o Options) (*Service, error) {
	s := &Service{
		loader: o.Loader, log: o.Log, observe: o.Observe, userAgent: o.UserAgent, now: o.Now, listen: o.Listen,
		metrics: newMetrics(), failed: make(chan error, 8),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.listen == nil {
		s.listen = net.Listen
	}
	s.sampler = &sampler{log: s.log, now: s.now}
	if err := s.use(ctx, o.Config); err != nil {
		return nil, err
	}
	s.ready.Store(true)
	return s, nil
}

// Reload takes over another configuration, or the same one with secrets that
// have changed. Requests that run end with the old one. After an error, which
// says what is wrong, the service goes on with the old one. Addresses to listen
// on change with the next start only.
func (s *Service) Reload(ctx context.Context, c config.Config) error {
	if err := s.use(ctx, c); err != nil {
		s.Failed(err)
		return err
	}
	s.metrics.reloads.WithLabelValues("ok").Inc()
	s.metrics.current.Set(1)
	s.log.Info("reloaded", "clients", len(c.Clients))
	if waiting := s.waiting(c); len(waiting) > 0 {
		s.log.Warn("restart needed", "settings", waiting,
			"why", "addresses are opened, and TLS is switched on or off, when the service starts; until then it listens as before")
	}
	return nil
}

// Failed notes a change that could not even be read.
func (s *Service) Failed(err error) {
	s.metrics.reloads.WithLabelValues("failed").Inc()
	s.metrics.current.Set(0)
	s.log.Error("reload failed; the service goes on as before", findingAttrs(err)...)
}

// Config returns the configuration in use.
func (s *Service) Config() config.Config { return s.state.Load().config }

func (s *Service) use(ctx context.Context, c config.Config) error {
	next, err := s.newState(ctx, c, s.state.Load())
	if err != nil {
		return err
	}
	if c.TLS() {
		certificate, err := c.Certificate()
		if err != nil {
			return core.Fail("load the certificate", finding.NewKoreSettingInvalid(finding.Place{Key: "tls"}, text.Say("reason.kore.certificate")), err)
		}
		s.certificate.Store(&certificate)
	}
	s.state.Store(next)
	return nil
}

// findingAttrs are the texts of an error, for the log.
func findingAttrs(err error) []any {
	if all := config.Findings(err); len(all) > 0 {
		return []any{"code", all[0].Code, "why", all[0].Explanation, "next_step", all[0].NextStep}
	}
	return []any{"why", err.Error()}
}

// Run starts the service, serves until the context ends, and then lets running
// requests end within the grace that is configured.
func (s *Service) Run(ctx context.Context) error {
	if err := s.Start(); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return s.Shutdown()
	case err := <-s.failed:
		return errors.Join(err, s.Shutdown())
	}
}

// Shutdown says no to new requests, waits for running ones, and closes the rest
// when the grace is over.
func (s *Service) Shutdown() error {
	s.ready.Store(false)
	grace := s.Config().ShutdownGrace
	s.log.Info("stopping", "grace_seconds", seconds(grace))
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	var all error
	for _, r := range s.running {
		if err := r.server.Shutdown(ctx); err != nil {
			all = errors.Join(all, r.server.Close())
		}
	}
	s.running = nil
	s.sampler.flush()
	s.log.Info("stopped")
	return all
}
