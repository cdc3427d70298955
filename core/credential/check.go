// Package credential owns the check of what a user pasted: it finds the
// credential in the text, cleans it, reads it, and says everything that is
// wrong with it. It is pure: no network, no files, no clock of its own.
//
// It imports core, core/finding and golang-jwt.
package credential

import (
	"time"

	"github.com/sureline/sureline/core"
)

// MaxText is the longest text, in bytes, that Check looks at. A longer one is
// too-large, whatever it holds.
const MaxText = 16 << 10

// Options say what a credential is checked against.
type Options struct {
	// Profile tells the platform that the credential must be made for. With an
	// empty Server any of RingCentral's environments will do.
	Profile core.Profile
	// Now is this computer's time; dates in texts are shown in its location.
	Now time.Time
	// ClientSecret is the app's, so that it is recognised when it was pasted in
	// place of a credential. It may be empty.
	ClientSecret core.Secret
	// Known returns the name of the connection that already uses the credential
	// with this fingerprint. It may be nil.
	Known func(fingerprint string) (connectionName string, ok bool)
}

// Check finds the credential in the text, cleans it, and reports everything
// that is wrong with it, the most useful first. It never fails and never
// sends anything; its findings hold no part of the pasted text but names read
// from the credential (issuer, algorithm). Safe for concurrent use.
func Check(text string, o Options) core.Check {
	return core.Check{}
}

// Plausible reports whether a text from the clipboard looks as if it holds a
// credential.
func Plausible(text string) bool { return false }
