package ringcentral

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

const (
	opExchange = "token exchange"
	opRevoke   = "revoke"
	revokePath = "/restapi/oauth/revoke"

	// jwtBearer is the grant type of RFC 7523 section 2.1.
	jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer"
	// accessTokenTTL is asked for; the shortest that the platform gives, for a
	// token that is used for a few calls (API reference, "access_token_ttl").
	accessTokenTTL = 600 * time.Second
)

// Exchange turns the credential into an access token (RFC 7523 section 2.1). It
// sends one request and repeats nothing. Each call spends one of the five
// requests a minute of the Auth group.
func (c *Client) Exchange(ctx context.Context, t core.Target, credential core.Secret) (core.Grant, core.Call, error) {
	body := newForm(credential.Len())
	body.add("grant_type", jwtBearer)
	body.add("assertion", credential.Reveal())
	body.add("access_token_ttl", strconv.Itoa(int(accessTokenTTL.Seconds())))
	if t.EndpointID != "" {
		body.add("endpoint_id", t.EndpointID)
	}
	to, err := c.address(opExchange, t.Profile, core.TokenPath)
	if err != nil {
		return core.Grant{}, unsent(http.MethodPost, err), err
	}
	a, err := c.postForm(ctx, opExchange, t, to, body, credential)
	if err != nil {
		return core.Grant{}, a.call, err
	}
	if !a.success() || a.Truncated || a.problem.word != "" || len(a.problem.codes) > 0 {
		return core.Grant{}, a.call, core.Fail(opExchange, a.finding(exchanging), nil)
	}
	grant, ok := decodeGrant(a.problem.fields, a.At, a.scrub)
	if !ok {
		return core.Grant{}, a.call, core.Fail(opExchange, a.finding(exchanging), nil)
	}
	return grant, a.call, nil
}

// Revoke ends the whole session of the grant, not the credential. It spends one
// request of the Auth group. RingCentral asks clients to ignore its failure
// (developer guide, "Error handling").
func (c *Client) Revoke(ctx context.Context, t core.Target, g core.Grant) (core.Call, error) {
	body := newForm(g.AccessToken.Len())
	body.add("token", g.AccessToken.Reveal())
	to, err := c.address(opRevoke, t.Profile, revokePath)
	if err != nil {
		return unsent(http.MethodPost, err), err
	}
	a, err := c.postForm(ctx, opRevoke, t, to, body, g.AccessToken)
	if err != nil {
		return a.call, err
	}
	if !a.success() || a.problem.html || a.problem.word != "" || len(a.problem.codes) > 0 {
		return a.call, core.Fail(opRevoke, a.finding(exchanging), nil)
	}
	return a.call, nil
}

// postForm posts a form with the app's authentication.
func (c *Client) postForm(ctx context.Context, op string, t core.Target, to address, body *form, secret core.Secret) (answer, error) {
	header := http.Header{"Content-Type": formContent, "Accept": jsonContent}
	secrets := append(make(scrubber, 0, 4), secret, t.ClientSecret)
	if t.Profile.ClientAuth == core.ClientAuthNone {
		body.add("client_id", t.Profile.ClientID)
	} else {
		if t.ClientSecret.Empty() {
			err := core.Fail(op, finding.NoClientSecret(t.Profile), nil)
			return answer{call: unsent(http.MethodPost, err)}, err
		}
		authorization := basicAuth(t.Profile.ClientID, t.ClientSecret)
		header["Authorization"] = []string{authorization}
		secrets = append(secrets, core.NewSecret(strings.TrimPrefix(authorization, basicScheme)))
	}
	return c.send(ctx, request{
		op: op, method: http.MethodPost, url: to.url, shown: to.shown, header: header, body: body.String(),
		app: t.Profile.Name, secrets: secrets,
	})
}

// Header values that all forms share; nobody changes them.
var (
	formContent = []string{"application/x-www-form-urlencoded"}
	jsonContent = []string{"application/json"}
)

// form is a body of names and values; names are sent as they are.
type form struct{ strings.Builder }

// newForm returns a form with room for a secret of that length.
func newForm(secret int) *form {
	f := &form{}
	f.Grow(secret + 256)
	return f
}

func (f *form) add(name, value string) {
	if f.Len() > 0 {
		f.WriteByte('&')
	}
	f.WriteString(name)
	f.WriteByte('=')
	f.WriteString(url.QueryEscape(value))
}

const basicScheme = "Basic "

// basicAuth encodes ID and secret as they are. RFC 6749 section 2.3.1 would have
// them form-encoded first; RingCentral's own SDKs do not, and its IDs and
// secrets are URL-safe, so both ways agree.
func basicAuth(id string, secret core.Secret) string {
	pair := []byte(id + ":" + secret.Reveal())
	return string(base64.StdEncoding.AppendEncode([]byte(basicScheme), pair))
}

// unsent is the call of a request that was never sent: nothing but its verb and
// why.
func unsent(method string, err error) core.Call {
	call := core.Call{Method: method, ErrorCodes: []string{}}
	if f, ok := core.FindingOf(err); ok {
		call.Error = string(f.Code)
	}
	return call
}
