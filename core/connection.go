package core

import (
	"net/http"
	"strings"
	"time"
)

// Connection is a profile, a stored credential, and what is known of it. It
// holds no secret. Times are in UTC.
type Connection struct {
	// ID is random and stable; it names the credential's item in the keychain.
	ID string `json:"id"`
	// Name is what the user calls it; unique without regard to case.
	Name      string `json:"name"`
	ProfileID string `json:"profile"`
	// App is the profile's display name.
	App string `json:"app"`
	// Account is the company name, else the main number, else the account ID,
	// else empty: it depends on what the app may read.
	Account string `json:"account"`
	// Person is the extension's name; empty when the app may not read it.
	Person    string `json:"person"`
	Extension string `json:"extension"`
	OwnerID   string `json:"owner_id"`
	// IdentityKnownAt is when the platform last told account and person; nil when
	// it never did.
	IdentityKnownAt *time.Time `json:"identity_known_at"`
	Scopes          []string   `json:"scopes"`
	// Fingerprint is that of the credential.
	Fingerprint string `json:"fingerprint"`
	// ExpiresAt is nil for a credential that never expires.
	ExpiresAt *time.Time `json:"expires_at"`
	CreatedAt time.Time  `json:"created_at"`
	// VerifiedAt is when the platform last accepted the credential.
	VerifiedAt time.Time `json:"verified_at"`
	// LastCode is the code of the finding that ended the last verification in
	// failure; empty when it succeeded.
	LastCode Code `json:"last_code,omitempty"`
	// LastCheckedAt is when the last verification ended, whatever its outcome.
	LastCheckedAt time.Time `json:"last_checked_at"`
}

// OnBehalfOf returns "ACCOUNT / PERSON (ext. N)" with the parts that are known.
func (c Connection) OnBehalfOf() string {
	person := c.Person
	if person == "" && c.OwnerID != "" {
		person = "user " + c.OwnerID
	}
	if c.Extension != "" {
		person = strings.TrimSpace(person + " (ext. " + c.Extension + ")")
	}
	switch {
	case c.Account == "":
		return person
	case person == "":
		return c.Account
	}
	return c.Account + " / " + person
}

// Identity is whom an access token acts for, as far as the app may read it.
type Identity struct {
	Account   string
	AccountID string
	Person    string
	Extension string
	OwnerID   string
	// PersonalUser is true for an ordinary user, whose leaving ends the
	// connection; nil when the platform did not tell.
	PersonalUser *bool
}

// Call is one request to the platform, as support needs it. It holds no secret.
type Call struct {
	Method string `json:"method"`
	URL    string `json:"url"`
	// Status is the HTTP status; 0 when no answer came.
	Status     int    `json:"status"`
	DurationMS int64  `json:"duration_ms"`
	RequestID  string `json:"request_id"`
	// Error is the wire's error word, or the code of the finding when there was
	// no answer.
	Error      string   `json:"error"`
	ErrorCodes []string `json:"error_codes"`
	// At is when the request was sent, by this computer's clock; zero when it
	// never was.
	At time.Time `json:"at"`
	// Date is the answer's Date header; zero when absent.
	Date time.Time `json:"-"`
	// Routing tells support the data centre; from RoutingKey or AceRoutingKey.
	Routing string `json:"routing,omitempty"`
	Rate    *Rate  `json:"rate,omitempty"`
}

// Sent reports whether the request left this computer, answered or not.
func (c Call) Sent() bool { return !c.At.IsZero() }

// Rate is what the X-Rate-Limit headers said.
type Rate struct {
	Group         string `json:"group"`
	Limit         int    `json:"limit"`
	Remaining     int    `json:"remaining"`
	WindowSeconds int    `json:"window_seconds"`
}

// Answer is the answer to a call of the test panel.
type Answer struct {
	Call   Call
	Header http.Header
	// Body is at most 1 MiB of the answer; Truncated tells that there was more.
	Body      []byte
	Truncated bool
}

// Grant is what a token exchange gives (RFC 6749 section 5.1). It lives in
// memory, and in the keychain until it ends.
type Grant struct {
	AccessToken Secret
	// IssuedAt is when it was asked for, by this computer's clock; zero when that
	// is not known.
	IssuedAt time.Time
	// ExpiresAt is by this computer's clock.
	ExpiresAt  time.Time
	Scopes     []string
	OwnerID    string
	EndpointID string
	SessionID  string
}

// UsualTTL is how long an access token lasts at least that a program gets, and
// that does not ask for more. SDKs of RingCentral's ask for a new one before every
// call where less than a minute is left.
const UsualTTL = 2 * time.Minute

// Lasts reports whether the token lasts for the time wanted from now. Of a life so
// short that most of it would be lost by that, three quarters are used.
func (g Grant) Lasts(wanted time.Duration, now time.Time) bool {
	if life := g.ExpiresAt.Sub(g.IssuedAt); !g.IssuedAt.IsZero() && wanted <= UsualTTL {
		wanted = min(wanted, life/4)
	}
	return !g.AccessToken.Empty() && g.ExpiresAt.Sub(now) > wanted
}

// Verdict is the outcome of a connect or a verify.
type Verdict struct {
	// Connected is true only when the platform answered the token exchange with
	// an access token, and (for connect) everything was kept.
	Connected  bool        `json:"connected"`
	Connection *Connection `json:"connection"`
	Findings   []Finding   `json:"findings"`
	Calls      []Call      `json:"calls"`
}

// Verification is a line of a connection's history.
type Verification struct {
	ConnectionID string    `json:"connection_id"`
	At           time.Time `json:"at"`
	Connected    bool      `json:"connected"`
	// Code is the finding that ended it in failure; empty on success.
	Code  Code   `json:"code"`
	Calls []Call `json:"calls"`
	// Findings are all that it found; none for one that was kept before Sureline
	// kept them.
	Findings []Finding `json:"-"`
}
