package finding

import (
	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/text"
)

// NewSealedOtherApp says that a sealed credential is for another client ID.
func NewSealedOtherApp(found, wanted string) core.Finding {
	return build(SealedOtherApp, "", text.Slots{"found": found, "wanted": wanted})
}

// NewIdentityUnreadable says that the file holds no private key of a provider's.
func NewIdentityUnreadable(file string) core.Finding {
	return build(IdentityUnreadable, "", text.Slots{"file": file})
}

// NewHandoverNotOffered says that the app takes no sealed credentials.
func NewHandoverNotOffered(app string) core.Finding { return ofApp(HandoverNotOffered, "", app) }

// NewHandoverKeyChanged says that the provider's key is not the one agreed to.
func NewHandoverKeyChanged(app, fingerprint string) core.Finding {
	return build(HandoverKeyChanged, "", text.Slots{"app": app, "fingerprint": fingerprint})
}

// Invite is what is wrong with an invite.
type Invite string

// What an app's provider says of an invite.
const (
	InviteUnknown   Invite = ""
	InviteUsed      Invite = "used"
	InviteExpired   Invite = "expired"
	InviteWithdrawn Invite = "withdrawn"
)

// NewInviteRefused says that the provider does not take what comes with the invite.
func NewInviteRefused(app string, why Invite) core.Finding {
	return ofApp(HandoverInviteRefused, string(why), app)
}

// NewHandoverOtherAccount says that the provider expects somebody else's credential.
func NewHandoverOtherAccount(app string) core.Finding { return ofApp(HandoverOtherAccount, "", app) }

// NewHandoverUnreachable says that the sealed credential waits in the file.
func NewHandoverUnreachable(host, file string) core.Finding {
	return build(HandoverUnreachable, "", text.Slots{"host": host, "file": file})
}

// NewHandoverRefused says that the provider's server took nothing.
func NewHandoverRefused(app string) core.Finding { return ofApp(HandoverRefused, "", app) }

// NewHandoverProofFailed says that the platform refused the credential at the
// provider's.
func NewHandoverProofFailed(app string) core.Finding { return ofApp(HandoverProofFailed, "", app) }

func ofApp(code core.Code, variant, app string) core.Finding {
	return build(code, variant, text.Slots{"app": app})
}
