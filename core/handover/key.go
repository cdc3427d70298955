package handover

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"
	"time"

	"filippo.io/age"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// Keygen makes a provider's key: the text of an identity file as age-keygen writes
// it, and the public key for profiles. It is an X25519 key, which every age opens.
// Losing the identity means asking every customer again.
func Keygen(now time.Time) (identity core.Secret, recipient string, err error) {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		return core.Secret{}, "", core.Fail("making the key", finding.New(finding.Internal), err)
	}
	recipient = key.Recipient().String()
	text := "# created: " + now.UTC().Format(time.RFC3339) + "\n# public key: " + recipient + "\n" + key.String() + "\n"
	return core.NewSecret(text), recipient, nil
}

// Identities reads an identity file, such as Keygen and age-keygen write. name is
// what the finding calls the file. The error carries identity-unreadable, and
// nothing of the content.
func Identities(file io.Reader, name string) ([]age.Identity, error) {
	identities, err := age.ParseIdentities(file)
	if err != nil {
		return nil, IdentityUnreadable(name)
	}
	return identities, nil
}

// IdentityUnreadable is the error for an identity file that cannot be used.
func IdentityUnreadable(name string) error {
	return core.Fail("reading the identity file", finding.NewIdentityUnreadable(name), nil)
}

// Fingerprint returns 20 hexadecimal digits of the SHA-256 of a public key, in
// groups of four: what two people compare over the telephone. It is empty for no
// key.
func Fingerprint(recipient string) string {
	if recipient == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(recipient))
	digits := hex.EncodeToString(sum[:10])
	groups := make([]string, 0, 5)
	for ; digits != ""; digits = digits[4:] {
		groups = append(groups, digits[:4])
	}
	return strings.Join(groups, " ")
}
