package profile

import (
	"cmp"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sureline/sureline/core"
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
	add := func(key, reason string) {
		if reason != "" {
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
	add(keyTokenURL, optional(p.TokenURL, func(u string) string {
		return cmp.Or(tokenURLReason(u), needsNoSecret(p.ClientAuth))
	}))
	add(keyClientAuth, clientAuthReason(p.ClientAuth))
	add(keyConnectVia, connectViaReason(p.ConnectVia))
	add(keyRecipient, recipientReason(p))
	add(keyHandoverURL, handoverURLReason(p))
	add(keyInvite, optional(p.Invite, inviteReason))
	add(keyNeeds, optional(p.Needs, needsReason))
	add(keyClientSecret, optional(secret, func(s string) string { return secretReason(p, s) }))
	return problems
}

func required(value string, reason func(string) string) string {
	if value == "" {
		return "it is needed"
	}
	return reason(value)
}

func optional(value string, reason func(string) string) string {
	if value == "" {
		return ""
	}
	return reason(value)
}

func idReason(id string) string {
	if len(id) > MaxID || !idShape.MatchString(id) {
		return fmt.Sprintf("use small letters, digits, dots and dashes, a letter or digit first, at most %d", MaxID)
	}
	return ""
}

func nameReason(name string) string {
	switch {
	case utf8.RuneCountInString(name) > MaxName:
		return fmt.Sprintf("it must have at most %d characters", MaxName)
	case !printable(name):
		return "it must be one line of printable characters"
	case strings.TrimSpace(name) != name:
		return "it must not begin or end with a space"
	}
	return ""
}

func clientIDReason(id string) string {
	switch {
	case utf8.RuneCountInString(id) > MaxClientID:
		return fmt.Sprintf("it must have at most %d characters", MaxClientID)
	case !printable(id) || strings.Contains(id, " "):
		return "it must not hold spaces or unprintable characters"
	}
	return ""
}

// printable reports whether all characters can be seen; the space is the only
// one of its kind that passes.
func printable(text string) bool {
	return utf8.ValidString(text) && strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}

func emailReason(email string) string {
	a, err := mail.ParseAddress(email)
	if err != nil || a.Address != email || len(email) > maxEmail || !printable(email) || strings.Contains(email, " ") {
		return "it must be a mail address such as help@example.com, and nothing else"
	}
	return ""
}

func scopesReason(scopes []string) string {
	if len(scopes) > MaxScopes {
		return fmt.Sprintf("it must have at most %d entries", MaxScopes)
	}
	seen := map[string]bool{}
	for i, s := range scopes {
		switch {
		case len(s) > maxScope || !scopeShape.MatchString(s):
			return "entry " + strconv.Itoa(i+1) + " is no permission, such as ReadAccounts: one word each"
		case seen[s]:
			return "entry " + strconv.Itoa(i+1) + " stands in the list twice"
		}
		seen[s] = true
	}
	return ""
}

func clientAuthReason(auth core.ClientAuth) string {
	if auth != core.ClientAuthBasic && auth != core.ClientAuthNone {
		return "it must be \"basic\" or \"none\""
	}
	return ""
}

func needsNoSecret(auth core.ClientAuth) string {
	if auth != core.ClientAuthNone {
		return "it needs client_auth = \"none\", because that address adds the client secret itself"
	}
	return ""
}

// secretReason must never quote the secret.
func secretReason(p core.Profile, secret string) string {
	switch {
	case p.TokenURL != "":
		return "leave it out: the address in token_url adds the client secret itself"
	case p.ClientAuth == core.ClientAuthNone:
		return "leave it out: with client_auth = \"none\" no client secret is used"
	case len(secret) > MaxClientSecret:
		return fmt.Sprintf("it must have at most %d characters", MaxClientSecret)
	case !printable(secret) || strings.TrimSpace(secret) != secret:
		return "it must be one line of printable characters, without a space at the beginning or end"
	}
	return ""
}

func serverReason(raw string) string {
	u, reason := secureURL(raw)
	switch {
	case reason != "":
		return reason
	case u.Path != "" || strings.ContainsAny(raw, "?#"):
		return "it must end after the name of the server"
	}
	return ""
}

func tokenURLReason(raw string) string {
	_, reason := secureURL(raw)
	if reason == "" && strings.ContainsAny(raw, "?#") {
		return "it must not hold “?” or “#”"
	}
	return reason
}

func supportURLReason(raw string) string {
	u, reason := secureURL(raw)
	if reason == "" && u.Scheme != "https" {
		return "it must begin with https://"
	}
	return reason
}

// secureURL parses an address and says why a credential may not be sent there.
// Host names in other scripts are refused, because a person who confirms one
// could not tell it from a known one.
func secureURL(raw string) (*url.URL, string) {
	plain := strings.IndexFunc(raw, func(r rune) bool { return r <= ' ' || r >= unicode.MaxASCII || r == '\\' }) < 0
	u, err := url.Parse(raw)
	switch {
	case err != nil || !plain || len(raw) > maxURL || u.Hostname() == "" || !portFits(u):
		return nil, "it must be a whole address such as " + core.DefaultServer
	case u.User != nil:
		return nil, "it must not hold a user name or password"
	case !hostShape.MatchString(u.Hostname()) && net.ParseIP(u.Hostname()) == nil:
		return nil, "the name of the server holds characters that such a name cannot have"
	case u.Scheme != "https" && (u.Scheme != "http" || !core.IsLoopback(u.Hostname())):
		return nil, "it must begin with https:// (anything else works for this computer itself only)"
	}
	return u, ""
}

func portFits(u *url.URL) bool {
	if u.Port() == "" {
		return !strings.HasSuffix(u.Host, ":")
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	return err == nil && port > 0
}
