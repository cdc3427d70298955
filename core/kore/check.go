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

// Check returns everything that is wrong with the client itself. It expects
// WithDefaults to have been applied, and knows nothing of the service's
// listeners.
func (c Client) Check() []Problem {
	var all []Problem
	add := func(bad bool, key string, why text.Sentence) {
		if bad {
			all = append(all, Problem{Key: key, Reason: why})
		}
	}
	if c.ClientID == "" {
		all = append(all, Problem{Key: "client_id", Reason: text.Say("reason.kore.id_missing"), Missing: true})
	} else {
		add(!clientIDShape.MatchString(c.ClientID), "client_id", text.Say("reason.kore.id_characters"))
		add(c.ClientID == PlaceholderClientID, "client_id", text.Say("reason.kore.id_placeholder"))
	}
	add(len(c.Name) > 80 || finding.Printable(c.Name, 80) != c.Name, "name", text.Say("reason.kore.short_name"))
	add(!c.Algorithm.Known(), "algorithm", choice(Algorithms()))
	add(c.Lifetime < MinLifetime || c.Lifetime > MaxLifetime || c.Lifetime%time.Second != 0, "lifetime", text.Say("reason.kore.lifetime"))
	add(!isWebAddress(c.Audience), "audience", text.Say("reason.kore.address", text.Slots{"example": DefaultAudience}))
	add(c.PrivateAs != PrivateClaims && c.PrivateAs != SecureCustomData, "private_claims_as", choice([]string{PrivateClaims, SecureCustomData}))
	for _, name := range c.PrivateFromRequest {
		add(!nameShape.MatchString(name) || UnsafeName(name), "private_claims_from_request", text.Say("reason.kore.plain_names"))
	}
	for _, name := range c.PrivateFromSession {
		add(!nameShape.MatchString(name) || UnsafeName(name), "private_claims_from_session", text.Say("reason.kore.plain_names"))
	}
	for _, origin := range c.Origins {
		add(!isOrigin(origin), "origins", text.Say("reason.kore.origin"))
	}
	if _, why := c.BaseURL(); !why.Empty() {
		add(true, "host", why)
	}
	add(c.BotID != "" && !botIDShape.MatchString(c.BotID), "bot_id", text.Say("reason.kore.bot_id"))
	return slices.Concat(all, c.checkPolicy(), c.checkEncryption())
}

// choice says what a setting may be.
func choice[T ~string](all []T) text.Sentence {
	names := make([]string, len(all))
	for i, name := range all {
		names[i] = string(name)
	}
	return text.Say("reason.one_of", text.Slots{"choices": strings.Join(names, ", ")})
}

func (c Client) checkPolicy() []Problem {
	var all []Problem
	add := func(bad bool, key string, why text.Sentence) {
		if bad {
			all = append(all, Problem{Key: key, Reason: why})
		}
	}
	switch {
	case c.Policy == "":
		all = append(all, Problem{Key: "identity", Reason: text.Say("reason.kore.who_may"), Missing: true})
	case !slices.Contains(Policies(), c.Policy):
		add(true, "identity", choice(Policies()))
	case c.Policy == PolicyList:
		add(len(c.Identities) == 0, "identities", text.Say("reason.kore.list_empty"))
	case c.Policy == PolicySession && c.Session == nil:
		all = append(all, Problem{Key: "session", Reason: text.Say("reason.kore.session_missing"), Missing: true})
	}
	add(len(c.Identities) > 0 && c.Policy != PolicyList, "identities", text.Say("reason.kore.list_only"))
	for _, identity := range c.Identities {
		if why := IdentityProblem(identity); !why.Empty() {
			add(true, "identities", text.Say("reason.kore.one_of_them", text.Slots{"reason": why}))
		}
	}
	add(len(c.PrivateFromSession) > 0 && c.Policy != PolicySession, "private_claims_from_session", text.Say("reason.kore.session_only"))
	if c.Session == nil {
		return all
	}
	add(c.Policy != PolicySession, "session", text.Say("reason.kore.session_only"))
	add(!isKeyAddress(c.Session.Issuer), "session.issuer", text.Say("reason.kore.session_issuer"))
	add(c.Session.Audience == "", "session.audience", text.Say("reason.kore.session_audience"))
	add(c.Session.JWKSURL != "" && !KeysAddress(c.Session.JWKSURL), "session.jwks_url", text.Say("reason.kore.https_address"))
	add(!nameShape.MatchString(c.Session.Claim), "session.claim", text.Say("reason.kore.session_claim"))
	add(c.Session.Cookie != "" && !nameShape.MatchString(c.Session.Cookie), "session.cookie", text.Say("reason.kore.cookie"))
	return all
}

func (c Client) checkEncryption() []Problem {
	e := c.Encryption
	if e == nil {
		return nil
	}
	var all []Problem
	if e.KeyFile == "" {
		all = append(all, Problem{Key: "encryption.key_file", Reason: text.Say("reason.kore.public_key_file"), Missing: true})
	}
	if !slices.Contains(KeyAlgorithms(), e.Algorithm) {
		all = append(all, Problem{Key: "encryption.algorithm", Reason: choice(KeyAlgorithms())})
	}
	if !slices.Contains(ContentAlgorithms(), e.Content) {
		all = append(all, Problem{Key: "encryption.content", Reason: choice(ContentAlgorithms())})
	}
	return all
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
