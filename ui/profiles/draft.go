package profiles

import (
	"net/mail"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/profile"
)

// draft is what the form holds.
type draft struct {
	name, clientID, server, scopes, email, support, tokenURL string
}

// The fields of the form, in the order in which they stand.
const (
	fieldName     = "name"
	fieldClientID = "client_id"
	fieldServer   = "server"
	fieldScopes   = "scopes"
	fieldEmail    = "support_email"
	fieldSupport  = "support_url"
	fieldTokenURL = "token_url"
)

var (
	clientIDShape   = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)
	permissionShape = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9:_-]*$`)
)

// problems returns what is wrong, by field, in words that say what to do.
func (d draft) problems() map[string]string {
	out := map[string]string{}
	complain := func(field, text string) {
		if text != "" {
			out[field] = text
		}
	}
	switch name := strings.TrimSpace(d.name); {
	case name == "":
		complain(fieldName, "Give the name of your app, as your customers know it.")
	case len([]rune(name)) > 60:
		complain(fieldName, "Use at most 60 characters.")
	}
	switch id := strings.TrimSpace(d.clientID); {
	case id == "":
		complain(fieldClientID, "Copy it from your app’s page in the developer console.")
	case !clientIDShape.MatchString(id):
		complain(fieldClientID, "This does not look like a client ID: 8 to 64 letters, digits, dots, dashes and underscores.")
	}
	complain(fieldServer, badURL(d.server, true))
	for _, s := range d.permissions() {
		if !permissionShape.MatchString(s) {
			complain(fieldScopes, "“"+s+"” is no permission: write names such as ReadAccounts, with spaces between.")
		}
	}
	if email := strings.TrimSpace(d.email); email != "" {
		if a, err := mail.ParseAddress(email); err != nil || a.Address != email {
			complain(fieldEmail, "Write an address such as help@example.com.")
		}
	}
	if strings.TrimSpace(d.support) != "" {
		complain(fieldSupport, badURL(d.support, false))
	}
	if strings.TrimSpace(d.tokenURL) != "" {
		complain(fieldTokenURL, badURL(d.tokenURL, false))
	}
	return out
}

// badURL says what is wrong with an address; bare forbids a path.
func badURL(raw string, bare bool) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "":
		return "Write a whole address, such as https://platform.ringcentral.com."
	case u.User != nil:
		return "Leave name and password out of the address."
	case u.Scheme != "https" && !(u.Scheme == "http" && core.IsLoopback(u.Hostname())):
		return "The address must begin with https://."
	case bare && (strings.Trim(u.Path, "/") != "" || u.RawQuery != ""):
		return "Only the server, without anything after its name."
	}
	return ""
}

// permissions are the words of the field, in any separation, once each.
func (d draft) permissions() []string {
	words := strings.FieldsFunc(d.scopes, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' })
	seen := map[string]bool{}
	out := []string{}
	for _, w := range words {
		if !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}

// profile returns what the form says. An app with a token URL of its own needs
// no client secret here: that address adds it.
func (d draft) profile() core.Profile {
	p := core.Profile{
		ID: profile.SuggestID(d.name), Name: strings.TrimSpace(d.name), ClientID: strings.TrimSpace(d.clientID),
		Server: strings.TrimSuffix(strings.TrimSpace(d.server), "/"), Console: core.DefaultConsole,
		Scopes: d.permissions(), SupportEmail: strings.TrimSpace(d.email), SupportURL: strings.TrimSpace(d.support),
		TokenURL: strings.TrimSpace(d.tokenURL), ClientAuth: core.ClientAuthBasic,
	}
	if p.TokenURL != "" {
		p.ClientAuth = core.ClientAuthNone
	}
	return p
}
