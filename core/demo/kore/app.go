package koredemo

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/sureline/sureline/core"
)

// Algorithms are those that an app can be registered with (Kore.ai, "SDK
// Security", JWT parameters).
var Algorithms = []string{"HS256", "HS512", "RS256", "RS512"}

const minKeyBits = 2048

// App is a JWT app as its administrator has registered it.
type App struct {
	// ClientID is the issuer of the app's JWTs ("cs-…").
	ClientID string
	// Algorithm is fixed at registration: one of Algorithms.
	Algorithm string
	// Secret is the shared secret of HS256 and HS512. Its bytes are the key as
	// they are, though they look like base64.
	Secret core.Secret
	// PublicKey verifies RS256 and RS512; at least 2048 bits.
	PublicKey *rsa.PublicKey
	// BotName (with its case) and BotID ("st-…") are the bot that the app may use.
	BotName, BotID string
	// Anonymous allows users that the platform does not keep.
	Anonymous bool
	// EnforceJTI requires a JWT ID. The rules for one hold without it, too.
	EnforceJTI bool
	// EncryptionKey, when set, makes the app accept encrypted JWTs only; its
	// public half is what the administrator is shown, as key ID EncryptionKeyID.
	EncryptionKey   *rsa.PrivateKey
	EncryptionKeyID string
}

// NewApp returns an app with new IDs and a new secret, HS256, which allows
// anonymous users.
func NewApp() App {
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails (crypto/rand)
	return App{
		ClientID: "cs-" + uuid.NewString(), Algorithm: "HS256",
		Secret:  core.NewSecret(base64.StdEncoding.EncodeToString(secret)),
		BotName: "Acme Support", BotID: "st-" + uuid.NewString(), Anonymous: true,
	}
}

// key returns what verifies the app's signatures.
func (a *App) key() any {
	if a.Algorithm[0] == 'H' {
		return []byte(a.Secret.Reveal())
	}
	return a.PublicKey
}

// problem says what keeps the app from being registered, or nothing.
func (a *App) problem() string {
	switch {
	case a.ClientID == "" || a.BotName == "" || a.BotID == "":
		return "an app needs a client ID, a bot name and a bot ID"
	case !slices.Contains(Algorithms, a.Algorithm):
		return fmt.Sprintf("%q is none of %v", a.Algorithm, Algorithms)
	case a.Algorithm[0] == 'H' && a.Secret.Empty():
		return a.Algorithm + " needs a secret"
	case a.Algorithm[0] == 'R' && (a.PublicKey == nil || a.PublicKey.N.BitLen() < minKeyBits):
		return a.Algorithm + " needs a public key of at least 2048 bits"
	case (a.EncryptionKey == nil) != (a.EncryptionKeyID == ""):
		return "an encryption key needs an ID"
	}
	return ""
}

// registered checks all apps together.
func registered(apps []App) (byID map[string]*App, problem string) {
	byID = make(map[string]*App, len(apps))
	for _, app := range apps {
		if problem := app.problem(); problem != "" {
			return nil, problem
		}
		if byID[app.ClientID] != nil {
			return nil, "two apps have the client ID " + app.ClientID
		}
		byID[app.ClientID] = &app
	}
	return byID, ""
}
