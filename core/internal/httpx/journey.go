package httpx

import (
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"
)

// stage is how far a request got.
type stage int32

const (
	stageLookup stage = iota
	stageConnect
	stageProxy
	stageSecure
	stageSend
	stageAnswer
	stageBody
)

// stages name each stage for support and, in words that follow "while", for
// everyone.
var stages = map[stage]struct{ id, words string }{
	stageLookup:  {"name-lookup", "looking up the name"},
	stageConnect: {"connect", "connecting"},
	stageProxy:   {"proxy", "waiting for the proxy"},
	stageSecure:  {"secure-connection", "making the secure connection"},
	stageSend:    {"send", "sending the request"},
	stageAnswer:  {"answer", "waiting for the answer"},
	stageBody:    {"body", "reading the answer"},
}

// journey follows one request, so that a failure can say where it happened. The
// transport may report on its own goroutines, even after the request has ended.
type journey struct {
	host  string
	proxy *url.URL
	at    atomic.Int32
	took  time.Duration
	now   func() time.Time
	trace httptrace.ClientTrace
}

func (c *Client) newJourney(u *url.URL) *journey {
	proxy, _ := c.proxy(u)
	return &journey{host: u.Host, proxy: proxy, now: c.now}
}

func (j *journey) stage() stage { return stage(j.at.Load()) }

// follow returns what makes the transport report to the journey.
func (j *journey) follow() *httptrace.ClientTrace {
	j.trace = httptrace.ClientTrace{
		ConnectStart: func(string, string) { j.reach(stageConnect) },
		ConnectDone: func(_, _ string, err error) {
			if err == nil && j.proxy != nil {
				j.reach(stageProxy)
			}
		},
		TLSHandshakeStart:    func() { j.reach(stageSecure) },
		GotConn:              func(httptrace.GotConnInfo) { j.reach(stageSend) },
		WroteRequest:         func(httptrace.WroteRequestInfo) { j.reach(stageAnswer) },
		GotFirstResponseByte: func() { j.reach(stageBody) },
	}
	return &j.trace
}

func (j *journey) reach(s stage) { j.at.Store(int32(s)) }
