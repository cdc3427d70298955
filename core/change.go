package core

import "time"

// Change is one change of the store, made as a whole or not at all, in the order
// of its fields. With an ID it is one of the keychain too: it is begun in the
// store before the keychain is touched, so that it can be settled when the
// program is ended in between.
type Change struct {
	// ID is random; empty for a change that leaves the keychain alone.
	ID string
	// At is when it was begun.
	At time.Time
	// Subject is the name by which people know what is changed.
	Subject string
	// Item is the keychain's item that is changed.
	Item string
	// Fingerprint is that of the secret that Item holds once the change is made;
	// empty when there is no Item any more.
	Fingerprint string

	// SaveProfile and SaveConnection insert or replace by ID.
	SaveProfile     *Profile
	SaveConnection  *Connection
	AddVerification *Verification
	// DeleteConnection deletes the history too. IDs of what is not there do no
	// harm.
	DeleteConnection string
	DeleteProfile    string
}
