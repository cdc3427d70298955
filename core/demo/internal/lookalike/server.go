// Package lookalike owns what the look-alikes share: an HTTP server that listens on
// this computer only, answers to its own address only and ends within a bounded
// time, how it answers, and faults on demand.
package lookalike

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
)

// anyPort is the address for those who do not care.
const anyPort = "127.0.0.1:0"

// closeLimit is how long requests under way may take when the server ends.
const closeLimit = 2 * time.Second

// Server has an address of this computer, and serves it from Serve to Close. It
// is safe for concurrent use.
type Server struct {
	name     string
	listener net.Listener
	http     *http.Server
	life     context.Context
	stop     context.CancelFunc
	done     chan struct{}
}

// Listen takes addr, which must be one of this computer's own; empty means any
// port. Where any port will do, that of last (empty for none) is taken if it is
// free. The name says in errors and in the log what it is. It fails with
// setting-invalid. Serve or Abandon follows.
func Listen(ctx context.Context, name, addr, last string) (*Server, error) {
	if addr == "" {
		addr = anyPort
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil || !core.IsLoopback(host) {
		return nil, badAddr(name, addr, text.Sentence{Key: "reason.not_this_computer", Slots: text.Slots{"example": anyPort}}, err)
	}
	listener, err := listen(ctx, addr, host, port, last)
	if err != nil {
		return nil, badAddr(name, addr, text.Sentence{Key: "reason.not_listening"}, err)
	}
	s := &Server{name: name, listener: listener, done: make(chan struct{})}
	s.life, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	s.http = &http.Server{
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: time.Minute, IdleTimeout: time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError), // it may quote what a client sent
	}
	return s, nil
}

func listen(ctx context.Context, addr, host, port, last string) (net.Listener, error) {
	var config net.ListenConfig
	lastHost, _, err := net.SplitHostPort(last)
	same := lastHost == host || host == "localhost" && core.IsLoopback(lastHost)
	if err == nil && port == "0" && same {
		if l, err := config.Listen(ctx, "tcp", last); err == nil {
			return l, nil
		}
	}
	return config.Listen(ctx, "tcp", addr)
}

func badAddr(name, addr string, why text.Sentence, cause error) error {
	return core.Fail("start "+name, finding.NewSettingInvalid("addr", addr, why), cause)
}

// Unknown is setting-invalid: a fault that is in no table.
func Unknown(setting, value string) error {
	return core.Fail("switch a fault on", finding.NewSettingInvalid(setting, value, text.Sentence{Key: "reason.unknown_here"}), nil)
}

// Failed is the internal finding for a cause that nobody can foresee.
func Failed(op string, cause error) error {
	return core.Fail(op, finding.WithDetail(finding.New(finding.Internal), map[string]string{"reason": cause.Error()}), cause)
}

// Host returns host and port.
func (s *Server) Host() string { return s.listener.Addr().String() }

// URL returns the base URL, without a slash at the end.
func (s *Server) URL() string { return "http://" + s.Host() }

// Life ends when Close begins: what stalls on purpose stops then.
func (s *Server) Life() context.Context { return s.life }

// Done is closed when the server has ended.
func (s *Server) Done() <-chan struct{} { return s.done }

// Serve serves until Close or the end of the context; call it once. The log is
// told when the server ends by itself.
func (s *Server) Serve(ctx context.Context, handler http.Handler, log *slog.Logger) {
	s.http.Handler = handler
	go func() {
		defer close(s.done)
		if err := s.http.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error(s.name+" stopped", "error", err)
		}
	}()
	context.AfterFunc(ctx, func() { _ = s.Close() })
}

// OwnHost lets through what was sent to the address that is listened on, or to
// "localhost" with its port, and refuses what came under another name (DNS
// rebinding).
func (s *Server) OwnHost(next http.Handler) http.Handler {
	_, port, _ := net.SplitHostPort(s.Host())
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.EqualFold(r.Host, s.Host()) && !strings.EqualFold(r.Host, "localhost:"+port) {
			http.Error(w, "This server answers to its own address only: "+s.URL(), http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Stall waits as an answer does that takes its time, and reports whether nobody
// has left meanwhile: neither the client nor the server.
func (s *Server) Stall(r *http.Request, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
	case <-s.life.Done():
	}
	return false
}

// Close ends answers that stall, gives the others two seconds, and frees the
// port. It follows Serve; more than one call is harmless.
func (s *Server) Close() error {
	s.stop()
	ctx, cancel := context.WithTimeout(context.Background(), closeLimit)
	defer cancel()
	err := s.http.Shutdown(ctx)
	if err != nil {
		err = s.http.Close()
	}
	<-s.done
	if err != nil {
		return Failed("stop "+s.name, err)
	}
	return nil
}

// Abandon frees the port of a server that never came to Serve.
func (s *Server) Abandon() {
	s.stop()
	_ = s.listener.Close()
}
