package profiles

import (
	"slices"
	"strings"
	"unicode"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/profile"
	"github.com/sureline/sureline/ui/lang"
)

// draft is what the form holds.
type draft struct {
	name, clientID, server, scopes, email, support, tokenURL string
	// recipient and handoverURL count unless the app is used here.
	via                    core.ConnectVia
	recipient, handoverURL string
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
	// The next two show only where something is handed over.
	fieldRecipient   = "handover_recipient"
	fieldHandoverURL = "handover_url"
)

// problems returns what is wrong, by field, in the language in force. What core
// says of a profile counts; only for what is still missing the form has better
// words.
func (d draft) problems() map[string]string {
	out := map[string]string{}
	for _, f := range profile.Validate(d.profile()) {
		if key := f.Detail["key"]; out[key] == "" {
			out[key] = wrong(f)
		}
	}
	if strings.TrimSpace(d.name) == "" {
		out[fieldName] = lang.T("maker.name_missing")
	}
	if strings.TrimSpace(d.clientID) == "" {
		out[fieldClientID] = lang.T("maker.client_id_missing")
	}
	if d.handsOver() && strings.TrimSpace(d.recipient) == "" {
		out[fieldRecipient] = lang.T("maker.handover.key_missing")
	}
	delete(out, "id") // it is made from the name
	return out
}

// handsOver reports whether customers hand their credential over.
func (d draft) handsOver() bool { return d.via == core.ConnectSealed || d.via == core.ConnectHub }

// unlisted returns the permissions that RingCentral's guide does not name: slips,
// more often than not.
func (d draft) unlisted() []string {
	var out []string
	for _, name := range d.permissions() {
		if !slices.ContainsFunc(profile.Permissions, func(p profile.Permission) bool { return p.Name == name }) {
			out = append(out, name)
		}
	}
	return out
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
	if d.handsOver() {
		p.ConnectVia, p.HandoverRecipient, p.HandoverURL = d.via, strings.TrimSpace(d.recipient), strings.TrimSpace(d.handoverURL)
	}
	return p
}
