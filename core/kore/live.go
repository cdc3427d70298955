package kore

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/httpx"
	"github.com/sureline/sureline/core/text"
)

// Network is how this computer reaches the platform.
type Network = httpx.Network

// UserAgent returns the User-Agent of a version of Sureline.
func UserAgent(version string) string { return httpx.UserAgent(version) }

const (
	// grantPath is the documented form of the exchange (Kore.ai docs, "Websocket
	// Connect and RTM").
	grantPath = "/api/1.1/oAuth/token/jwtgrant"
	// liveLimit is how long a live check may take.
	liveLimit = 10 * time.Second
	// liveLifetime is that of the token which the check shows, in the documents'
	// own example.
	liveLifetime = 60 * time.Second
)

// LiveOptions make a Live. All but Network are for tests and may be zero.
type LiveOptions struct {
	Network Network
	Now     func() time.Time
	// Dial replaces the connecting.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Live asks the platform, and services, over the network. It follows no
// redirect, retries nothing, and is safe for concurrent use.
type Live struct {
	http *httpx.Client
	now  func() time.Time
}

// NewLive returns a Live. The error carries setting-invalid when the proxy or a
// CA file cannot be used.
func NewLive(o LiveOptions) (*Live, error) {
	client, err := httpx.New(httpx.Options{Network: o.Network, Limits: httpx.Limits{Total: liveLimit, Answer: liveLimit}, Now: o.Now, Dial: o.Dial})
	if err != nil {
		return nil, err
	}
	l := &Live{http: client, now: o.Now}
	if l.now == nil {
		l.now = time.Now
	}
	return l, nil
}

// CloseIdle closes the connections that wait for another request.
func (l *Live) CloseIdle() { l.http.CloseIdle() }

// SideEffects is what a user is told before a live check. In the window it is
// "kore.live.effects" of core/text, word for word.
const SideEffects = "Sureline signs a token that is good for one minute and shows it to Kore.ai, as the chat window does, but starts no conversation. " +
	"If “Auto register new users” is switched on for the app, Kore.ai may register the person of the token. Nothing that comes back is kept."

// Trial is whom a live check signs for.
type Trial struct {
	// Identity is a user whom the platform knows; empty means a fresh anonymous
	// visitor.
	Identity string
}

// LiveResult is the outcome of a live check. It holds no token.
type LiveResult struct {
	// Accepted is true only when the platform answered with an access token.
	Accepted bool           `json:"accepted"`
	Findings []core.Finding `json:"findings"`
	Call     core.Call      `json:"call"`
}

// Verify signs a token that is good for a minute and shows it to the client's
// platform (Kore.ai docs, "Websocket Connect and RTM"). The access token that comes back is dropped
// unread, but for its presence. What the platform says is a finding of the
// result; the error is for what did not get that far: the way there, or a
// missing bot.
func (l *Live) Verify(ctx context.Context, s *Signer, t Trial) (LiveResult, error) {
	const op = "verify live"
	c := s.Client()
	base, _ := c.BaseURL()
	for key, value := range map[string]string{"bot_name": c.BotName, "bot_id": c.BotID} {
		if value == "" {
			return LiveResult{}, Problem{Key: key, Reason: text.Say("reason.kore.bot_needed")}.Error(op, "")
		}
	}
	person := Person{Identity: t.Identity}
	if t.Identity == "" {
		person = Person{Identity: s.NewAnonymous(), Anonymous: true}
	}
	minted, err := s.SignFor(l.now(), person, liveLifetime)
	if err != nil {
		return LiveResult{}, err
	}
	body, err := json.Marshal(grantRequest{Assertion: minted.JWT.Reveal(), Bot: botInfo{ChatBot: c.BotName, TaskBotID: c.BotID}})
	if err != nil {
		return LiveResult{}, core.Fail(op, finding.New(finding.Internal), err)
	}
	reply, call, err := l.ask(ctx, httpx.Request{
		Op: op, Method: http.MethodPost, URL: base.ResolveReference(&url.URL{Path: grantPath}), Body: string(body),
		Header: http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json"}},
	})
	if err != nil {
		return LiveResult{Call: call, Findings: []core.Finding{}}, err
	}
	return judgeGrant(reply, call, verdictFacts{host: base.Host, client: c, minted: minted, named: t.Identity != ""}), nil
}

type grantRequest struct {
	Assertion string  `json:"assertion"`
	Bot       botInfo `json:"botInfo"`
}

type botInfo struct {
	ChatBot   string `json:"chatBot"`
	TaskBotID string `json:"taskBotId"`
}

// ask sends the request and notes the call.
func (l *Live) ask(ctx context.Context, r httpx.Request) (httpx.Reply, core.Call, error) {
	reply, err := l.http.Do(ctx, r)
	call := core.Call{
		Method: r.Method, URL: withoutSecrets(r.URL), Status: reply.Status, DurationMS: reply.Took.Milliseconds(),
		At: reply.At.UTC(), ErrorCodes: []string{},
	}
	if date, err := http.ParseTime(reply.Header.Get("Date")); err == nil {
		call.Date = date.UTC()
	}
	if f, ok := core.FindingOf(err); ok {
		call.Error = string(f.Code)
	}
	return reply, call, err
}

func withoutSecrets(u *url.URL) string {
	shown := *u
	shown.User, shown.RawQuery, shown.Fragment = nil, "", ""
	return shown.String()
}
