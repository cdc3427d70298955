package ringcentral

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/internal/httpx"
)

// request is one request to the platform.
type request struct {
	op      string
	method  string
	url     *url.URL
	header  http.Header
	body    string
	timeout time.Duration
	// app is the profile's name, for the texts.
	app string
	// secrets are what the answer may echo and nobody may see.
	secrets scrubber
}

// answer is what came back, read as far as it can be.
type answer struct {
	httpx.Reply
	app     string
	host    string
	scrub   scrubber
	problem problem
	call    core.Call
}

// send sends the request. The error is that of the way there; an answer of any
// status is none.
func (c *Client) send(ctx context.Context, r request) (answer, error) {
	reply, err := c.http.Do(ctx, httpx.Request{
		Op: r.op, Method: r.method, URL: r.url, Header: r.header, Body: r.body, Timeout: r.timeout,
	})
	a := answer{Reply: reply, app: r.app, host: r.url.Host, scrub: r.secrets}
	if a.app == "" {
		a.app = "the app"
	}
	a.call = core.Call{
		Method: r.method, URL: shownURL(r.url, a.scrub), Status: reply.Status,
		DurationMS: reply.Took.Milliseconds(), At: reply.At.UTC(), ErrorCodes: []string{},
	}
	a.readHeaders()
	if err != nil {
		if f, ok := core.FindingOf(err); ok {
			a.call.Error = string(f.Code)
		}
		return a, err
	}
	a.problem = readProblem(reply, a.scrub)
	a.call.Error = a.problem.word
	a.call.ErrorCodes = append(a.call.ErrorCodes, a.problem.codes...)
	return a, nil
}

// readHeaders keeps what support asks for. Header names
// arrive in any case; http.Header makes them one, in which they stand here.
func (a *answer) readHeaders() {
	get := func(name string) string { return a.scrub.line(a.Header.Get(name), 200) }
	a.call.RequestID = get("Rcrequestid")
	if a.call.Routing = get("Routingkey"); a.call.Routing == "" {
		a.call.Routing = get("Aceroutingkey")
	}
	if date, err := http.ParseTime(a.Header.Get("Date")); err == nil {
		a.call.Date = date.UTC()
	}
	group := get("X-Rate-Limit-Group")
	if group == "" {
		return
	}
	number := func(name string) int {
		n, _ := strconv.Atoi(strings.TrimSpace(a.Header.Get(name)))
		return n
	}
	a.call.Rate = &core.Rate{
		Group: group, Limit: number("X-Rate-Limit-Limit"),
		Remaining: number("X-Rate-Limit-Remaining"), WindowSeconds: number("X-Rate-Limit-Window"),
	}
}

// success reports a 2xx status.
func (a answer) success() bool { return a.Status >= 200 && a.Status < 300 }

// fromRingCentral reports that the answer bears a mark that only the platform
// sets: a filter that forbids has none.
func (a answer) fromRingCentral() bool { return a.call.RequestID != "" || a.call.Routing != "" }

// shownURL returns the URL without what may be secret in it.
func shownURL(u *url.URL, s scrubber) string {
	shown := *u
	shown.User = nil
	shown.RawQuery = core.MaskQuery(u.RawQuery)
	return s.text(shown.String())
}
