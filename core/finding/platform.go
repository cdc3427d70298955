package finding

import (
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/text"
)

// Answer is what the findings about an answer of the platform name.
type Answer struct {
	// App and Host are the profile's name and the host that answered.
	App, Host string
	// Words are the platform's own: codes and description, "" for none.
	Words string
	// Status is the HTTP status code.
	Status int
	// Permission is the one that is lacking, "" for one that was not named.
	Permission string
	// Nuance is what the platform's code says beyond the finding's, "" for nothing.
	Nuance Nuance
	// Wait is the pause that the platform asked for.
	Wait time.Duration
}

// Nuance is a wording of a finding for one code of the platform's.
type Nuance string

// The nuances of answers.
const (
	ForeignCredential Nuance = "foreign"    // AlgorithmRejected: not made by RingCentral
	OtherUsersData    Nuance = "other-user" // UserLacksPermission: of somebody else's data
	OutdatedCall      Nuance = "outdated"   // Refused: a newer call is wanted
)

// NewAnswer says what an answer to the token exchange or to a call means: a code
// of those two families of the table, captive-portal or unexpected-answer.
func NewAnswer(code core.Code, a Answer) core.Finding {
	variant := string(a.Nuance)
	switch {
	case variant != "":
	case (code == Refused || code == RequestInvalid) && a.Words == "":
		variant = "unexplained"
	case (code == AppLacksPermission || code == UserLacksPermission) && a.Permission == "":
		variant = "unnamed"
	}
	f := build(code, variant, text.Slots{
		"app": a.App, "host": a.Host, "reason": a.Words, "status": a.Status, "permission": a.Permission, "wait": a.Wait,
	})
	if code == RateLimited || code == Maintenance {
		f.Wait = a.Wait
	}
	return f
}

// Oddity is what is wrong with an answer that says nothing of use.
type Oddity string

// The oddities of answers.
const (
	NotUnderstood Oddity = ""
	TooLong       Oddity = "too-large"
	Redirect      Oddity = "redirect"
	Contradiction Oddity = "contradiction" // a success that names an error
	Incomplete    Oddity = "incomplete"    // a success without what was asked for
	Garbled       Oddity = "garbled"
)

// NewUnexpectedAnswer says that what came from the host cannot be used.
func NewUnexpectedAnswer(host string, what Oddity) core.Finding {
	return build(UnexpectedAnswer, string(what), text.Slots{"host": host})
}

// NewTooEarly says that nothing was sent, since the budget of the app's requests is
// spent or a pause is not over.
func NewTooEarly(app string, wait time.Duration) core.Finding {
	f := build(RateLimited, "not-sent", text.Slots{"app": app, "wait": wait})
	f.Wait = wait
	return f
}

// NewAppLacksPermission says that the app was not given a permission.
func NewAppLacksPermission(app, permission string) core.Finding {
	return NewAnswer(AppLacksPermission, Answer{App: app, Permission: permission})
}

// NewConnectedWithout says, after a success, that the app was not given
// permissions that its profile lists.
func NewConnectedWithout(app, permissions string) core.Finding {
	return soft(build(AppLacksPermission, "connected", text.Slots{"app": app, "permission": permissions}))
}

// Softened is the finding where it stops nothing: a warning.
func Softened(f core.Finding) core.Finding { return soft(f) }

// NewOtherOwner says that the new credential of a connection stands for somebody
// else than the old one.
func NewOtherOwner(name, old, new string) core.Finding {
	return build(OtherOwner, "", text.Slots{"name": name, "old": old, "new": new})
}

// NewSameOwner says that the owner of a new credential has a connection of the
// app already.
func NewSameOwner(owner, name string) core.Finding {
	return build(SameOwner, "", text.Slots{"owner": owner, "name": name})
}

// NewIdentityUnknown says that nobody told for whom the connection stands.
func NewIdentityUnknown(app string) core.Finding {
	return build(IdentityUnknown, "", text.Slots{"app": app})
}

// NewSessionEnded says that a session was ended, of a connection that was kept or
// removed.
func NewSessionEnded(kept bool) core.Finding { return build(SessionEnded, either(kept, "kept"), nil) }

// NewNothingToRevoke says that there was no session to end.
func NewNothingToRevoke(kept bool) core.Finding {
	return build(NothingToRevoke, either(kept, "kept"), nil)
}

// either returns the variant where it holds, else none.
func either(holds bool, variant string) string {
	if holds {
		return variant
	}
	return ""
}

// NewOffline says that no way to the host was found.
func NewOffline(host string) core.Finding { return atHost(Offline, "", host) }

// NewHostNotFound says that the name lookup knows no such host.
func NewHostNotFound(host string) core.Finding { return atHost(HostNotFound, "", host) }

// NewConnectionRefused says that the host took no connection.
func NewConnectionRefused(host string) core.Finding { return atHost(ConnectionRefused, "", host) }

// NewConnectionBlocked says that this computer forbids the connection.
func NewConnectionBlocked(host string) core.Finding {
	return atHost(ConnectionRefused, "blocked", host)
}

// NewConnectionLost says that the connection ended before the answer did.
func NewConnectionLost(host string) core.Finding { return atHost(ConnectionLost, "", host) }

// NewCaptivePortal says that a web page came in place of the host's answer.
func NewCaptivePortal(host string) core.Finding { return atHost(CaptivePortal, "", host) }

func atHost(code core.Code, variant, host string) core.Finding {
	return build(code, variant, text.Slots{"host": host})
}

// NewProxyRefused says that the proxy did not connect to the host.
func NewProxyRefused(proxy, host string) core.Finding {
	return build(ConnectionRefused, "proxy", text.Slots{"proxy": proxy, "host": host})
}

// NewProxyAuthenticationRequired says that the proxy wants a sign-in; "" is one that
// nobody named.
func NewProxyAuthenticationRequired(proxy string) core.Finding {
	return build(ProxyAuthenticationRequired, either(proxy == "", "unnamed"), text.Slots{"proxy": proxy})
}

// NewProxyUnreachable says that the proxy does not answer.
func NewProxyUnreachable(proxy string) core.Finding {
	return build(ProxyUnreachable, "", text.Slots{"proxy": proxy})
}

// NewNotAProxy says that what answers at the proxy's address is none.
func NewNotAProxy(proxy string) core.Finding {
	return build(ProxyUnreachable, "not-a-proxy", text.Slots{"proxy": proxy})
}

// Stage is a step of a request.
type Stage string

// The stages in their order.
const (
	StageLookup  Stage = "name-lookup"
	StageConnect Stage = "connect"
	StageProxy   Stage = "proxy"
	StageSecure  Stage = "secure-connection"
	StageSend    Stage = "send"
	StageAnswer  Stage = "answer"
	StageBody    Stage = "body"
)

// NewTimedOut says that the host gave no answer in time, and what was waited for.
func NewTimedOut(host string, after time.Duration, at Stage) core.Finding {
	return build(TimedOut, "", text.Slots{"host": host, "time": after, "stage": text.List{"stage." + string(at)}})
}

// NewBusyHere says that another step of this program took too long to end.
func NewBusyHere() core.Finding { return build(TimedOut, "here", nil) }

// Distrust is why a certificate does not hold.
type Distrust string

// The reasons not to trust a certificate.
const (
	Distrusted       Distrust = ""
	UnknownAuthority Distrust = "unknown-authority"
	WrongHost        Distrust = "wrong-host"
	CertificateEnded Distrust = "expired"
	NotYetValid      Distrust = "not-yet-valid"
	NoHandshake      Distrust = "handshake" // no certificate came to that
)

// NewCertificateUntrusted says that the host's certificate does not hold. Issuer and
// end are the certificate's, which may be unknown.
func NewCertificateUntrusted(host string, why Distrust, issuer string, end time.Time) core.Finding {
	if issuer == "" && (why == UnknownAuthority || why == WrongHost) {
		why = Distrusted
	}
	return build(CertificateUntrusted, string(why), text.Slots{"host": host, "issuer": issuer, "expiry": end})
}

// NewHostNotConfirmed says that nobody has agreed to these hosts of a profile yet.
func NewHostNotConfirmed(hosts string) core.Finding { return atHost(HostNotConfirmed, "", hosts) }

// NewHostLookAlike is NewHostNotConfirmed for what can be taken for RingCentral's.
func NewHostLookAlike(hosts string) core.Finding {
	return atHost(HostNotConfirmed, "look-alike", hosts)
}

// NewHostUnprotected says that a profile's address is not encrypted, which nobody
// can agree to.
func NewHostUnprotected(hosts string) core.Finding { return atHost(HostNotConfirmed, "plain", hosts) }

// NewClockWrong says that this computer's clock differs from the platform's.
func NewClockWrong(difference time.Duration) core.Finding {
	return build(ClockWrong, "", text.Slots{"difference": difference.Round(time.Minute)})
}
