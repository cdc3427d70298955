package finding

import "github.com/sureline/sureline/core"

// Remedy is what the one who uses Sureline can do about a finding with a press.
type Remedy int

// The remedies. Of most findings there is none: they say themselves what to do.
const (
	NoRemedy         Remedy = iota
	NewCredential           // make another credential and put it in the place of this one
	AskAdministrator        // have somebody who may change the account or the user do it
)

// RemedyOf returns the remedy for findings of the code.
func RemedyOf(code core.Code) Remedy {
	switch code {
	case AppNotAllowed, CredentialRejected, SignatureRejected, AlgorithmRejected,
		UserMissing, UserDisabled, UserTypeNotAllowed, KeychainItemMissing, KeychainItemChanged:
		return NewCredential
	case LockedOut, RoleLacksAppAccess, UserLacksPermission:
		return AskAdministrator
	}
	if r, ok := rows[code]; ok && r.exit == ExitCheck && r.severity == core.SeverityError && r.who == core.WhoAdmin {
		return NewCredential // a stored credential that can no longer be used
	}
	return NoRemedy
}
