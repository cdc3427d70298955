package kore

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// MaxToken is the longest text in bytes that Inspect looks at.
const MaxToken = 64 << 10

// Signature is what Inspect can say of a signature.
type Signature string

// What a signature is worth. Without keys it is not checked.
const (
	SignatureNotChecked Signature = "not-checked"
	SignatureCurrent    Signature = "verified"
	SignaturePrevious   Signature = "verified-previous"
	SignatureMismatch   Signature = "mismatch"
)

// Entry is one entry of a token's header or payload, explained.
type Entry struct {
	Name string `json:"name"`
	// Value is as it stands in the token, as JSON when it is not a text.
	Value string `json:"value"`
	// Meaning is for people; empty for one that Sureline does not know.
	Meaning string `json:"meaning"`
}

// Inspection is what can be read from a token. It holds no token.
type Inspection struct {
	Algorithm string    `json:"algorithm"`
	Encrypted bool      `json:"encrypted"`
	Signature Signature `json:"signature"`
	// Header and Claims are in the order of the token.
	Header []Entry `json:"header"`
	Claims []Entry `json:"claims"`
	// IssuedAt and ExpiresAt are nil where the token does not tell.
	IssuedAt  *time.Time     `json:"issued_at"`
	ExpiresAt *time.Time     `json:"expires_at"`
	Length    int            `json:"length"`
	Findings  []core.Finding `json:"findings"`
}

// Inspect reads a token at the time now, without any network. It takes what the
// service answered ({"jwt":…}) as well. c and k may be nil: then less can be
// said.
func Inspect(text core.Secret, c *Client, k *Keys, now time.Time) Inspection {
	token := clean(text.Reveal())
	i := Inspection{Signature: SignatureNotChecked, Length: len(token), Findings: []core.Finding{}, Header: []Entry{}, Claims: []Entry{}}
	if why := i.read(token); why != "" {
		i.add(finding.NewKoreNotAPass(why))
		return i
	}
	if i.Encrypted {
		i.add(finding.New(finding.KoreEncrypted))
		return i
	}
	in := inspector{Inspection: &i, now: now, all: decodePayload(token)}
	if c != nil {
		filled := c.WithDefaults()
		in.client = &filled
	}
	in.algorithm()
	if k != nil && in.client != nil {
		in.signature(token, *k)
	}
	in.claims()
	in.times()
	return i
}

func (i *Inspection) add(f core.Finding) { i.Findings = append(i.Findings, f) }

// clean takes away what comes along when a token is copied.
func clean(text string) string {
	text = strings.Trim(strings.TrimSpace(text), "\"'`")
	var answer struct {
		JWT string `json:"jwt"`
	}
	if strings.HasPrefix(text, "{") && len(text) <= MaxToken && json.Unmarshal([]byte(text), &answer) == nil {
		text = answer.JWT
	}
	if rest, ok := strings.CutPrefix(text, "Bearer "); ok {
		text = rest
	}
	return strings.Join(strings.Fields(text), "")
}

// read fills what can be read, or says why nothing can.
func (i *Inspection) read(token string) string {
	if token == "" {
		return "it is empty"
	}
	if len(token) > MaxToken {
		return "it is far too long"
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 && len(parts) != 5 {
		return "it does not have three parts with dots between them"
	}
	header, ok := decodeObject(parts[0])
	if !ok {
		return "its first part is damaged"
	}
	i.Header = explain(header, headerMeanings)
	i.Algorithm, _ = lookup(header, "alg").(string)
	if len(parts) == 5 {
		i.Encrypted = true
		return ""
	}
	claims, ok := decodeObject(parts[1])
	if !ok {
		return "its second part is damaged"
	}
	i.Claims = explain(claims, claimMeanings)
	return ""
}

// member is one entry of a JSON object, in its order.
type member struct {
	name  string
	value any
	raw   string
}

func lookup(all []member, name string) any {
	for _, m := range all {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

func decodeObject(segment string) ([]member, bool) {
	data, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(segment, "="))
	if err != nil {
		return nil, false
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, false
	}
	var all []member
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, false
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return nil, false
		}
		number := json.NewDecoder(bytes.NewReader(raw))
		number.UseNumber()
		m := member{raw: string(raw)}
		m.name, _ = name.(string)
		if err := number.Decode(&m.value); err != nil {
			return nil, false
		}
		all = append(all, m)
	}
	_, err = dec.Token()
	return all, err == nil
}

func explain(all []member, meanings map[string]string) []Entry {
	entries := make([]Entry, 0, len(all))
	for _, m := range all {
		value := m.raw
		if text, ok := m.value.(string); ok {
			value = text
		}
		entries = append(entries, Entry{
			Name: finding.Printable(m.name, 80), Value: finding.Printable(value, 500), Meaning: meanings[m.name],
		})
	}
	return entries
}

var headerMeanings = map[string]string{
	"alg": "how it is signed or encrypted",
	"typ": "what it is",
	"kid": "which key was used",
	"enc": "how its content is encrypted",
	"cty": "what its content is",
}

var claimMeanings = map[string]string{
	"iss":             "the client ID of the app",
	"kore_iss":        "the client ID of the app",
	"sub":             "who the person is",
	"kore_sub":        "who the person is",
	"aud":             "for whom it is: Kore.ai's sign-in service",
	"iat":             "when it was made",
	"exp":             "until when it is good",
	"isAnonymous":     "whether the person is an anonymous visitor",
	"jti":             "serial number; each is taken once",
	"kore_jti":        "serial number; each is taken once",
	"identityToMerge": "an earlier identity of the same person",
	PrivateClaims:     "facts about the person, for the bot's dialogs",
	SecureCustomData:  "facts about the person, for the bot's dialogs",
	"appId":           "the client ID, as the webhook channel and the public interface want it, not the chat window",
	"userIdentity":    "who the person is, as the webhook channel wants it",
	"nbf":             "not good before; Kore.ai documents no such claim",
	"kore_aud":        "for whom it is",
}

// signature checks with the client's own algorithm, never with what the token
// names (RFC 8725 section 3.1).
func (in *inspector) signature(token string, k Keys) {
	parser := jwt.NewParser(jwt.WithValidMethods([]string{string(in.client.Algorithm)}), jwt.WithoutClaimsValidation())
	for _, try := range []struct {
		key    key
		result Signature
	}{{k.current, SignatureCurrent}, {k.previous, SignaturePrevious}} {
		if try.key.empty() {
			continue
		}
		_, err := parser.Parse(token, func(*jwt.Token) (any, error) { return try.key.verifying(), nil })
		if err == nil {
			in.Signature = try.result
			in.add(finding.NewKoreSignatureVerified(try.result == SignaturePrevious))
			return
		}
	}
	in.Signature = SignatureMismatch
	in.add(finding.New(finding.KoreSignatureMismatch))
}
