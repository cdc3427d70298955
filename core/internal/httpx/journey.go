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
