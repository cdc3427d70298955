package kore

import (
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode"

	corekore "github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/ui/widgets"
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

// draft is what the form holds, less the secret.
type draft struct {
	name, clientID, botName, botID, host string
	identities, issuer, audience         string
	origins, lifetime                    string
	algorithm                            corekore.Algorithm
	policy                               corekore.Policy
	jti                                  bool
	// fromRequest and fromSession are names of private claims.
	fromRequest, fromSession, privateAs string
	encrypted                           bool
	keyFile, keyID, wrap, content       string
	// keepPrevious: a new secret does not make the old one unknown.
	keepPrevious bool
	// newSecret is true when one was typed or chosen.
	newSecret bool
	// hasSecret is true when one was typed or chosen, or is kept already.
	hasSecret bool
}

// draftOf fills the form with a client; the zero one gives a new form.
func draftOf(c corekore.Client) draft {
	policy := c.Policy
	c = c.WithDefaults()
	d := draft{
		name: c.Name, clientID: c.ClientID, botName: c.BotName, botID: c.BotID, host: c.Host, identities: strings.Join(c.Identities, " "),
		origins: strings.Join(c.Origins, " "), lifetime: strconv.Itoa(int(c.Lifetime / time.Second)),
		algorithm: c.Algorithm, policy: policy, jti: c.JTI, hasSecret: !c.Secret.IsZero(),
	}
	if c.Session != nil {
		d.issuer, d.audience = c.Session.Issuer, c.Session.Audience
	}
	d.fromRequest, d.fromSession, d.privateAs = strings.Join(c.PrivateFromRequest, " "), strings.Join(c.PrivateFromSession, " "), c.PrivateAs
	d.keepPrevious = !c.Previous.IsZero()
	d.wrap, d.content = corekore.KeyAlgorithms()[0], corekore.ContentAlgorithms()[0]
	if e := c.Encryption; e != nil {
		d.encrypted, d.keyFile, d.keyID, d.wrap, d.content = true, e.KeyFile, e.KeyID, e.Algorithm, e.Content
	}
	return d
}

// client returns what the form says. What the form does not show stays as it is
// in base.
func (d draft) client(base corekore.Client) corekore.Client {
	c := base
	c.ClientID, c.Name = strings.TrimSpace(d.clientID), strings.TrimSpace(d.name)
	c.Algorithm, c.Policy, c.JTI = d.algorithm, d.policy, d.jti
	c.BotName, c.BotID, c.Host = strings.TrimSpace(d.botName), strings.TrimSpace(d.botID), strings.TrimSpace(d.host)
	c.Origins = words(d.origins)
	for i, origin := range c.Origins {
		c.Origins[i] = strings.TrimSuffix(origin, "/") // as an address line shows it
	}
	c.PrivateFromRequest, c.PrivateAs = words(d.fromRequest), d.privateAs
	c.Encryption = nil
	if d.encrypted {
		c.Encryption = &corekore.Encryption{KeyFile: strings.TrimSpace(d.keyFile), KeyID: strings.TrimSpace(d.keyID), Algorithm: d.wrap, Content: d.content}
	}
	c.Previous = d.previous(base)
	c.Identities = nil
	if d.policy == corekore.PolicyList {
		c.Identities = words(d.identities)
	}
	switch {
	case d.policy != corekore.PolicySession:
		c.Session, c.PrivateFromSession = nil, nil
	default:
		session := corekore.Session{}
		if base.Session != nil {
			session = *base.Session
		}
		session.Issuer, session.Audience = strings.TrimSpace(d.issuer), strings.TrimSpace(d.audience)
		c.Session, c.PrivateFromSession = &session, words(d.fromSession)
	}
	seconds, err := strconv.Atoi(strings.TrimSpace(d.lifetime))
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

// problems returns what is wrong, by field, in core's words.
func (d draft) problems(base corekore.Client) map[string]string {
	out := map[string]string{}
	for _, p := range d.client(base).WithDefaults().Check() {
		if out[p.Key] == "" {
			out[p.Key] = widgets.Sentence(p.Reason)
		}
	}
	if d.policy == "" {
		out[fieldPolicy] = "Choose one: whoever may ask for a pass of somebody can chat as that person."
	}
	if out[fieldLifetime] != "" {
		out[fieldLifetime] = "Write a whole number of seconds, from 30 to 3600."
	}
	if file := strings.TrimSpace(d.keyFile); d.encrypted && file != "" && file != keyFileOf(base) && !filepath.IsAbs(file) {
		out[fieldKeyFile] = "Choose it with the button, or write its whole path."
	}
	if !d.hasSecret {
		out[fieldSecret] = "It is needed to sign: copy it from “JWT App Details” of the bot."
		if !d.algorithm.Symmetric() {
			delete(out, fieldSecret)
			out[fieldKey] = "It is needed to sign: choose the file whose public half you gave to Kore.ai."
		}
	}
	return out
}

func keyFileOf(c corekore.Client) string {
	if c.Encryption == nil {
		return ""
	}
	return c.Encryption.KeyFile
}

// words splits at white space, commas and semicolons.
func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' })
}
