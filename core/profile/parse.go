package profile

import (
	"cmp"
	"slices"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/internal/tomlfile"
)

// The keys of a profile file (docs/providers.md).
const (
	keyID           = "id"
	keyName         = "name"
	keyClientID     = "client_id"
	keyServer       = "server"
	keyConsole      = "console"
	keyScopes       = "scopes"
	keySupportEmail = "support_email"
	keySupportURL   = "support_url"
	keyTokenURL     = "token_url"
	keyClientAuth   = "client_auth"
	keyClientSecret = "client_secret"
	keyConnectVia   = "connect_via"
	keyRecipient    = "handover_recipient"
	keyHandoverURL  = "handover_url"
	keyInvite       = "invite"
	keyNeeds        = "needs"
)

var knownKeys = []string{
	keyID, keyName, keyClientID, keyServer, keyConsole, keyScopes,
	keySupportEmail, keySupportURL, keyTokenURL, keyClientAuth, keyClientSecret,
	keyConnectVia, keyRecipient, keyHandoverURL, keyInvite, keyNeeds,
}

// parse returns the profile, the client secret, and everything that is wrong.
func parse(data []byte) (core.Profile, string, []problem) {
	file, syntax := tomlfile.Read(data, knownKeys)
	if syntax != nil {
		return core.Profile{}, "", []problem{{line: syntax.Line, key: syntax.Key, reason: syntax.Reason}}
	}
	if needs, _ := file.Values[keyNeeds].(string); tooNew(needs) {
		// What this version does not know is no mistake of the file's.
		return core.Profile{}, "", []problem{newerNeeded(file.Line(keyNeeds), needs)}
	}
	d := decoder{file: file}
	for _, key := range file.Keys {
		if key.Unknown.Key != "" {
			d.problems = append(d.problems, problem{line: key.Line, key: key.Shown(), reason: key.Unknown, meant: key.Meant})
		}
	}
	p := core.Profile{
		ID: d.text(keyID), Name: d.text(keyName), ClientID: d.text(keyClientID),
		Server: d.text(keyServer), Console: d.text(keyConsole), Scopes: d.list(keyScopes),
		SupportEmail: d.text(keySupportEmail), SupportURL: d.text(keySupportURL),
		TokenURL: d.text(keyTokenURL), ClientAuth: core.ClientAuth(d.text(keyClientAuth)),
		ConnectVia: core.ConnectVia(d.text(keyConnectVia)), HandoverRecipient: d.text(keyRecipient),
		HandoverURL: d.text(keyHandoverURL), Invite: d.text(keyInvite), Needs: d.text(keyNeeds),
	}
	secret := d.text(keyClientSecret)
	p = withDefaults(p)
	for _, found := range check(p, secret) {
		d.add(found)
	}
	slices.SortStableFunc(d.problems, byLine)
	return p, secret, d.problems
}

func byLine(a, b problem) int {
	if (a.line == 0) != (b.line == 0) {
		return cmp.Compare(b.line, a.line)
	}
	return cmp.Compare(a.line, b.line)
}

// decoder takes the values of the known keys.
type decoder struct {
	file     tomlfile.File
	problems []problem
}

// add notes a problem, unless the key has one already: a second one would only
// follow from the first.
func (d *decoder) add(p problem) {
	p.line = d.file.Line(p.key)
	for _, q := range d.problems {
		if q.key == p.key || p.line == 0 && q.meant == p.key {
			return
		}
	}
	d.problems = append(d.problems, p)
}

func (d *decoder) text(key string) string {
	value, there := d.file.Values[key]
	text, ok := value.(string)
	if there && !ok {
		d.add(problem{key: key, reason: why("reason.text")})
	}
	return text
}

func (d *decoder) list(key string) []string {
	value, there := d.file.Values[key]
	all, ok := value.([]any)
	if there && !ok {
		d.add(problem{key: key, reason: why("reason.list")})
	}
	list := []string{}
	for _, v := range all {
		text, ok := v.(string)
		if !ok {
			d.add(problem{key: key, reason: why("reason.list_of_texts")})
			return []string{}
		}
		list = append(list, text)
	}
	return list
}
