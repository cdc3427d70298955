package kore

import (
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	corekore "github.com/sureline/sureline/core/kore"
)

// The fields of the form, by their keys in the file of clients.
const (
	fieldName       = "name"
	fieldClientID   = "client_id"
	fieldSecret     = "secret"
	fieldKey        = "key"
	fieldBotName    = "bot_name"
	fieldBotID      = "bot_id"
	fieldHost       = "host"
	fieldPolicy     = "identity"
	fieldIdentities = "identities"
	fieldIssuer     = "session.issuer"
	fieldAudience   = "session.audience"
	fieldOrigins    = "origins"
	fieldLifetime   = "lifetime"

	fieldFromRequest = "private_claims_from_request"
	fieldFromSession = "private_claims_from_session"
	fieldKeyFile     = "encryption.key_file"
	fieldKeyID       = "encryption.key_id"
)

// complaints are the keys of what is said when core finds a field wrong.
var complaints = map[string]string{
	fieldName: "kore.form.name_wrong", fieldClientID: "kore.form.id_wrong", fieldBotID: "kore.form.bot_id_wrong", fieldHost: "kore.form.host_wrong",
	fieldIdentities: "kore.form.people_wrong", fieldIssuer: "kore.form.issuer_wrong", fieldAudience: "kore.form.audience_wrong",
	fieldOrigins: "kore.form.origins_wrong", fieldLifetime: "kore.form.lifetime_wrong", fieldPolicy: "kore.form.rule_missing",
	fieldFromRequest: "kore.form.claims_wrong", fieldFromSession: "kore.form.claims_wrong", fieldKeyFile: "kore.form.key_file_missing",
}

// choices are what the lists of the form hold.
type choices struct {
	algorithm corekore.Algorithm
	policy    corekore.Policy
	jti       bool
	privateAs string
	encrypted bool
	// wrap and content are how key and content are encrypted.
	wrap, content string
	// keepPrevious: a new secret does not make the old one unknown.
	keepPrevious bool
}

// draft is what the form holds, less the secret. Text is by field.
type draft struct {
	choices
	text map[string]string
	// newSecret is true when one was typed or chosen, hasSecret also when one is
	// kept already.
	newSecret, hasSecret bool
}

// draftOf fills the form with a client; the zero one gives a new form.
func draftOf(c corekore.Client) draft {
	name := c.Name
	if name == c.ClientID {
		name = ""
	}
	c = c.WithDefaults()
	d := draft{
		choices: choices{
			algorithm: c.Algorithm, policy: c.Policy, jti: c.JTI, privateAs: c.PrivateAs, keepPrevious: !c.Previous.IsZero(),
			wrap: corekore.KeyAlgorithms()[0], content: corekore.ContentAlgorithms()[0],
		},
		text: map[string]string{
			fieldName: name, fieldClientID: c.ClientID, fieldBotName: c.BotName, fieldBotID: c.BotID, fieldHost: c.Host,
			fieldIdentities: strings.Join(c.Identities, " "), fieldOrigins: strings.Join(c.Origins, " "),
			fieldLifetime:    strconv.Itoa(int(c.Lifetime / time.Second)),
			fieldFromRequest: strings.Join(c.PrivateFromRequest, " "), fieldFromSession: strings.Join(c.PrivateFromSession, " "),
		},
		hasSecret: !c.Secret.IsZero(),
	}
	if s := c.Session; s != nil {
		d.text[fieldIssuer], d.text[fieldAudience] = s.Issuer, s.Audience
	}
	if e := c.Encryption; e != nil {
		d.encrypted, d.wrap, d.content = true, e.Algorithm, e.Content
		d.text[fieldKeyFile], d.text[fieldKeyID] = e.KeyFile, e.KeyID
	}
	return d
}

// trimmed is the text of a field without the space around it.
func (d draft) trimmed(field string) string { return strings.TrimSpace(d.text[field]) }

// differs reports whether somebody changed something; an empty field is as good
// as none.
func (d draft) differs(from draft) bool {
	return d.choices != from.choices || !maps.Equal(filled(d.text), filled(from.text))
}

func filled(text map[string]string) map[string]string {
	out := maps.Clone(text)
	maps.DeleteFunc(out, func(_, v string) bool { return v == "" })
	return out
}

// advanced reports whether the draft holds something that most apps do not need.
func (d draft) advanced() bool {
	return d.keepPrevious || d.encrypted || d.text[fieldFromRequest] != "" || d.text[fieldFromSession] != "" || d.privateAs != corekore.PrivateClaims
}

// client returns what the form says. What the form does not show stays as it is
// in base.
func (d draft) client(base corekore.Client) corekore.Client {
	c := base
	c.ClientID, c.Name = d.trimmed(fieldClientID), d.trimmed(fieldName)
	c.Algorithm, c.Policy, c.JTI = d.algorithm, d.policy, d.jti
	c.BotName, c.BotID, c.Host = d.trimmed(fieldBotName), d.trimmed(fieldBotID), d.trimmed(fieldHost)
	c.Origins = split(d.text[fieldOrigins])
	for i, origin := range c.Origins {
		c.Origins[i] = strings.TrimSuffix(origin, "/") // as an address line shows it
	}
	c.PrivateFromRequest, c.PrivateAs = split(d.text[fieldFromRequest]), d.privateAs
	c.Encryption = nil
	if d.encrypted {
		c.Encryption = &corekore.Encryption{KeyFile: d.trimmed(fieldKeyFile), KeyID: d.trimmed(fieldKeyID), Algorithm: d.wrap, Content: d.content}
	}
	c.Previous = d.previous(base)
	c.Identities = nil
	if d.policy == corekore.PolicyList {
		c.Identities = split(d.text[fieldIdentities])
	}
	c.Session, c.PrivateFromSession = nil, nil
	if d.policy == corekore.PolicySession {
		session := corekore.Session{}
		if base.Session != nil {
			session = *base.Session
		}
		session.Issuer, session.Audience = d.trimmed(fieldIssuer), d.trimmed(fieldAudience)
		c.Session, c.PrivateFromSession = &session, split(d.text[fieldFromSession])
	}
	seconds, err := strconv.Atoi(d.trimmed(fieldLifetime))
	if c.Lifetime = time.Duration(seconds) * time.Second; err != nil || seconds <= 0 || seconds > int(corekore.MaxLifetime/time.Second) {
		c.Lifetime = -1 // which Check refuses
	}
	return c
}

// previous returns where the secret before lies. A secret that signs in another
// way is of no use to what comes after it.
func (d draft) previous(base corekore.Client) corekore.Source {
	switch {
	case !d.keepPrevious || base.Secret.IsZero() || base.WithDefaults().Algorithm.Symmetric() != d.algorithm.Symmetric():
		return corekore.Source{}
	case d.newSecret && base.Secret.Keychain != "":
		return corekore.PreviousSource(base.ClientID)
	case d.newSecret:
		return base.Secret
	}
	return base.Previous
}

// problems returns the keys of what is wrong, by field. Others are the clients
// that there are beside base.
func (d draft) problems(base corekore.Client, others []corekore.Client) map[string]string {
	out := map[string]string{}
	for _, p := range d.client(base).WithDefaults().Check() {
		// What the form does not show is told when the client is saved.
		if complaint, shown := complaints[p.Key]; shown {
			out[p.Key] = complaint
		}
	}
	id := d.trimmed(fieldClientID)
	switch {
	case id == "":
		out[fieldClientID] = "kore.form.id_missing"
	case id != base.ClientID && slices.ContainsFunc(others, func(c corekore.Client) bool { return c.ClientID == id }):
		out[fieldClientID] = "kore.form.id_taken"
	}
	file, kept := d.trimmed(fieldKeyFile), ""
	if base.Encryption != nil {
		kept = base.Encryption.KeyFile
	}
	if d.encrypted && file != "" && file != kept && !filepath.IsAbs(file) {
		out[fieldKeyFile] = "kore.form.key_file_relative"
	}
	switch {
	case d.hasSecret:
	case d.algorithm.Symmetric():
		out[fieldSecret] = "kore.form.secret_missing"
	default:
		out[fieldKey] = "kore.form.key_missing"
	}
	return out
}

// split splits at white space, commas and semicolons.
func split(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' })
}
