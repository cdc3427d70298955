package httpx

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// proxyRefusal is a proxy's answer other than "connected".
type proxyRefusal struct{ status int }

func (e *proxyRefusal) Error() string { return "proxy answered " + strconv.Itoa(e.status) }

// refusedByProxy looks at the answer to CONNECT. "Connected" has no body (RFC
// 9110 section 9.3.6), so with a page in it, it is no such answer.
func refusedByProxy(_ context.Context, _ *url.URL, _ *http.Request, res *http.Response) error {
	page := res.ContentLength > 0 && strings.HasPrefix(strings.ToLower(res.Header.Get("Content-Type")), "text/html")
	if res.StatusCode == http.StatusOK && !page {
		return nil
	}
	return &proxyRefusal{status: res.StatusCode}
}

// finding says what a failure on the way means. The order matters: what a proxy
// or a certificate says is more exact than the network error around it.
func (t *trace) finding(err error) core.Finding {
	f, ok := t.proxyFinding(err)
	if !ok {
		f, ok = t.certificateFinding(err)
	}
	if !ok {
		f = t.networkFinding(err)
	}
	return finding.WithDetail(f, map[string]string{
		"host": t.host, "proxy": t.proxyHost(), "stage": string(stages[t.stage()]),
	})
}

// timedOut names the time in whole seconds, at least one.
func (t *trace) timedOut() core.Finding {
	return finding.NewTimedOut(t.host, max(time.Second, t.took.Round(time.Second)), stages[t.stage()])
}

func (t *trace) proxyHost() string {
	if t.proxy == nil {
		return ""
	}
	return t.proxy.Host
}

// proxyFinding knows the failures that are the proxy's.
func (t *trace) proxyFinding(err error) (core.Finding, bool) {
	if refusal, ok := errors.AsType[*proxyRefusal](err); ok {
		f := finding.NewProxyRefused(t.proxyHost(), t.host)
		switch {
		case refusal.status == http.StatusProxyAuthRequired:
			f = finding.NewProxyAuthenticationRequired(t.proxyHost())
		case refusal.status == http.StatusNetworkAuthenticationRequired, refusal.status < 400:
			f = finding.NewCaptivePortal(t.host) // it shows a page to sign in, or the way to one
		}
		return finding.WithDetail(f, map[string]string{"status": strconv.Itoa(refusal.status)}), true
	}
	if t.proxy == nil {
		return core.Finding{}, false
	}
	op, _ := errors.AsType[*net.OpError](err)
	switch {
	case op != nil && op.Op == "socks connect":
		return t.socksFinding(op), true
	case op != nil && op.Op == "proxyconnect" && unverified(err):
		return t.certificateFinding(err)
	case op != nil && op.Op == "proxyconnect" && notSecure(op.Err):
		return finding.NewNotAProxy(t.proxyHost()), true
	case op != nil && op.Op == "proxyconnect", t.stage() <= stageConnect:
		return finding.NewProxyUnreachable(t.proxyHost()), true
	}
	return core.Finding{}, false
}

// socksFinding reads what the transport's SOCKS client says, which has no types
// for it (RFC 1928 sections 3 and 6, RFC 1929).
func (t *trace) socksFinding(op *net.OpError) core.Finding {
	text := op.Err.Error()
	switch {
	case strings.Contains(text, "authentication"):
		return finding.NewProxyAuthenticationRequired(t.proxyHost())
	case timedOut(op.Err):
		return t.timedOut()
	case brokeOff(op.Err):
		return finding.NewConnectionLost(t.host)
	case strings.Contains(text, "unexpected protocol version"):
		return finding.NewNotAProxy(t.proxyHost())
	}
	return finding.WithDetail(finding.NewProxyRefused(t.proxyHost(), t.host), map[string]string{"reason": text})
}

// networkFinding knows the failures of names, routes and connections.
func (t *trace) networkFinding(err error) core.Finding {
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		if dns.IsNotFound && hasNetwork() {
			return finding.NewHostNotFound(t.host)
		}
		return finding.NewOffline(t.host)
	}
	switch {
	case timedOut(err):
		return t.timedOut()
	case isErrno(err, refusedErrnos):
		return finding.NewConnectionRefused(t.host)
	case isErrno(err, blockedErrnos):
		return finding.NewConnectionBlocked(t.host)
	case isErrno(err, unreachableErrnos):
		return finding.NewOffline(t.host)
	case brokeOff(err):
		return finding.NewConnectionLost(t.host)
	case t.stage() == stageProxy:
		return finding.NewNotAProxy(t.proxyHost())
	case t.stage() == stageBody:
		// Something answered, and what it said was not HTTP or could not be
		// unpacked.
		return finding.NewUnexpectedAnswer(t.host, finding.Garbled)
	}
	return finding.WithDetail(finding.NewConnectionLost(t.host), map[string]string{"reason": err.Error()})
}

func timedOut(err error) bool {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) {
		return true
	}
	t, ok := errors.AsType[interface {
		error
		Timeout() bool
	}](err)
	return ok && t.Timeout()
}

// brokeOff reports that the line went dead: closed, reset, or silent for too
// long.
func brokeOff(err error) bool {
	return isErrno(err, lostErrnos) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || timedOut(err)
}

func isErrno[E error](err error, list []E) bool {
	for _, e := range list {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// hasNetwork reports whether any interface but loopback is up with an address.
// In doubt it says yes: then the name is to blame, which is what was seen.
func hasNetwork() bool {
	interfaces, err := net.Interfaces()
	if err != nil {
		return true
	}
	for _, i := range interfaces {
		if i.Flags&net.FlagUp == 0 || i.Flags&net.FlagLoopback != 0 {
			continue
		}
		addresses, err := i.Addrs()
		if err != nil {
			return true
		}
		for _, a := range addresses {
			if ip, ok := a.(*net.IPNet); ok && ip.IP.IsGlobalUnicast() {
				return true
			}
		}
	}
	return false
}
