package finding

import "github.com/sureline/sureline/core"

// Remedy is what the one who uses Sureline can do about a finding with a press.
type Remedy int

// The remedies. Of most findings there is none: they say themselves what to do.
const (
	NoRemedy         Remedy = iota
	NewCredential           // make another credential and put it in the place of this one
	AskAdministrator        // have somebody who may change the account or the user do it
	ChangeNetwork           // correct the network settings
)

// RemedyOf returns the remedy for the finding.
func RemedyOf(f core.Finding) Remedy {
	switch f.Code {
	case AppNotAllowed, CredentialRejected, SignatureRejected, AlgorithmRejected,
		UserMissing, UserDisabled, UserTypeNotAllowed, KeychainItemMissing, KeychainItemChanged:
		return NewCredential
	case LockedOut, RoleLacksAppAccess, UserLacksPermission:
		return AskAdministrator
	case ProxyAuthenticationRequired, ProxyUnreachable:
		return ChangeNetwork
	case CertificateUntrusted:
		if f.Wording.Variant == string(UnknownAuthority) {
			return ChangeNetwork
		}
	}
	if r, ok := rows[f.Code]; ok && r.exit == ExitCheck && r.severity == core.SeverityError && r.who == core.WhoAdmin {
		return NewCredential // a stored credential that can no longer be used
	}
	return NoRemedy
}
