package core

import (
	"context"
	"time"
)

// Every method of a port returns an error that carries a finding (FindingOf),
// stops when the context ends, and may be called from several goroutines.

// Keychain keeps secrets in the operating system's keychain.
type Keychain interface {
	// Name is how the user knows it, with article: "the Windows Credential
	// Manager".
	Name() string
	// Get returns the secret, or keychain-item-missing.
	Get(ctx context.Context, item string) (Secret, error)
	// Set stores or replaces the secret. A failed Set leaves the old one.
	Set(ctx context.Context, item string, secret Secret) error
	// Delete removes the item; it is no error if there is none.
	Delete(ctx context.Context, item string) error
	// List returns the names of all items, sorted; ok is false where the
	// operating system has no way to ask for them.
	List(ctx context.Context) (items []string, ok bool, err error)
	// Probe writes, reads and deletes an item that holds no secret.
	Probe(ctx context.Context) error
}

// CredentialItem names the keychain item of a connection's credential.
func CredentialItem(connectionID string) string { return "credential/" + connectionID }

// ClientSecretItem names the keychain item of a profile's client secret.
func ClientSecretItem(profileID string) string { return "client-secret/" + profileID }

// AccessTokenItem names the keychain item of a connection's access token, which
// all Surelines of the user share until it ends.
func AccessTokenItem(connectionID string) string { return "access-token/" + connectionID }

// Store keeps what is known of profiles and connections. It never sees a
// secret. Lookups of what is not there return ErrNotFound (not a finding).
type Store interface {
	Profiles(ctx context.Context) ([]Profile, error)
	Profile(ctx context.Context, id string) (Profile, error)

	// Connections are sorted by name.
	Connections(ctx context.Context) ([]Connection, error)
	Connection(ctx context.Context, id string) (Connection, error)

	// Verifications returns the newest first, at most limit.
	Verifications(ctx context.Context, connectionID string, limit int) ([]Verification, error)

	// Apply makes the change in one transaction, and ends it if it was begun. It
	// returns ErrNameTaken when another connection has the name, ErrNotFound when
	// the connection's profile or the verification's connection is not there, and
	// ErrInUse while a connection uses the profile that is to go.
	Apply(ctx context.Context, c Change) error
	// Begin notes a change of the keychain before it is made; Abandon ends it, and
	// changes nothing else.
	Begin(ctx context.Context, c Change) error
	Abandon(ctx context.Context, changeID string) error
	// Begun returns the changes that were begun and not ended, the oldest first:
	// one that is under way, and those whose program was ended.
	Begun(ctx context.Context) ([]Change, error)
	// Wrote reports whether a change was ever begun here, ended or not, that puts
	// the secret with the fingerprint into the keychain's item.
	Wrote(ctx context.Context, item, fingerprint string) (bool, error)
	// Lock returns once nobody else, in this process or another, holds the lock:
	// the right to change keychain and store together, and to settle what was
	// begun. It ends with unlock, or with the process. After wait it is
	// store-busy; a wait of 0 asks once.
	Lock(ctx context.Context, wait time.Duration) (unlock func(), err error)
	// LockToken returns once nobody else, in this process or another, gets a new
	// access token for the connection. It ends with unlock, or with the process.
	LockToken(ctx context.Context, connectionID string) (unlock func(), err error)

	// InstallationID returns a random UUID, made once and kept: the endpoint_id
	// of every exchange from here.
	InstallationID(ctx context.Context) (string, error)

	// ReserveAuth asks to send one request of the platform's Auth group for the
	// profile's client ID. It returns 0 and counts the request, or how long to
	// wait. The budget is shared by every Sureline of this user, whatever folder
	// it keeps its data in; a platform on this computer has one in each folder.
	ReserveAuth(ctx context.Context, p Profile) (time.Duration, error)
	// PenaliseAuth notes that the platform asked for silence for so long from
	// now.
	PenaliseAuth(ctx context.Context, p Profile, silence time.Duration) error
}

// Target is a profile with what is needed to speak for its app.
type Target struct {
	Profile Profile
	// ClientSecret is empty unless Profile.ClientAuth is ClientAuthBasic.
	ClientSecret Secret
	// EndpointID identifies this installation.
	EndpointID string
}

// Platform is RingCentral, as one method per thing that Sureline asks of it.
// Each returns its calls also when it fails. Nothing is sent to a host in
// Profile.UnconfirmedHosts: that is host-not-confirmed.
type Platform interface {
	// Exchange turns the credential into an access token (RFC 7523 section 2.1).
	Exchange(ctx context.Context, t Target, credential Secret) (Grant, Call, error)
	// Revoke ends the session of the grant; it spends the Auth budget.
	Revoke(ctx context.Context, t Target, g Grant) (Call, error)
	// Identity tells whom the grant acts for, with the calls that its scopes
	// allow. Without ReadAccounts only OwnerID is known, proved by a call that
	// needs no permission.
	Identity(ctx context.Context, p Profile, g Grant) (Identity, []Call, error)
	// Get calls a path of the platform. An answer of any status is an Answer;
	// the error carries what the status means when it is not 2xx.
	Get(ctx context.Context, p Profile, g Grant, path string) (Answer, error)
	// VerifySignature checks the credential against the platform's key set. It
	// returns signature-verified or signature-mismatch, and false when nothing
	// can be said (no key set, unknown key).
	VerifySignature(ctx context.Context, p Profile, credential Secret) (Finding, bool)
}
