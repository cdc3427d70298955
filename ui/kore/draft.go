package kore

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	corekore "github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/ui/parts"
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
)

// draft is what the form holds, less the secret.
type draft struct {
	name, clientID, botName, botID, host string
	identities, issuer, audience         string
	origins, lifetime                    string
	algorithm                            corekore.Algorithm
	policy                               corekore.Policy
	jti                                  bool
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
		c.Session = &session
	}
	seconds, err := strconv.Atoi(strings.TrimSpace(d.lifetime))
	if c.Lifetime = time.Duration(seconds) * time.Second; err != nil || seconds <= 0 || seconds > int(corekore.MaxLifetime/time.Second) {
		c.Lifetime = -1 // which Check refuses
	}
	return c
}

// problems returns what is wrong, by field, in core's words.
func (d draft) problems(base corekore.Client) map[string]string {
	out := map[string]string{}
	for _, p := range d.client(base).WithDefaults().Check() {
		if out[p.Key] == "" {
			out[p.Key] = parts.Sentence(p.Reason)
		}
	}
	if d.policy == "" {
		out[fieldPolicy] = "Choose one: whoever may ask for a pass of somebody can chat as that person."
	}
	if out[fieldLifetime] != "" {
		out[fieldLifetime] = "Write a whole number of seconds, from 30 to 3600."
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

// words splits at white space, commas and semicolons.
func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' })
}
