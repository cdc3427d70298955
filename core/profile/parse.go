package profile

import (
	"bytes"
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// The keys of a profile file (docs/profile-file in README.md).
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
	var values map[string]any
	if err := toml.Unmarshal(data, &values); err != nil {
		return core.Profile{}, "", []problem{syntaxProblem(data, err)}
	}
	lines, problems := findKeys(data)
	if needs, _ := values[keyNeeds].(string); tooNew(needs) {
		// What this version does not know is no mistake of the file's.
		return core.Profile{}, "", []problem{newerNeeded(lines[keyNeeds], needs)}
	}
	d := decoder{values: values, lines: lines, problems: problems}
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

// findKeys returns the line of every known key, and a problem for every other.
// Decoding into a struct without fields makes go-toml's strict mode name each
// key with its place.
func findKeys(data []byte) (map[string]int, []problem) {
	err := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().Decode(&struct{}{})
	strict, ok := errors.AsType[*toml.StrictMissingError](err)
	if !ok {
		return nil, nil
	}
	lines := map[string]int{}
	var problems []problem
	for _, e := range strict.Errors {
		line, _ := e.Position()
		key := e.Key()
		if len(key) == 0 {
			continue
		}
		if !slices.Contains(knownKeys, key[0]) {
			problems = append(problems, unknownKey(line, key))
		} else if lines[key[0]] == 0 {
			lines[key[0]] = line
		}
	}
	return lines, problems
}

func unknownKey(line int, key toml.Key) problem {
	reason := "Sureline does not know this key"
	if known := nearest(key[0]); known != "" {
		reason += "; perhaps “" + known + "” is meant"
	}
	return problem{line: line, key: finding.Printable(strings.Join(key, "."), maxKeyShown), reason: reason}
}

// maxKeyShown is how many characters of an unknown key a finding shows.
const maxKeyShown = 40

// syntaxProblem says where the file is not TOML. The message of go-toml is left
// out: it may quote the file, and it speaks to programmers.
func syntaxProblem(data []byte, err error) problem {
	decode, ok := errors.AsType[*toml.DecodeError](err)
	if !ok {
		return problem{line: 1, reason: "it is not written as key = \"value\""}
	}
	line, _ := decode.Position()
	key := keyOfLine(data, line)
	if strings.Contains(decode.Error(), "already") {
		return problem{line: line, key: key, reason: "it stands in the file twice"}
	}
	return problem{line: line, key: key, reason: "it is not written as key = \"value\", with both quotation marks"}
}

// keyOfLine returns the known key with which the line begins, or "". Other
// words are not told: they may be part of a secret.
func keyOfLine(data []byte, line int) string {
	all := bytes.Split(data, []byte("\n"))
	if line < 1 || line > len(all) {
		return ""
	}
	first := strings.TrimFunc(strings.TrimSpace(string(all[line-1])), func(r rune) bool { return strings.ContainsRune("[]\"' \t", r) })
	for _, key := range knownKeys {
		if rest, ok := strings.CutPrefix(first, key); ok && !startsWithKeyRune(rest) {
			return key
		}
	}
	return ""
}

func startsWithKeyRune(s string) bool {
	return s != "" && (s[0] == '_' || s[0] == '-' || s[0] >= '0' && s[0] <= '9' || s[0] >= 'A' && s[0] <= 'Z' || s[0] >= 'a' && s[0] <= 'z')
}

// decoder takes the values of the known keys.
type decoder struct {
	values   map[string]any
	lines    map[string]int
	problems []problem
}

// add notes a problem, unless the key has one already: a second one would only
// follow from the first.
func (d *decoder) add(p problem) {
	p.line = d.lines[p.key]
	for _, q := range d.problems {
		if q.key == p.key || p.line == 0 && strings.HasSuffix(q.reason, "“"+p.key+"” is meant") {
			return
		}
	}
	d.problems = append(d.problems, p)
}

func (d *decoder) text(key string) string {
	value, there := d.values[key]
	text, ok := value.(string)
	if there && !ok {
		d.add(problem{key: key, reason: "it must be a text in quotation marks"})
	}
	return text
}

func (d *decoder) list(key string) []string {
	value, there := d.values[key]
	all, ok := value.([]any)
	if there && !ok {
		d.add(problem{key: key, reason: "it must be a list such as [\"ReadAccounts\", \"ReadCallLog\"]"})
	}
	list := []string{}
	for _, v := range all {
		text, ok := v.(string)
		if !ok {
			d.add(problem{key: key, reason: "every entry must be a text in quotation marks"})
			return []string{}
		}
		list = append(list, text)
	}
	return list
}
