package ringcentral

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
)

const opCall = "call"

// Get calls a path on the profile's server with the access token. An answer of
// any status is an Answer; the error says what it means when it is not 2xx. A
// path that leads elsewhere is setting-invalid, and nothing is sent.
func (c *Client) Get(ctx context.Context, p core.Profile, g core.Grant, path string) (core.Answer, error) {
	a, err := c.get(ctx, opCall, p, g, path)
	answer := core.Answer{Call: a.call, Header: shownHeader(a.Header, a.scrub), Body: maskBody(a.Body, g.AccessToken), Truncated: a.Truncated}
	return answer, err
}

// get sends the call and judges its status.
func (c *Client) get(ctx context.Context, op string, p core.Profile, g core.Grant, path string) (answer, error) {
	u, err := callURL(op, p, g, path)
	if err != nil {
		return answer{call: unsent(http.MethodGet, err)}, err
	}
	header := http.Header{
		"Accept":        {"application/json, */*;q=0.5"},
		"Authorization": {"Bearer " + g.AccessToken.Reveal()},
	}
	a, err := c.send(ctx, request{
		op: op, method: http.MethodGet, url: u, header: header,
		app: p.Name, secrets: scrubber{g.AccessToken},
	})
	if err != nil {
		return a, err
	}
	if !a.success() || a.problem.html {
		return a, core.Fail(op, a.finding(calling), nil)
	}
	// A field named error in what was asked for is none of the call.
	a.call.Error, a.call.ErrorCodes = "", []string{}
	return a, nil
}

// callURL joins server and path, and refuses what could lead to another host or
// out of the platform.
func callURL(op string, p core.Profile, g core.Grant, path string) (*url.URL, error) {
	server, err := address(op, p, "")
	if err != nil {
		return nil, err
	}
	parsed, reason := core.CallPath(path)
	if reason != "" {
		value := scrubber{g.AccessToken}.line(path, 100)
		return nil, core.Fail(op, finding.NewSettingInvalid("path", value, text.Sentence{Key: reason}), nil)
	}
	u := under(server, parsed.Path)
	u.RawPath = strings.TrimSuffix(server.EscapedPath(), "/") + parsed.EscapedPath()
	u.RawQuery = parsed.RawQuery
	return u, nil
}

// shownHeader returns the headers without cookies and without the access token.
func shownHeader(h http.Header, s scrubber) http.Header {
	shown := make(http.Header, len(h))
	for name, values := range h {
		for _, value := range values {
			if name == "Set-Cookie" {
				value = mask
			}
			shown.Add(name, s.text(value))
		}
	}
	return shown
}

// maskBody masks an access token that the answer echoes.
func maskBody(body []byte, token core.Secret) []byte {
	if token.Empty() {
		return body
	}
	return bytes.ReplaceAll(body, []byte(token.Reveal()), []byte(mask))
}
