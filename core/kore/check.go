package kore

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
)

// Problem is a setting of a client that cannot be used. Key is its name in the
// file; Missing tells that it is absent.
type Problem struct {
	Key     string
	Reason  text.Sentence
	Missing bool
	// Line is where the key stands, or 0.
	Line int
	// Code is kore-setting-invalid unless set.
	Code core.Code
}

// Error returns the problem as an error, for the file (empty for none).
func (p Problem) Error(op, file string) error {
	if op == "" {
		op = "check a client"
	}
	return core.Fail(op, p.Finding(file), nil)
}

// Finding returns what the problem means, for the file (empty for none).
func (p Problem) Finding(file string) core.Finding {
	if p.Code == finding.KoreSecretInFile {
		return finding.NewKoreSecretInFile(file, p.Line)
	}
	at := finding.Place{File: file, Line: p.Line, Key: p.Key}
	switch {
	case p.Missing && file != "":
		at.Line = 0
	case p.Key != "" && (p.Line == 0 || file == ""):
		// Where there is no file, the reader knows no keys of one.
		at = finding.Place{Key: plainKey(p.Key)}
	}
	return finding.NewKoreSettingInvalid(at, p.Reason)
}

// plainKey names a setting in words, without the place of its client in a file:
// "bot name" for client[0].bot_name.
func plainKey(key string) string {
	if rest, ok := strings.CutPrefix(key, "client["); ok {
		if _, name, ok := strings.Cut(rest, "]."); ok {
			key = name
		}
	}
	return strings.NewReplacer("_", " ", ".", ", ").Replace(key)
}

// Problems collects what cannot be used.
type Problems []Problem

// Add notes a bad setting.
func (p *Problems) Add(bad bool, key string, why text.Sentence) {
	if bad {
		*p = append(*p, Problem{Key: key, Reason: why})
	}
}

// Missing notes a setting that is needed and absent.
func (p *Problems) Missing(absent bool, key string, why text.Sentence) {
	if absent {
		*p = append(*p, Problem{Key: key, Reason: why, Missing: true})
	}
}

// Check returns everything that is wrong with the client itself. It expects
// WithDefaults to have been applied, and knows nothing of the service's
// listeners.
func (c Client) Check() []Problem {
	var p Problems
	p.Missing(c.ClientID == "", "client_id", text.Say("reason.kore.id_missing"))
	p.Add(c.ClientID != "" && !clientIDShape.MatchString(c.ClientID), "client_id", text.Say("reason.kore.id_characters"))
	p.Add(c.ClientID == PlaceholderClientID, "client_id", text.Say("reason.kore.id_placeholder"))
	p.Add(len(c.Name) > 80 || finding.Printable(c.Name, 80) != c.Name, "name", text.Say("reason.kore.short_name"))
	p.Add(!c.Algorithm.Known(), "algorithm", choice(Algorithms()))
	p.Add(c.Lifetime < MinLifetime || c.Lifetime > MaxLifetime || c.Lifetime%time.Second != 0, "lifetime", text.Say("reason.kore.lifetime"))
	p.Add(!isWebAddress(c.Audience), "audience", text.Say("reason.kore.address", text.Slots{"example": DefaultAudience}))
	p.Add(c.PrivateAs != PrivateClaims && c.PrivateAs != SecureCustomData, "private_claims_as", choice([]string{PrivateClaims, SecureCustomData}))
	for _, name := range c.PrivateFromRequest {
		p.Add(!nameShape.MatchString(name) || UnsafeName(name), "private_claims_from_request", text.Say("reason.kore.plain_names"))
	}
	for _, name := range c.PrivateFromSession {
		p.Add(!nameShape.MatchString(name) || UnsafeName(name), "private_claims_from_session", text.Say("reason.kore.plain_names"))
	}
	for _, origin := range c.Origins {
		p.Add(!isOrigin(origin), "origins", text.Say("reason.kore.origin"))
	}
	_, why := c.BaseURL()
	p.Add(!why.Empty(), "host", why)
	p.Add(c.BotID != "" && !botIDShape.MatchString(c.BotID), "bot_id", text.Say("reason.kore.bot_id"))
	c.checkPolicy(&p)
	if e := c.Encryption; e != nil {
		p.Missing(e.KeyFile == "", "encryption.key_file", text.Say("reason.kore.public_key_file"))
		p.Add(!slices.Contains(KeyAlgorithms(), e.Algorithm), "encryption.algorithm", choice(KeyAlgorithms()))
		p.Add(!slices.Contains(ContentAlgorithms(), e.Content), "encryption.content", choice(ContentAlgorithms()))
	}
	return p
}

// choice says what a setting may be.
func choice[T ~string](all []T) text.Sentence {
	names := make([]string, len(all))
	for i, name := range all {
		names[i] = string(name)
	}
	return text.Say("reason.one_of", text.Slots{"choices": strings.Join(names, ", ")})
}

func (c Client) checkPolicy(p *Problems) {
	p.Missing(c.Policy == "", "identity", text.Say("reason.kore.who_may"))
	p.Add(c.Policy != "" && !slices.Contains(Policies(), c.Policy), "identity", choice(Policies()))
	p.Add(c.Policy == PolicyList && len(c.Identities) == 0, "identities", text.Say("reason.kore.list_empty"))
	p.Missing(c.Policy == PolicySession && c.Session == nil, "session", text.Say("reason.kore.session_missing"))
	p.Add(len(c.Identities) > 0 && c.Policy != PolicyList, "identities", text.Say("reason.kore.list_only"))
	for _, identity := range c.Identities {
		why := IdentityProblem(identity)
		p.Add(!why.Empty(), "identities", text.Say("reason.kore.one_of_them", text.Slots{"reason": why}))
	}
	p.Add(len(c.PrivateFromSession) > 0 && c.Policy != PolicySession, "private_claims_from_session", text.Say("reason.kore.session_only"))
	s := c.Session
	if s == nil {
		return
	}
	p.Add(c.Policy != PolicySession, "session", text.Say("reason.kore.session_only"))
	p.Add(!isKeyAddress(s.Issuer), "session.issuer", text.Say("reason.kore.session_issuer"))
	p.Add(s.Audience == "", "session.audience", text.Say("reason.kore.session_audience"))
	p.Add(s.JWKSURL != "" && !KeysAddress(s.JWKSURL), "session.jwks_url", text.Say("reason.kore.https_address"))
	p.Add(!nameShape.MatchString(s.Claim), "session.claim", text.Say("reason.kore.session_claim"))
	p.Add(s.Cookie != "" && !nameShape.MatchString(s.Cookie), "session.cookie", text.Say("reason.kore.cookie"))
}

// BaseURL returns the address of the platform for the live check, or why there
// is none. Host may be a bare host, or an address; plain http is for loopback.
func (c Client) BaseURL() (*url.URL, text.Sentence) {
	raw := c.Host
	if !strings.Contains(raw, "://") {
		raw = "https://" + raw
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Hostname() == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "":
		return nil, text.Say("reason.kore.host")
	case u.Scheme == "http" && !core.IsLoopback(u.Hostname()):
		return nil, text.Say("reason.kore.host_https")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, text.Say("reason.kore.host")
	}
	u.Path = ""
	return u, text.Sentence{}
}

// KnownHost reports whether the live check would go to one of the presets or to
// this computer; any other host is to be shown to the user first.
func (c Client) KnownHost() bool {
	u, _ := c.BaseURL()
	return u != nil && (core.IsLoopback(u.Hostname()) || u.Port() == "" && slices.ContainsFunc(Hosts(), func(h Host) bool { return strings.EqualFold(h.Name, u.Hostname()) }))
}

// isOrigin reports an origin as browsers serialise it (RFC 6454 section 6.2).
func isOrigin(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return false
	}
	if u.Scheme == "http" && u.Port() == "80" || u.Scheme == "https" && u.Port() == "443" {
		return false
	}
	return raw == u.Scheme+"://"+strings.ToLower(u.Host)
}

func isWebAddress(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && u.Scheme == "https" && u.Hostname() != "" && u.User == nil
}

// isKeyAddress reports the address of an issuer or a service: one that may be
// trusted with keys, without a query (OpenID Connect Discovery section 2).
func isKeyAddress(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && KeysAddress(raw) && u.RawQuery == "" && u.Fragment == ""
}

// KeysAddress reports an address from which public keys may be fetched: nobody on
// the way can change them.
func KeysAddress(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && u.Hostname() != "" && u.User == nil && (u.Scheme == "https" || u.Scheme == "http" && core.IsLoopback(u.Hostname()))
}
