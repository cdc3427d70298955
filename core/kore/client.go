package kore

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/sureline/sureline/core/text"
)

// Algorithm is how a client's tokens are signed. The platform fixes it when the
// app is registered, so it is never taken from a request or a token.
type Algorithm string

// The algorithms that the platform lists (Kore.ai docs, "SDK Security").
const (
	HS256 Algorithm = "HS256"
	HS512 Algorithm = "HS512"
	RS256 Algorithm = "RS256"
	RS512 Algorithm = "RS512"
)

// Algorithms are all that the platform lists, the usual one first.
func Algorithms() []Algorithm { return []Algorithm{HS256, HS512, RS256, RS512} }

// Symmetric reports whether the client secret signs, not a private key.
func (a Algorithm) Symmetric() bool { return a == HS256 || a == HS512 }

// Known reports whether the platform lists the algorithm.
func (a Algorithm) Known() bool { return slices.Contains(Algorithms(), a) }

// Policy says who may ask for a token of which person. It is the service's real
// security boundary: the platform believes whatever the secret signs.
type Policy string

const (
	// PolicyAnonymous signs only for fresh anonymous visitors; the service makes
	// the identity, and whatever the request names is ignored.
	PolicyAnonymous Policy = "anonymous"
	// PolicyList signs for the identities in a fixed list.
	PolicyList Policy = "list"
	// PolicySession takes the identity from a verified ID token or signed
	// session; whatever the request names is ignored.
	PolicySession Policy = "session"
	// PolicyAny signs for everybody that a request names; on loopback only.
	PolicyAny Policy = "any"
)

// Policies are all policies, the safest first.
func Policies() []Policy { return []Policy{PolicyAnonymous, PolicySession, PolicyList, PolicyAny} }

// Defaults and limits. The platform documents no maximum lifetime without a
// jti; with one it is an hour, which Sureline keeps for all.
const (
	DefaultAudience = "https://idproxy.kore.com/authorize"
	DefaultHost     = "platform.kore.ai"
	DefaultLifetime = 120 * time.Second
	MinLifetime     = 30 * time.Second
	MaxLifetime     = time.Hour

	// PlaceholderClientID is what the SDK sends when the page names no client.
	PlaceholderClientID = "PLEASE_ENTER_CLIENT_ID"
)

// Host is a preset of the platform's host. Region is the key of its region in
// core/text.
type Host struct{ Name, Region string }

// Hosts are the hosts found in Kore.ai's documents and clients. None is complete
// or current by promise, so the host is always a free field too.
func Hosts() []Host {
	return []Host{
		{"platform.kore.ai", "kore.region.us"},
		{"bots.kore.ai", "kore.region.us_older"},
		{"de-platform.kore.ai", "kore.region.de"},
		{"eu-platform.kore.ai", "kore.region.eu"},
		{"jp-platform.kore.ai", "kore.region.jp"},
		{"eu-bots.kore.ai", "kore.region.eu_older"},
		{"de-bots.kore.ai", "kore.region.de_older"},
		{"jp-bots.kore.ai", "kore.region.jp_older"},
	}
}

// Source says where a secret or a private key lies. At most one field is set;
// the secret itself is never in it.
type Source struct {
	// Keychain is the name of an item under SecretItem.
	Keychain string `json:"keychain,omitempty"`
	// File is a path; only its owner may read the file.
	File string `json:"file,omitempty"`
	// Env is the name of an environment variable.
	Env string `json:"env,omitempty"`
}

// IsZero reports that no place is named.
func (s Source) IsZero() bool { return s == Source{} }

// Place names the place for people, such as "file /etc/x". A secret without a
// place was typed or came on standard input.
func (s Source) Place() text.Sentence {
	switch {
	case s.Keychain != "":
		return text.Say("kore_place.keychain", text.Slots{"name": s.Keychain})
	case s.File != "":
		return text.Say("kore_place.file", text.Slots{"name": s.File})
	case s.Env != "":
		return text.Say("kore_place.env", text.Slots{"name": s.Env})
	}
	return text.Say("kore_place.entered")
}

// SecretItem names the keychain item that a Source with the name stands for.
func SecretItem(name string) string { return "kore/" + name }

// PreviousSource is the keychain item in which Sureline keeps the secret that a
// client had before the last change. No client ID has a tilde, so the item is
// nobody else's.
func PreviousSource(clientID string) Source { return Source{Keychain: clientID + "~previous"} }

// Client is one JWT app of the platform, and what the service may sign for it.
// It holds no secret.
type Client struct {
	// ClientID is the "cs-…" of JWT App Details; it becomes the issuer.
	ClientID  string    `json:"client_id"`
	Name      string    `json:"name"`
	Algorithm Algorithm `json:"algorithm"`
	// Secret is the client secret (HS*) or the private key in PEM (RS*).
	Secret Source `json:"secret"`
	// Previous is the one before a rotation: what it signed still verifies.
	Previous Source `json:"previous"`
	// Lifetime is from MinLifetime to MaxLifetime.
	Lifetime time.Duration `json:"lifetime"`
	Audience string        `json:"audience"`
	// JTI adds a fresh random jti to each token.
	JTI bool `json:"jti"`

	Policy Policy `json:"policy"`
	// Identities are those of PolicyList, compared exactly.
	Identities []string `json:"identities,omitempty"`
	// Session is for PolicySession.
	Session *Session `json:"session,omitempty"`
	// AnonymousToo lets PolicyList and PolicySession sign for anonymous visitors
	// as well, under an identity that the service makes.
	AnonymousToo bool `json:"anonymous_too"`
	// Merge lets a request name an earlier anonymous identity (identityToMerge).
	// It must be one that this service made, except under PolicyAny.
	Merge bool `json:"merge"`
	// PrivateFromRequest and PrivateFromSession are the names that may go into
	// the private claims, and from where. PrivateAs is the claim's own name.
	PrivateFromRequest []string `json:"private_from_request,omitempty"`
	PrivateFromSession []string `json:"private_from_session,omitempty"`
	PrivateAs          string   `json:"private_as"`

	// Origins are the exact web origins that may ask, such as
	// "https://www.example.com".
	Origins []string `json:"origins"`
	// WithoutOrigin also answers requests that name no origin, as mobile apps
	// and servers send them. On loopback they are always answered.
	WithoutOrigin bool `json:"without_origin"`

	Encryption *Encryption `json:"encryption,omitempty"`

	// BotName (case-sensitive), BotID ("st-…") and Host are for the live check.
	BotName string `json:"bot_name"`
	BotID   string `json:"bot_id"`
	Host    string `json:"host"`
}

// The names that the platform reads private claims under.
const (
	PrivateClaims    = "privateClaims"
	SecureCustomData = "secureCustomData"
)

// Session says which signed statements about a person the service believes.
type Session struct {
	// Issuer and Audience must match; neither may be empty.
	Issuer   string `json:"issuer"`
	Audience string `json:"audience"`
	// JWKSURL is where the issuer's public keys are; empty means that the
	// issuer's discovery document tells.
	JWKSURL string `json:"jwks_url"`
	// Claim holds the identity; "sub" when empty.
	Claim string `json:"claim"`
	// Cookie, when set, names a cookie that may carry the ID token. The
	// Authorization header is always read.
	Cookie string `json:"cookie"`
	// CAFile is a file of further CA certificates for the secure connection.
	CAFile string `json:"ca_file"`
}

// Encryption wraps the signed token in a JWE for the platform's public key.
type Encryption struct {
	// KeyFile holds the platform's public RSA key as PEM or JWK.
	KeyFile string `json:"key_file"`
	KeyID   string `json:"key_id"`
	// Algorithm is RSA-OAEP (default) or RSA1_5; Content is A256GCM (default),
	// A128GCM or A128CBC-HS256.
	Algorithm string `json:"algorithm"`
	Content   string `json:"content"`
}

// KeyAlgorithms and ContentAlgorithms are what the platform lists for
// encryption, the default first.
func KeyAlgorithms() []string     { return []string{"RSA-OAEP", "RSA1_5"} }
func ContentAlgorithms() []string { return []string{"A256GCM", "A128GCM", "A128CBC-HS256"} }

// WithDefaults returns the client with the empty settings filled that have a
// default. Policy, algorithm of a key and secret have none.
func (c Client) WithDefaults() Client {
	set := func(field *string, value string) {
		if *field == "" {
			*field = value
		}
	}
	set(&c.Name, c.ClientID)
	set(&c.Audience, DefaultAudience)
	set(&c.Host, DefaultHost)
	set(&c.PrivateAs, PrivateClaims)
	if c.Algorithm == "" {
		c.Algorithm = HS256
	}
	if c.Lifetime == 0 {
		c.Lifetime = DefaultLifetime
	}
	if c.Session != nil {
		s := *c.Session
		set(&s.Claim, "sub")
		c.Session = &s
	}
	if c.Encryption != nil {
		e := *c.Encryption
		set(&e.Algorithm, KeyAlgorithms()[0])
		set(&e.Content, ContentAlgorithms()[0])
		c.Encryption = &e
	}
	return c
}

// AllowsOrigin reports whether a page of the origin may ask for this client.
// "null" and the empty origin never match.
func (c Client) AllowsOrigin(origin string) bool {
	return origin != "" && origin != "null" && slices.Contains(c.Origins, origin)
}

var (
	clientIDShape = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$`)
	botIDShape    = regexp.MustCompile(`^st-[A-Za-z0-9-]{1,80}$`)
	nameShape     = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.:/-]{0,63}$`)
)

// unsafeNames are what a program in JavaScript may trip over when it copies an
// object (prototype pollution); the platform is one.
var unsafeNames = []string{"__proto__", "constructor", "prototype"}

// UnsafeName reports whether an object must not have a member of this name.
func UnsafeName(name string) bool {
	return slices.Contains(unsafeNames, strings.TrimSpace(name))
}
