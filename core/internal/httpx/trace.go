package httpx

import (
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/sureline/sureline/core/finding"
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

// stages name each stage for people and for support.
var stages = map[stage]finding.Stage{
	stageLookup: finding.StageLookup, stageConnect: finding.StageConnect, stageProxy: finding.StageProxy,
	stageSecure: finding.StageSecure, stageSend: finding.StageSend, stageAnswer: finding.StageAnswer, stageBody: finding.StageBody,
}

// trace follows one request, so that a failure can say where it happened. The
// transport may report on its own goroutines, even after the request has ended.
type trace struct {
	host  string
	proxy *url.URL
	at    atomic.Int32
	took  time.Duration
	now   func() time.Time
	hooks httptrace.ClientTrace
}

func (c *Client) newTrace(u *url.URL) *trace {
	proxy, _ := c.proxy(u)
	return &trace{host: u.Host, proxy: proxy, now: c.now}
}

func (t *trace) stage() stage { return stage(t.at.Load()) }

// follow returns what makes the transport report to the trace.
func (t *trace) follow() *httptrace.ClientTrace {
	t.hooks = httptrace.ClientTrace{
		ConnectStart: func(string, string) { t.reach(stageConnect) },
		ConnectDone: func(_, _ string, err error) {
			if err == nil && t.proxy != nil {
				t.reach(stageProxy)
			}
		},
		TLSHandshakeStart:    func() { t.reach(stageSecure) },
		GotConn:              func(httptrace.GotConnInfo) { t.reach(stageSend) },
		WroteRequest:         func(httptrace.WroteRequestInfo) { t.reach(stageAnswer) },
		GotFirstResponseByte: func() { t.reach(stageBody) },
	}
	return &t.hooks
}

func (t *trace) reach(s stage) { t.at.Store(int32(s)) }
