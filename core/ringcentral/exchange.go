package ringcentral

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
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
	// accessTokenTTL is asked for: the longest that the platform gives, since one
	// token serves all programs of a user (API reference, "access_token_ttl").
	accessTokenTTL = 3600 * time.Second
)

// Exchange turns the credential into an access token (RFC 7523 section 2.1). It
// sends one request and repeats nothing. Each call spends one of the five
// requests a minute of the Auth group.
func (c *Client) Exchange(ctx context.Context, t core.Target, credential core.Secret) (core.Grant, core.Call, error) {
	form := url.Values{
		"grant_type": {jwtBearer}, "assertion": {credential.Reveal()},
		"access_token_ttl": {strconv.Itoa(int(accessTokenTTL.Seconds()))},
	}
	if t.EndpointID != "" {
		form.Set("endpoint_id", t.EndpointID)
	}
	a, err := c.postForm(ctx, opExchange, t, core.TokenPath, form, credential)
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
	a, err := c.postForm(ctx, opRevoke, t, revokePath, url.Values{"token": {g.AccessToken.Reveal()}}, g.AccessToken)
	if err != nil {
		return a.call, err
	}
	if !a.success() || a.problem.html || a.problem.word != "" || len(a.problem.codes) > 0 {
		return a.call, core.Fail(opRevoke, a.finding(exchanging), nil)
	}
	return a.call, nil
}

// postForm posts a form with the app's authentication. ID and secret are encoded
// as they are: RFC 6749 section 2.3.1 would have them form-encoded first;
// RingCentral's own SDKs do not, and its IDs and secrets are URL-safe, so both
// agree.
func (c *Client) postForm(ctx context.Context, op string, t core.Target, path string, form url.Values, secret core.Secret) (answer, error) {
	to, err := address(op, t.Profile, path)
	if err != nil {
		return answer{call: unsent(http.MethodPost, err)}, err
	}
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Accept": {"application/json"}}
	secrets := scrubber{secret, t.ClientSecret}
	if t.Profile.ClientAuth == core.ClientAuthNone {
		form.Set("client_id", t.Profile.ClientID)
		if path == core.TokenPath && t.Profile.TokenURL != "" && t.Profile.Invite != "" {
			// By it the provider's own endpoint knows the customer: one that asked for
			// nothing but a credential would help whoever found one.
			form.Set("invite", t.Profile.Invite)
			secrets = secrets.with(core.NewSecret(t.Profile.Invite))
		}
	} else {
		if t.ClientSecret.Empty() {
			err := core.Fail(op, finding.NewClientSecretMissing(t.Profile), nil)
			return answer{call: unsent(http.MethodPost, err)}, err
		}
		basic := base64.StdEncoding.EncodeToString([]byte(t.Profile.ClientID + ":" + t.ClientSecret.Reveal()))
		header.Set("Authorization", "Basic "+basic)
		secrets = append(secrets, core.NewSecret(basic))
	}
	return c.send(ctx, request{
		op: op, method: http.MethodPost, url: to, header: header, body: form.Encode(),
		app: t.Profile.Name, secrets: secrets,
	})
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
