package kore

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// Problem is a setting of a client that cannot be used. Key is its name in the
// file; Missing tells that it is absent.
type Problem struct {
	Key     string
	Reason  string
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
	add := func(bad bool, key, reason string) {
		if bad {
			all = append(all, Problem{Key: key, Reason: reason})
		}
	}
	if c.ClientID == "" {
		all = append(all, Problem{Key: "client_id", Reason: "it is the ID under “JWT App Details” that begins with cs-", Missing: true})
	} else {
		add(!clientIDShape.MatchString(c.ClientID), "client_id", "it may hold letters, digits, dots, hyphens and underscores only")
		add(c.ClientID == PlaceholderClientID, "client_id", "this is the sample's placeholder, not a client ID")
	}
	add(len(c.Name) > 80 || finding.Printable(c.Name, 80) != c.Name, "name", "it must be a short name on one line")
	add(!c.Algorithm.Known(), "algorithm", "it must be HS256, HS512, RS256 or RS512")
	add(c.Lifetime < MinLifetime || c.Lifetime > MaxLifetime || c.Lifetime%time.Second != 0, "lifetime", "it must be from 30s to 1h, in whole seconds")
	add(!isWebAddress(c.Audience), "audience", "it must be an address such as "+DefaultAudience)
	add(c.PrivateAs != PrivateClaims && c.PrivateAs != SecureCustomData, "private_claims_as", "it must be privateClaims or secureCustomData")
	for _, name := range c.PrivateFromRequest {
		add(!nameShape.MatchString(name) || UnsafeName(name), "private_claims_from_request", "each entry must be a plain name such as plan")
	}
	for _, name := range c.PrivateFromSession {
		add(!nameShape.MatchString(name) || UnsafeName(name), "private_claims_from_session", "each entry must be a plain name such as plan")
	}
	for _, origin := range c.Origins {
		add(!isOrigin(origin), "origins", "each entry must be exactly as browsers send it, such as https://www.example.com")
	}
	if _, reason := c.BaseURL(); reason != "" {
		add(true, "host", reason)
	}
	add(c.BotID != "" && !botIDShape.MatchString(c.BotID), "bot_id", "it must begin with st-")
	return slices.Concat(all, c.checkPolicy(), c.checkEncryption())
}

func (c Client) checkPolicy() []Problem {
	var all []Problem
	add := func(bad bool, key, reason string) {
		if bad {
			all = append(all, Problem{Key: key, Reason: reason})
		}
	}
	switch {
	case c.Policy == "":
		all = append(all, Problem{Key: "identity", Reason: "say who may ask for whom: anonymous, list, session or any", Missing: true})
	case !slices.Contains(Policies(), c.Policy):
		add(true, "identity", "it must be anonymous, list, session or any")
	case c.Policy == PolicyList:
		add(len(c.Identities) == 0, "identities", "the policy list needs at least one identity")
	case c.Policy == PolicySession && c.Session == nil:
		all = append(all, Problem{Key: "session", Reason: "the policy session needs issuer and audience of the sessions", Missing: true})
	}
	add(len(c.Identities) > 0 && c.Policy != PolicyList, "identities", "it belongs to the policy list only")
	for _, identity := range c.Identities {
		if why := IdentityProblem(identity); why != "" {
			add(true, "identities", "one of them "+why)
		}
	}
	add(len(c.PrivateFromSession) > 0 && c.Policy != PolicySession, "private_claims_from_session", "it belongs to the policy session only")
	if c.Session == nil {
		return all
	}
	add(c.Policy != PolicySession, "session", "it belongs to the policy session only")
	add(!isKeyAddress(c.Session.Issuer), "session.issuer", "it must be the address of who signs the sessions, with https://")
	add(c.Session.Audience == "", "session.audience", "it must be the name under which your site is known there")
	add(c.Session.JWKSURL != "" && !KeysAddress(c.Session.JWKSURL), "session.jwks_url", "it must be an address with https://")
	add(!nameShape.MatchString(c.Session.Claim), "session.claim", "it must be a plain name such as email")
	add(c.Session.Cookie != "" && !nameShape.MatchString(c.Session.Cookie), "session.cookie", "it must be the name of a cookie")
	return all
}

func (c Client) checkEncryption() []Problem {
	e := c.Encryption
	if e == nil {
		return nil
	}
	var all []Problem
	if e.KeyFile == "" {
		all = append(all, Problem{Key: "encryption.key_file", Reason: "it is the file with the public key that Kore.ai shows", Missing: true})
	}
	if !slices.Contains(KeyAlgorithms(), e.Algorithm) {
		all = append(all, Problem{Key: "encryption.algorithm", Reason: "it must be RSA-OAEP or RSA1_5"})
	}
	if !slices.Contains(ContentAlgorithms(), e.Content) {
		all = append(all, Problem{Key: "encryption.content", Reason: "it must be A256GCM, A128GCM or A128CBC-HS256"})
	}
	return all
}

// BaseURL returns the address of the platform for the live check, or why there
// is none. Host may be a bare host, or an address; plain http is for loopback.
func (c Client) BaseURL() (*url.URL, string) {
	raw := c.Host
	if !strings.Contains(raw, "://") {
		raw = "https://" + raw
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Hostname() == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "":
		return nil, "it must be a host such as platform.kore.ai"
	case u.Scheme == "http" && !core.IsLoopback(u.Hostname()):
		return nil, "it must be reached with https://"
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, "it must be a host such as platform.kore.ai"
	}
	u.Path = ""
	return u, ""
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
