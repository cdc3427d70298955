package profile

import (
	"cmp"
	"net"
	"net/mail"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
)

// Limits, in characters; MaxScopes is a number of entries.
const (
	MaxID           = 64
	MaxName         = 80
	MaxClientID     = 200
	MaxClientSecret = 500
	MaxScopes       = 50
	maxScope        = 64
	maxURL          = 500
	maxEmail        = 254 // RFC 5321 section 4.5.3.1.3, without the angle brackets
)

var (
	idShape    = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*$`)
	scopeShape = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._:-]*$`)
	hostShape  = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9.])?$`)
)

// withDefaults fills in what an empty value means, and takes the slash from the
// end of server and console. Scopes is never nil, ConfirmedHosts always.
func withDefaults(p core.Profile) core.Profile {
	p.Server = strings.TrimSuffix(cmp.Or(p.Server, core.DefaultServer), "/")
	p.Console = strings.TrimSuffix(cmp.Or(p.Console, core.DefaultConsole), "/")
	p.ClientAuth = cmp.Or(p.ClientAuth, core.ClientAuthBasic)
	p.ConnectVia = cmp.Or(p.ConnectVia, core.ConnectHere)
	if p.Needs == "" && (p.ConnectVia != core.ConnectHere || p.HandoverRecipient != "" || p.HandoverURL != "" || p.Invite != "") {
		p.Needs = handoverSince
	}
	p.Scopes = append([]string{}, p.Scopes...)
	p.ConfirmedHosts = nil
	return p
}

// check returns what is wrong with the values, in the order of the keys, at
// most one problem for each, without lines. secret is the file's client_secret.
func check(p core.Profile, secret string) []problem {
	var problems []problem
	add := func(key string, reason text.Sentence) {
		if reason.Key != "" {
			problems = append(problems, problem{key: key, reason: reason})
		}
	}
	add(keyID, required(p.ID, idReason))
	add(keyName, required(p.Name, nameReason))
	add(keyClientID, required(p.ClientID, clientIDReason))
	add(keyServer, serverReason(p.Server))
	add(keyConsole, serverReason(p.Console))
	add(keyScopes, scopesReason(p.Scopes))
	add(keySupportEmail, optional(p.SupportEmail, emailReason))
	add(keySupportURL, optional(p.SupportURL, supportURLReason))
	add(keyTokenURL, optional(p.TokenURL, func(u string) text.Sentence {
		if reason := tokenURLReason(u); reason.Key != "" {
			return reason
		}
		return needsNoSecret(p.ClientAuth)
	}))
	add(keyClientAuth, clientAuthReason(p.ClientAuth))
	add(keyConnectVia, connectViaReason(p.ConnectVia))
	add(keyRecipient, recipientReason(p))
	add(keyHandoverURL, handoverURLReason(p))
	add(keyInvite, optional(p.Invite, inviteReason))
	add(keyNeeds, optional(p.Needs, needsReason))
	add(keyClientSecret, optional(secret, func(s string) text.Sentence { return secretReason(p, s) }))
	return problems
}

// why is one of the reasons in core/text.
func why(key string, slots ...text.Slots) text.Sentence {
	s := text.Sentence{Key: key}
	if len(slots) > 0 {
		s.Slots = slots[0]
	}
	return s
}

func required(value string, reason func(string) text.Sentence) text.Sentence {
	if value == "" {
		return why("reason.needed")
	}
	return reason(value)
}

func optional(value string, reason func(string) text.Sentence) text.Sentence {
	if value == "" {
		return text.Sentence{}
	}
	return reason(value)
}

func idReason(id string) text.Sentence {
	if len(id) > MaxID || !idShape.MatchString(id) {
		return why("reason.id", text.Slots{"max": MaxID})
	}
	return text.Sentence{}
}

func nameReason(name string) text.Sentence {
	switch {
	case utf8.RuneCountInString(name) > MaxName:
		return why("reason.longer", text.Slots{"max": MaxName})
	case !printable(name):
		return why("reason.one_line")
	case strings.TrimSpace(name) != name:
		return why("reason.outer_space")
	}
	return text.Sentence{}
}

func clientIDReason(id string) text.Sentence {
	switch {
	case utf8.RuneCountInString(id) > MaxClientID:
		return why("reason.longer", text.Slots{"max": MaxClientID})
	case !printable(id) || strings.Contains(id, " "):
		return why("reason.no_space")
	case strings.ContainsAny(id, quotes):
		return why("reason.no_quotes")
	}
	return text.Sentence{}
}

// quotes come along when a client ID or a client secret is copied out of a program
// or a settings file; neither ever holds one.
const quotes = "\"'`\\“”„‘’‚«»"

// printable reports whether all characters can be seen; the space is the only
// one of its kind that passes.
func printable(text string) bool {
	return utf8.ValidString(text) && strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}

func emailReason(email string) text.Sentence {
	a, err := mail.ParseAddress(email)
	if err != nil || a.Address != email || len(email) > maxEmail || !printable(email) || strings.Contains(email, " ") {
		return why("reason.mail")
	}
	return text.Sentence{}
}

func scopesReason(scopes []string) text.Sentence {
	if len(scopes) > MaxScopes {
		return why("reason.entries", text.Slots{"max": MaxScopes})
	}
	seen := map[string]bool{}
	for i, s := range scopes {
		switch {
		case len(s) > maxScope || !scopeShape.MatchString(s):
			return why("reason.no_permission", text.Slots{"entry": i + 1})
		case seen[s]:
			return why("reason.entry_twice", text.Slots{"entry": i + 1})
		}
		seen[s] = true
	}
	return text.Sentence{}
}

func clientAuthReason(auth core.ClientAuth) text.Sentence {
	if auth != core.ClientAuthBasic && auth != core.ClientAuthNone {
		return why("reason.client_auth")
	}
	return text.Sentence{}
}

func needsNoSecret(auth core.ClientAuth) text.Sentence {
	if auth != core.ClientAuthNone {
		return why("reason.needs_none")
	}
	return text.Sentence{}
}

// secretReason must never quote the secret.
func secretReason(p core.Profile, secret string) text.Sentence {
	switch {
	case p.TokenURL != "":
		return why("reason.secret_at_token_url")
	case p.ClientAuth == core.ClientAuthNone:
		return why("reason.secret_unused")
	case len(secret) > MaxClientSecret:
		return why("reason.longer", text.Slots{"max": MaxClientSecret})
	case !printable(secret) || strings.TrimSpace(secret) != secret:
		return why("reason.one_trimmed_line")
	case strings.ContainsAny(secret, quotes):
		return why("reason.no_quotes")
	case secret == p.ClientID:
		return why("reason.secret_is_id")
	}
	return text.Sentence{}
}

// CheckSecret returns setting-invalid, in words that do not hold the secret, for what
// cannot be the client secret of the profile's app.
func CheckSecret(p core.Profile, secret core.Secret) error {
	reason := secretReason(p, secret.Reveal())
	if reason.Key == "" {
		return nil
	}
	return core.Fail("check the client secret", finding.NewSettingInvalid("client_secret", "", reason), nil)
}

// LooksSwapped reports whether client ID and client secret have the lengths that the
// other usually has: RingCentral's IDs have 22 characters, its secrets about twice as
// many. It is no proof: an app may have others.
func LooksSwapped(p core.Profile, secret core.Secret) bool {
	const longestID, shortestSecret = 24, 40
	return len(p.ClientID) >= shortestSecret && !secret.Empty() && secret.Len() <= longestID
}

func serverReason(raw string) text.Sentence {
	u, reason := secureURL(raw)
	switch {
	case reason.Key != "":
		return reason
	case u.Path != "" || strings.ContainsAny(raw, "?#"):
		return why("reason.server_only")
	}
	return text.Sentence{}
}

func tokenURLReason(raw string) text.Sentence {
	_, reason := secureURL(raw)
	if reason.Key == "" && strings.ContainsAny(raw, "?#") {
		return why("reason.no_query")
	}
	return reason
}

func supportURLReason(raw string) text.Sentence {
	u, reason := secureURL(raw)
	if reason.Key == "" && u.Scheme != "https" {
		return why("reason.https")
	}
	return reason
}

// secureURL parses an address and says why a credential may not be sent there.
// Host names in other scripts are refused, because a person who confirms one
// could not tell it from a known one.
func secureURL(raw string) (*url.URL, text.Sentence) {
	plain := strings.IndexFunc(raw, func(r rune) bool { return r <= ' ' || r >= unicode.MaxASCII || r == '\\' }) < 0
	u, err := url.Parse(raw)
	switch {
	case err != nil || !plain || len(raw) > maxURL || u.Hostname() == "" || !portFits(u):
		return nil, why("reason.address", text.Slots{"example": core.DefaultServer})
	case u.User != nil:
		return nil, why("reason.no_sign_in")
	case !hostShape.MatchString(u.Hostname()) && net.ParseIP(u.Hostname()) == nil:
		return nil, why("reason.host_characters")
	case u.Scheme != "https" && (u.Scheme != "http" || !core.IsLoopback(u.Hostname())):
		return nil, why("reason.https_or_here")
	}
	return u, text.Sentence{}
}

func portFits(u *url.URL) bool {
	if u.Port() == "" {
		return !strings.HasSuffix(u.Host, ":")
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	return err == nil && port > 0
}
