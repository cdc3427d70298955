package sts

import (
	"crypto/tls"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"syscall"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/kore/config"
	"github.com/sureline/sureline/core/text"
)

const (
	maxHeader      = 32 << 10
	headerTimeout  = 5 * time.Second
	requestTimeout = 10 * time.Second
	answerTimeout  = 30 * time.Second
	idleTimeout    = 60 * time.Second
)

// Start opens the listeners and serves in the background. On a computer without
// IPv6 the service does without [::1], and says so in the log. The error carries
// kore-listen-failed; then nothing listens.
func (s *Service) Start() error {
	c := s.Config()
	missing := ""
	for _, address := range c.Listen {
		l, err := s.listen("tcp", address)
		if err != nil && isIPv6Loopback(address) && len(c.Listen) > 1 && !taken(err) {
			missing = address
			continue
		}
		if err != nil {
			return s.cannotListen(address, err)
		}
		s.add(l, s, c.TLS())
	}
	if len(s.running) == 0 {
		return s.cannotListen(missing, errors.New("no address could be opened"))
	}
	if c.MetricsListen != "" {
		l, err := s.listen("tcp", c.MetricsListen)
		if err != nil {
			return s.cannotListen(c.MetricsListen, err)
		}
		s.add(l, s.metricsOnly(), false)
	}
	s.started.Store(&c)
	for _, r := range s.running {
		s.log.Info("listening", "address", r.listener.Addr().String(), "tls", r.tls)
		go s.serveOn(r)
	}
	if missing != "" {
		s.log.Warn("not listening on " + missing + ": this computer has no IPv6. Pages that ask for localhost still find the service at 127.0.0.1")
	}
	return nil
}

func (s *Service) add(l net.Listener, h http.Handler, secure bool) {
	server := &http.Server{
		Handler: h, MaxHeaderBytes: maxHeader, ReadHeaderTimeout: headerTimeout, ReadTimeout: requestTimeout,
		WriteTimeout: answerTimeout, IdleTimeout: idleTimeout, DisableGeneralOptionsHandler: true,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	if secure {
		server.TLSConfig = &tls.Config{
			MinVersion:     tls.VersionTLS12,
			GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return s.certificate.Load(), nil },
		}
	}
	s.running = append(s.running, &running{listener: l, server: server, tls: secure})
}

func (s *Service) serveOn(r *running) {
	var err error
	if r.tls {
		err = r.server.ServeTLS(r.listener, "", "")
	} else {
		err = r.server.Serve(r.listener)
	}
	if !errors.Is(err, http.ErrServerClosed) {
		s.failed <- core.Fail("serve", finding.NewKoreListenFailed(r.listener.Addr().String(), text.Say("reason.kore.listen_broke_off")), err)
	}
}

// Addresses returns where the service listens, with the ports that it got.
func (s *Service) Addresses() []string {
	var all []string
	for _, r := range s.running {
		if r.server.Handler == http.Handler(s) {
			all = append(all, r.listener.Addr().String())
		}
	}
	return all
}

// URL returns what a page on this computer asks; empty before Start.
func (s *Service) URL() string {
	all := s.Addresses()
	if len(all) == 0 {
		return ""
	}
	host, port, _ := net.SplitHostPort(all[0])
	if ip := net.ParseIP(host); ip == nil || ip.IsLoopback() || ip.IsUnspecified() {
		host = "localhost"
	}
	scheme := "http://"
	if s.running[0].tls {
		scheme = "https://"
	}
	return scheme + net.JoinHostPort(host, port) + Path
}

func (s *Service) cannotListen(address string, err error) error {
	for _, r := range s.running {
		_ = r.listener.Close()
	}
	s.running = nil
	why := text.Say("reason.kore.listen_failed")
	switch {
	case errors.Is(err, fs.ErrPermission):
		why = text.Say("reason.kore.listen_right")
	case taken(err):
		why = text.Say("reason.kore.listen_taken")
	case unavailable(err):
		why = text.Say("reason.kore.listen_elsewhere")
	}
	return core.Fail("start the service", finding.NewKoreListenFailed(address, why), err)
}

// The errors of Windows' sockets, which syscall does not name on other systems.
const (
	wsaAddressInUse     = syscall.Errno(10048)
	wsaAddressNotHere   = syscall.Errno(10049)
	wsaFamilyNotHere    = syscall.Errno(10047)
	wsaPermissionDenied = syscall.Errno(10013)
)

func taken(err error) bool {
	return errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, wsaAddressInUse) || errors.Is(err, wsaPermissionDenied) || errors.Is(err, fs.ErrPermission)
}

func unavailable(err error) bool {
	return errors.Is(err, syscall.EADDRNOTAVAIL) || errors.Is(err, wsaAddressNotHere) || errors.Is(err, wsaFamilyNotHere)
}

func isIPv6Loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	ip := net.ParseIP(host)
	return err == nil && ip != nil && ip.To4() == nil && ip.IsLoopback()
}

// waiting names the settings that only a restart takes over, because they differ
// from what the listeners were opened with.
func (s *Service) waiting(c config.Config) []string {
	started := s.started.Load()
	if started == nil {
		return nil
	}
	var names []string
	if !slices.Equal(started.Listen, c.Listen) {
		names = append(names, "listen")
	}
	if started.MetricsListen != c.MetricsListen {
		names = append(names, "metrics.listen")
	}
	if started.TLS() != c.TLS() {
		names = append(names, "tls")
	}
	return names
}

func (s *Service) metricsOnly() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", s.metrics.handler())
	return mux
}
