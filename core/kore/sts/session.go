package sts

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/httpx"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/text"
)

const (
	// sessionLimit is how long the issuer's keys may take; a page waits.
	sessionLimit = 10 * time.Second
	// keysFor is how long an answer about keys is kept at least. Without it, each
	// ID token with an unknown key would make the service ask the issuer.
	keysFor = 30 * time.Second
	// failedFor is the same for a failure, so that an issuer that comes back is
	// found soon.
	failedFor = 3 * time.Second
)

// sessions verifies ID tokens and signed sessions of one client. It is safe for
// concurrent use.
type sessions struct {
	settings kore.Session
	client   *http.Client
	now      func() time.Time

	mu       sync.Mutex
	verifier *oidc.IDTokenVerifier
}

// asymmetric are the algorithms of issuers' public keys. A symmetric one would
// turn a public key into a secret.
var asymmetric = []string{
	oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA,
}

func newSessions(s kore.Session, network httpx.Network, now func() time.Time) (*sessions, error) {
	if s.CAFile != "" {
		network.CAFiles = append(network.CAFiles, s.CAFile)
	}
	client, err := httpx.New(httpx.Options{Network: network, Limits: httpx.Limits{Total: sessionLimit}})
	if err != nil {
		return nil, err
	}
	transport := &keyTransport{client: client, now: now, answers: map[string]keyAnswer{}}
	return &sessions{settings: s, client: &http.Client{Transport: transport, CheckRedirect: noRedirect}, now: now}, nil
}

func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// find returns the ID token of the request, from the Authorization header or the
// cookie; empty for none.
func (s *sessions) find(r *http.Request) core.Secret {
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if ok && strings.EqualFold(scheme, "Bearer") {
		return core.NewSecret(strings.TrimSpace(token))
	}
	if s.settings.Cookie != "" {
		if cookie, err := r.Cookie(s.settings.Cookie); err == nil {
			return core.NewSecret(cookie.Value)
		}
	}
	return core.Secret{}
}

// verify returns the identity that the ID token states, and all that it states.
func (s *sessions) verify(ctx context.Context, idToken core.Secret) (string, map[string]any, *refusal) {
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, s.client), sessionLimit)
	defer cancel()
	verifier, err := s.ready(ctx)
	if err != nil {
		return "", nil, refuse(http.StatusServiceUnavailable, finding.KoreIdentityRefused, "The sign-in service cannot be reached at the moment.",
			text.Say("reason.kore.issuer_silent", text.Slots{"issuer": s.settings.Issuer, "code": whyNot(err)}))
	}
	var fetching error
	token, err := verifier.Verify(context.WithValue(ctx, fetchFailure{}, &fetching), idToken.Reveal())
	if fetching != nil {
		return "", nil, refuse(http.StatusServiceUnavailable, finding.KoreIdentityRefused, "The sign-in service cannot be reached at the moment.",
			text.Say("reason.kore.keys_unreachable", text.Slots{"issuer": s.settings.Issuer, "code": whyNot(fetching)}))
	}
	if err != nil {
		return "", nil, s.invalid(err)
	}
	claims := map[string]any{}
	if err := token.Claims(&claims); err != nil {
		return "", nil, notSignedIn(text.Say("reason.kore.session_unreadable"))
	}
	identity, _ := claims[s.settings.Claim].(string)
	if why := kore.IdentityProblem(identity); !why.Empty() {
		return "", nil, notSignedIn(text.Say("reason.kore.session_identity", text.Slots{"claim": s.settings.Claim, "reason": why}))
	}
	if verified, there := claims["email_verified"]; s.settings.Claim == "email" && there && verified != true && verified != "true" {
		return "", nil, notSignedIn(text.Say("reason.kore.mail_unverified"))
	}
	return identity, claims, nil
}

// ready returns the verifier, asking the issuer's discovery document on first
// use: an issuer that is down must not keep the service from starting.
func (s *sessions) ready(ctx context.Context) (*oidc.IDTokenVerifier, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.verifier != nil {
		return s.verifier, nil
	}
	settings := &oidc.Config{ClientID: s.settings.Audience, SupportedSigningAlgs: asymmetric, Now: s.now}
	keys := s.settings.JWKSURL
	if keys == "" {
		provider, err := oidc.NewProvider(ctx, s.settings.Issuer)
		if err != nil {
			return nil, err
		}
		var document struct {
			JWKSURL string `json:"jwks_uri"`
		}
		if err := provider.Claims(&document); err != nil {
			return nil, err
		}
		keys = document.JWKSURL
	}
	if !kore.KeysAddress(keys) {
		return nil, errors.New("the keys are not at a secure address")
	}
	// The key set outlives the request, so it gets a context of its own.
	lasting := oidc.ClientContext(context.Background(), s.client)
	s.verifier = oidc.NewVerifier(s.settings.Issuer, tellingKeys{oidc.NewRemoteKeySet(lasting, keys)}, settings)
	return s.verifier, nil
}

// tellingKeys tells a failure to fetch keys, which go-oidc words like a bad
// signature, to the verifier's caller, through the context.
type tellingKeys struct{ oidc.KeySet }

type fetchFailure struct{}

// VerifySignature implements oidc.KeySet.
func (k tellingKeys) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	payload, err := k.KeySet.VerifySignature(ctx, token)
	if failure, ok := ctx.Value(fetchFailure{}).(*error); ok && err != nil && strings.HasPrefix(err.Error(), "fetching keys") {
		*failure = err
	}
	return payload, err
}

func (s *sessions) invalid(err error) *refusal {
	if _, ok := errors.AsType[*oidc.TokenExpiredError](err); ok {
		return notSignedIn(text.Say("reason.kore.session_over"))
	}
	why := text.Say("reason.kore.session_invalid")
	switch said := err.Error(); {
	case strings.Contains(said, "before the nbf"):
		why = text.Say("reason.kore.session_early")
	case strings.Contains(said, "issued by a different provider"):
		why = text.Say("reason.kore.session_other_issuer", text.Slots{"issuer": s.settings.Issuer})
	case strings.Contains(said, "expected audience"):
		why = text.Say("reason.kore.session_other_audience", text.Slots{"audience": s.settings.Audience})
	case strings.Contains(said, "unsupported algorithm"), strings.Contains(said, "unexpected signature algorithm"):
		why = text.Say("reason.kore.session_algorithm")
	}
	return notSignedIn(why)
}

func notSignedIn(why text.Sentence) *refusal {
	return refuse(http.StatusUnauthorized, finding.KoreIdentityRefused, "Please sign in first.", why)
}

// whyNot names the finding of a failure on the way by its code, else nothing of its text.
func whyNot(err error) string {
	if f, ok := core.FindingOf(err); ok {
		return string(f.Code)
	}
	return string(finding.UnexpectedAnswer)
}

// keyTransport fetches for go-oidc with the one HTTP client of Sureline, and
// keeps the last answer of each address for a short while. go-oidc itself asks
// the issuer again for each ID token whose key it does not know.
type keyTransport struct {
	client *httpx.Client
	now    func() time.Time

	mu      sync.Mutex
	answers map[string]keyAnswer
}

type keyAnswer struct {
	until time.Time
	reply httpx.Reply
	err   error
}

// RoundTrip implements http.RoundTripper. One request goes out at a time.
func (t *keyTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	url := r.URL.String()
	a, ok := t.answers[url]
	if !ok || !t.now().Before(a.until) {
		// A visitor who goes away must not make the others' answer a failure; the
		// client has a time limit of its own.
		ctx := context.WithoutCancel(r.Context())
		a.reply, a.err = t.client.Do(ctx, httpx.Request{Op: "fetch keys", Method: r.Method, URL: r.URL, Header: r.Header.Clone()})
		a.until = t.now().Add(keysFor)
		if a.err != nil || a.reply.Status != http.StatusOK {
			a.until = t.now().Add(failedFor)
		}
		t.answers[url] = a
	}
	if a.err != nil {
		return nil, a.err
	}
	return &http.Response{
		Status: http.StatusText(a.reply.Status), StatusCode: a.reply.Status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.reply.Header.Clone(), Body: io.NopCloser(bytes.NewReader(a.reply.Body)), ContentLength: int64(len(a.reply.Body)), Request: r,
	}, nil
}
