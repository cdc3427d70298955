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
	"github.com/sureline/sureline/core/text"
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
	// Meaning is for people, in English; MeaningKey is its key in core/text. Both are
	// empty for an entry that Sureline does not know.
	Meaning    string `json:"meaning"`
	MeaningKey string `json:"-"`
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
func Inspect(given core.Secret, c *Client, k *Keys, now time.Time) Inspection {
	token := clean(given.Reveal())
	i := Inspection{Signature: SignatureNotChecked, Length: len(token), Findings: []core.Finding{}, Header: []Entry{}, Claims: []Entry{}}
	if why := i.read(token); !why.Empty() {
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
func (i *Inspection) read(token string) text.Sentence {
	if token == "" {
		return text.Say("reason.empty")
	}
	if len(token) > MaxToken {
		return text.Say("reason.kore.token_long")
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 && len(parts) != 5 {
		return text.Say("reason.kore.token_parts")
	}
	header, ok := decodeObject(parts[0])
	if !ok {
		return text.Say("reason.kore.token_first")
	}
	i.Header = explain(header, headerMeanings)
	i.Algorithm, _ = lookup(header, "alg").(string)
	if len(parts) == 5 {
		i.Encrypted = true
		return text.Sentence{}
	}
	claims, ok := decodeObject(parts[1])
	if !ok {
		return text.Say("reason.kore.token_second")
	}
	i.Claims = explain(claims, claimMeanings)
	return text.Sentence{}
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
		if written, ok := m.value.(string); ok {
			value = written
		}
		e := Entry{Name: finding.Printable(m.name, 80), Value: finding.Printable(value, 500), MeaningKey: meanings[m.name]}
		if e.MeaningKey != "" {
			e.Meaning = text.English().Text(e.MeaningKey, nil)
		}
		entries = append(entries, e)
	}
	return entries
}

// headerMeanings and claimMeanings are the keys of what an entry is, by its name.
var headerMeanings = map[string]string{
	"alg": "kore.claim.alg",
	"typ": "kore.claim.typ",
	"kid": "kore.claim.kid",
	"enc": "kore.claim.enc",
	"cty": "kore.claim.cty",
}

var claimMeanings = map[string]string{
	"iss":             "kore.claim.iss",
	"kore_iss":        "kore.claim.iss",
	"sub":             "kore.claim.sub",
	"kore_sub":        "kore.claim.sub",
	"aud":             "kore.claim.aud",
	"iat":             "kore.claim.iat",
	"exp":             "kore.claim.exp",
	"isAnonymous":     "kore.claim.anonymous",
	"jti":             "kore.claim.jti",
	"kore_jti":        "kore.claim.jti",
	"identityToMerge": "kore.claim.merge",
	PrivateClaims:     "kore.claim.private",
	SecureCustomData:  "kore.claim.private",
	"appId":           "kore.claim.app_id",
	"userIdentity":    "kore.claim.user",
	"nbf":             "kore.claim.nbf",
	"kore_aud":        "kore.claim.kore_aud",
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
