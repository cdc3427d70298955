package httpx_test

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/httpx"
	"github.com/sureline/sureline/core/nettest"
)

const half = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"access_"

// TestTheWayThere breaks the connection at each of its stages, as networks do.
func TestTheWayThere(t *testing.T) {
	authority := nettest.NewAuthority(t, "Test Authority")
	trusting := httpx.Network{CAFiles: []string{authority.File(t)}}
	cert := authority.Certificate(t, 0, time.Hour, "127.0.0.1")
	for _, tt := range []struct {
		name    string
		url     string
		network httpx.Network
		code    core.Code
		stage   string
		words   string
	}{
		{name: "refused", url: "http://" + nettest.Refused(t), code: finding.ConnectionRefused, stage: "connect"},
		{name: "stall while connecting", url: "http://" + nettest.StallConnecting(t), code: finding.TimedOut, stage: "connect", words: "while connecting"},
		{name: "stall before the secure connection", url: "https://" + nettest.StallSilently(t), code: finding.TimedOut, stage: "secure-connection", words: "making the secure connection"},
		{name: "stall before the answer", url: "http://" + nettest.Stall(t, ""), code: finding.TimedOut, stage: "answer", words: "waiting for the answer"},
		{name: "stall before the answer, secure", url: "https://" + nettest.StallSecurely(t, cert), network: trusting, code: finding.TimedOut, stage: "answer"},
		{name: "stall in the headers", url: "http://" + nettest.Stall(t, half[:30]), code: finding.TimedOut, stage: "body"},
		{name: "stall in the body", url: "http://" + nettest.Stall(t, half), code: finding.TimedOut, stage: "body", words: "reading the answer"},
		{name: "reset before the answer", url: "http://" + nettest.Reset(t, ""), code: finding.ConnectionLost, stage: "answer"},
		{name: "reset in the body", url: "http://" + nettest.Reset(t, half), code: finding.ConnectionLost, stage: "body"},
		{name: "closed before the answer", url: "http://" + nettest.Cut(t, ""), code: finding.ConnectionLost, stage: "answer"},
		{name: "closed in the headers", url: "http://" + nettest.Cut(t, half[:30]), code: finding.ConnectionLost, stage: "body"},
		{name: "body shorter than announced", url: "http://" + nettest.Cut(t, half), code: finding.ConnectionLost, stage: "body"},
		{name: "chunk cut off", url: "http://" + nettest.Cut(t, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc"), code: finding.ConnectionLost, stage: "body"},
		{name: "not HTTP", url: "http://" + nettest.Cut(t, "SSH-2.0-OpenSSH_9.2\r\n"), code: finding.UnexpectedAnswer, stage: "body", words: "garbled"},
		{name: "not gzip", url: "http://" + nettest.Cut(t, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 20\r\n\r\n{\"access_token\":\"x\"}"), code: finding.UnexpectedAnswer, stage: "body"},
		{name: "headers without end", url: "http://" + nettest.Cut(t, "HTTP/1.1 200 OK\r\nX: "+strings.Repeat("x", 400<<10)+"\r\n\r\n"), code: finding.UnexpectedAnswer, stage: "body"},
		{name: "plain where secure was due", url: "https://" + nettest.Cut(t, "HTTP/1.1 400 Bad Request\r\n\r\n"), code: finding.CertificateUntrusted, words: "No secure connection"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newClient(t, httpx.Options{Network: tt.network, Limits: short})
			reply, err := post(t, c, tt.url)
			f := wantFinding(t, err, tt.code, tt.words)
			if tt.stage != "" && f.Detail["stage"] != tt.stage {
				t.Errorf("stage is %q, want %q (%v)", f.Detail["stage"], tt.stage, err.(*core.Error).Cause)
			}
			if reply.At.IsZero() || reply.Took <= 0 {
				t.Errorf("times are missing: %+v", reply)
			}
		})
	}
}

func TestNames(t *testing.T) {
	noEnvironment(t)
	for _, tt := range []struct {
		name     string
		resolver *net.Resolver
		code     core.Code
	}{
		{"no such name", nettest.NoSuchName(t), finding.HostNotFound},
		{"name server silent", nettest.SilentNameServer(t), finding.Offline},
		{"name server refused", nettest.NoNameServer(t), finding.Offline},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dial := (&net.Dialer{Timeout: short.Connect, Resolver: tt.resolver}).DialContext
			c := newClient(t, httpx.Options{Limits: short, Dial: dial})
			_, err := post(t, c, "https://platform.example.test/restapi/oauth/token")
			wantFinding(t, err, tt.code, "platform.example.test")
		})
	}
}

func TestNoRoute(t *testing.T) {
	noEnvironment(t)
	// 203.0.113.0/24 is for documentation; the dialer says what a system without
	// a route says.
	c := newClient(t, httpx.Options{Limits: short, Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, noRoute
	}})
	_, err := post(t, c, "https://203.0.113.1/")
	wantFinding(t, err, finding.Offline, "203.0.113.1")
}

func TestANameOfThisComputerMustNotLeadElsewhere(t *testing.T) {
	noEnvironment(t)
	client, server := net.Pipe()
	defer func() { _ = server.Close() }()
	c := newClient(t, httpx.Options{Limits: short, Dial: func(context.Context, string, string) (net.Conn, error) {
		return elsewhere{client}, nil
	}})
	_, err := post(t, c, "http://app.localhost:8080/")
	wantFinding(t, err, finding.HostNotFound)
}

// elsewhere is a connection to another computer.
type elsewhere struct{ net.Conn }

func (elsewhere) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(203, 0, 113, 1), Port: 8080} }

func TestCertificates(t *testing.T) {
	authority := nettest.NewAuthority(t, "Acme Inspection CA")
	stranger := nettest.NewAuthority(t, "Stranger CA")
	trusting := httpx.Network{CAFiles: []string{authority.File(t)}}
	day := 24 * time.Hour
	for _, tt := range []struct {
		name  string
		by    *nettest.Authority
		start time.Duration
		valid time.Duration
		host  string
		words string
	}{
		{"unknown authority", stranger, 0, day, "127.0.0.1", "Stranger CA"},
		{"wrong host", authority, 0, day, "other.example.test", "somebody else"},
		{"expired", authority, 0, -time.Hour, "127.0.0.1", "was valid until"},
		{"not yet valid", authority, 3 * day, day, "127.0.0.1", "not valid yet"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newClient(t, httpx.Options{Network: trusting, Limits: short})
			_, err := post(t, c, "https://"+nettest.StallSecurely(t, tt.by.Certificate(t, tt.start, tt.valid, tt.host)))
			f := wantFinding(t, err, finding.CertificateUntrusted, tt.words)
			if f.Detail["issuer"] == "" || f.Detail["valid_until"] == "" {
				t.Errorf("detail lacks the certificate: %v", f.Detail)
			}
		})
	}
}

// TestACertificateWantedOfUs: with TLS 1.3 the refusal comes after the request, so
// it must not be said that nothing was sent.
func TestACertificateWantedOfUs(t *testing.T) {
	authority := nettest.NewAuthority(t, "Test Authority")
	server := httptest.NewUnstartedServer(http.HandlerFunc(hello))
	server.TLS = &tls.Config{
		Certificates: []tls.Certificate{authority.Certificate(t, 0, time.Hour, "127.0.0.1")},
		ClientAuth:   tls.RequireAnyClientCert, MinVersion: tls.VersionTLS13,
	}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	c := newClient(t, httpx.Options{Network: httpx.Network{CAFiles: []string{authority.File(t)}}})
	_, err := post(t, c, server.URL)
	f := wantFinding(t, err, finding.ConnectionLost)
	if strings.Contains(f.Explanation, "before sending") {
		t.Errorf("says %q", f.Explanation)
	}
}

func TestOldEncryptionIsRefused(t *testing.T) {
	authority := nettest.NewAuthority(t, "Old CA")
	address := nettest.StallWithOldTLS(t, authority.Certificate(t, 0, time.Hour, "127.0.0.1"))
	c := newClient(t, httpx.Options{Network: httpx.Network{CAFiles: []string{authority.File(t)}}, Limits: short})
	_, err := post(t, c, "https://"+address)
	wantFinding(t, err, finding.CertificateUntrusted, "No secure connection")
}

func TestCancelIsNotATimeout(t *testing.T) {
	address := nettest.Stall(t, "")
	for _, tt := range []struct {
		name string
		end  func(context.Context) (context.Context, context.CancelFunc)
		code core.Code
	}{
		{"cancelled by the user", func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(30*time.Millisecond, cancel)
			return ctx, cancel
		}, finding.Cancelled},
		{"limit of the caller", func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, 30*time.Millisecond)
		}, finding.TimedOut},
		{"limit of the client", context.WithCancel, finding.TimedOut},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newClient(t, httpx.Options{Limits: short})
			ctx, cancel := tt.end(t.Context())
			defer cancel()
			_, err := c.Do(ctx, httpx.Request{Op: "test", Method: http.MethodGet, URL: parse(t, "http://"+address)})
			wantFinding(t, err, tt.code)
		})
	}
}
