// Package report owns the report for support: what a provider, an IT department
// or RingCentral needs to find a failure, and nothing else. It is built from an
// allow-list: every field is copied by name, so that a new field of the domain
// never gets into a report by itself. Names of people and companies stay out;
// the owner ID stands for them. It imports core and core/finding.
package report

import (
	"net/url"
	"regexp"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// Input is what a report is made from. Any part may be empty.
type Input struct {
	// Version, Commit, Go and System describe this program.
	Version, Commit, Go, System string
	Now                         time.Time
	Profile                     core.Profile
	Connection                  *core.Connection
	// History is the newest first.
	History []core.Verification
	// Findings and Calls are those of the last outcome on the screen.
	Findings []core.Finding
	Calls    []core.Call
}

// Report is what support gets. All times are in UTC.
type Report struct {
	MadeAt     time.Time   `json:"made_at"`
	Program    Program     `json:"program"`
	App        App         `json:"app"`
	Connection *Connection `json:"connection"`
	Findings   []Finding   `json:"findings"`
	Calls      []Call      `json:"calls"`
	History    []Entry     `json:"history"`
}

// Program is the Sureline that made the report.
type Program struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Go      string `json:"go"`
	System  string `json:"system"`
}

// App is the provider's app.
type App struct {
	Profile    string `json:"profile"`
	Name       string `json:"name"`
	ClientID   string `json:"client_id"`
	Server     string `json:"server"`
	TokenURL   string `json:"token_url"`
	ClientAuth string `json:"client_auth"`
}

// Connection is what is known of it, without names.
type Connection struct {
	OwnerID       string     `json:"owner_id"`
	Scopes        []string   `json:"scopes"`
	Fingerprint   string     `json:"fingerprint"`
	ExpiresAt     *time.Time `json:"expires_at"`
	CreatedAt     time.Time  `json:"created_at"`
	VerifiedAt    time.Time  `json:"verified_at"`
	LastCheckedAt time.Time  `json:"last_checked_at"`
	LastCode      string     `json:"last_code"`
}

// Finding is one thing that was found, with the details that are allowed.
type Finding struct {
	Code     string            `json:"code"`
	Severity string            `json:"severity"`
	Who      string            `json:"who"`
	Title    string            `json:"title"`
	Detail   map[string]string `json:"detail"`
}

// Call is one request. Its query stays out: it may name people.
type Call struct {
	At         time.Time  `json:"at"`
	Method     string     `json:"method"`
	Host       string     `json:"host"`
	Path       string     `json:"path"`
	Status     int        `json:"status"`
	DurationMS int64      `json:"duration_ms"`
	RequestID  string     `json:"request_id"`
	Routing    string     `json:"routing"`
	Error      string     `json:"error"`
	ErrorCodes []string   `json:"error_codes"`
	Rate       *core.Rate `json:"rate"`
}

// Entry is one verification of the history.
type Entry struct {
	At        time.Time `json:"at"`
	Connected bool      `json:"connected"`
	Code      string    `json:"code"`
	Calls     []Call    `json:"calls"`
}

// New makes the report.
func New(in Input) Report {
	r := Report{
		MadeAt:  in.Now.UTC(),
		Program: Program{clean(in.Version), clean(in.Commit), clean(in.Go), clean(in.System)},
		App: App{
			Profile: clean(in.Profile.ID), Name: clean(in.Profile.Name), ClientID: clean(in.Profile.ClientID),
			Server: address(in.Profile.Server), TokenURL: address(in.Profile.TokenURL), ClientAuth: clean(string(in.Profile.ClientAuth)),
		},
		Findings: []Finding{}, Calls: calls(in.Calls), History: []Entry{},
	}
	if c := in.Connection; c != nil {
		r.Connection = &Connection{
			OwnerID: clean(c.OwnerID), Scopes: cleanAll(c.Scopes), Fingerprint: clean(c.Fingerprint),
			ExpiresAt: c.ExpiresAt, CreatedAt: c.CreatedAt.UTC(), VerifiedAt: c.VerifiedAt.UTC(),
			LastCheckedAt: c.LastCheckedAt.UTC(), LastCode: clean(string(c.LastCode)),
		}
		if c.ExpiresAt != nil {
			utc := c.ExpiresAt.UTC()
			r.Connection.ExpiresAt = &utc
		}
	}
	for _, f := range in.Findings {
		r.Findings = append(r.Findings, Finding{string(f.Code), string(f.Severity), string(f.Who), clean(f.Title), details(f)})
	}
	for _, v := range in.History {
		r.History = append(r.History, Entry{v.At.UTC(), v.Connected, clean(string(v.Code)), calls(v.Calls)})
	}
	return r
}

// allowedDetails are the facts of a finding that may leave this computer. The
// platform's own description is not among them: it may quote what was sent.
var allowedDetails = []string{
	"status", "error", "error_codes", "request_id", "routing", "retry_after_seconds", "host", "stage", "code",
	"permission", "granted", "problem", "proxy", "issuer", "this_computer", "platform", "seconds_ahead", "client_id",
	"operation", "undo", "undo_code", "sent", "expected_fingerprint", "found_fingerprint", "kid", "algorithm",
}

func details(f core.Finding) map[string]string {
	out := map[string]string{}
	for _, key := range allowedDetails {
		if value := f.Detail[key]; value != "" {
			out[key] = clean(value)
		}
	}
	return out
}

func calls(all []core.Call) []Call {
	out := []Call{}
	for _, c := range all {
		host, path := "", ""
		if u, err := url.Parse(c.URL); err == nil {
			host, path = u.Host, u.EscapedPath()
		}
		out = append(out, Call{
			At: c.At.UTC(), Method: clean(c.Method), Host: clean(host), Path: clean(path), Status: c.Status,
			DurationMS: c.DurationMS, RequestID: clean(c.RequestID), Routing: clean(c.Routing),
			Error: clean(c.Error), ErrorCodes: cleanAll(c.ErrorCodes), Rate: rate(c.Rate),
		})
	}
	return out
}

func rate(r *core.Rate) *core.Rate {
	if r == nil {
		return nil
	}
	return &core.Rate{Group: clean(r.Group), Limit: r.Limit, Remaining: r.Remaining, WindowSeconds: r.WindowSeconds}
}

// address keeps scheme, host and path of a web address.
func address(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || raw == "" {
		return ""
	}
	return clean((&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String())
}

func cleanAll(values []string) []string {
	out := []string{}
	for _, v := range values {
		out = append(out, clean(v))
	}
	return out
}

// secretLike is what no allowed field holds, but a credential (eyJ…) or an
// access token could: the last net, should a value come from the wrong place.
var secretLike = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]*)*|[A-Za-z0-9_+/=|-]{60,}|-----BEGIN[^-]*-----`)

const maxValue = 300

func clean(text string) string {
	return secretLike.ReplaceAllString(finding.Printable(text, maxValue), "[removed]")
}
