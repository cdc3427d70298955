package finding

import (
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/text"
)

// Drop is what keeps a dropped file from being read.
type Drop string

// What is wrong with what was dropped.
const (
	EmptyFile      Drop = "empty-file"
	Folder         Drop = "folder"
	UnreadableFile Drop = "unreadable"
)

// NewNothingDropped says that the dropped file gave nothing.
func NewNothingDropped(file string, why Drop) core.Finding {
	return build(Empty, string(why), text.Slots{"file": file})
}

// NewCleanedUp names the kinds of dirt that were removed: keys of core/text under
// "dirt.". Beside another mistake it says so.
func NewCleanedUp(kinds []string, beside bool) core.Finding {
	list := make(text.List, len(kinds))
	for i, kind := range kinds {
		list[i] = "dirt." + kind
	}
	return build(CleanedUp, either(beside, "beside"), text.Slots{"what": list})
}

// NewNeverExpires says that no end is set; beside another mistake it says no more.
func NewNeverExpires(beside bool) core.Finding {
	return build(NeverExpires, either(beside, "beside"), nil)
}

// NewLooksLikeClientID and NewLooksLikeClientSecret say what was pasted in place of
// a credential: exactly that of the profile, or something like it.
func NewLooksLikeClientID(exact bool) core.Finding {
	return build(LooksLikeClientID, either(exact, "exact"), nil)
}

// NewLooksLikeClientSecret is NewLooksLikeClientID for the client secret.
func NewLooksLikeClientSecret(exact bool) core.Finding {
	return build(LooksLikeClientSecret, either(exact, "exact"), nil)
}

// NewLooksLikeURL says that a link was pasted, perhaps that to the page on which
// credentials are created.
func NewLooksLikeURL(createPage bool) core.Finding {
	return build(LooksLikeURL, either(createPage, "create"), nil)
}

// NewTruncated says that characters are missing at the end; 0 for an unknown number
// of them.
func NewTruncated(missing int) core.Finding {
	return build(Truncated, either(missing > 0, "count"), text.Slots{"count": missing})
}

// NewBeginningMissing says that the first part is missing.
func NewBeginningMissing() core.Finding { return build(Truncated, "start", nil) }

// Damage is where a credential is damaged.
type Damage string

// The places of damage.
const (
	FirstPart       Damage = "first"
	MiddlePart      Damage = "middle"
	LastPart        Damage = "last"
	SignatureLength Damage = "length"
	NumberOfParts   Damage = "parts"
	FirstCharacters Damage = "start"
)

// NewDamaged says where the credential is damaged.
func NewDamaged(at Damage) core.Finding { return build(Damaged, string(at), nil) }

// NewUnsigned says that the credential names no algorithm, or that its signature is
// empty.
func NewUnsigned(empty bool) core.Finding { return build(Unsigned, either(empty, "empty"), nil) }

// NewWrongAlgorithm says that the credential is signed in a way that RingCentral does
// not take. The algorithm is "" for one that is not named here.
func NewWrongAlgorithm(algorithm string) core.Finding {
	return build(WrongAlgorithm, either(algorithm == "", "unnamed"), text.Slots{"algorithm": algorithm})
}

// NewAlgorithmMissing says that the credential does not say how it is signed.
func NewAlgorithmMissing() core.Finding { return build(WrongAlgorithm, "absent", nil) }

// NewAlgorithmShared says that the algorithm needs a shared secret, which no server
// that gives access takes.
func NewAlgorithmShared(algorithm string) core.Finding {
	return build(WrongAlgorithm, "shared", text.Slots{"algorithm": algorithm})
}

// NewAlgorithmUncertain warns that a server that is not RingCentral's may not take
// the algorithm, "" for one that is not named here.
func NewAlgorithmUncertain(algorithm, host string) core.Finding {
	return soft(build(WrongAlgorithm, unnamed(algorithm, "uncertain"), text.Slots{"algorithm": algorithm, "host": host}))
}

// NewForeignIssuer says who made the credential, "" for somebody who is not named
// here. With a host, that of a server that is not RingCentral's, it is a warning.
func NewForeignIssuer(issuer, host string) core.Finding {
	return stranger(ForeignIssuer, host, issuer, text.Slots{"issuer": issuer, "host": host})
}

// NewWrongAudience is NewForeignIssuer for where the credential may be used.
func NewWrongAudience(audience, host string) core.Finding {
	return stranger(WrongAudience, host, audience, text.Slots{"audience": audience, "host": host})
}

func stranger(code core.Code, host, name string, slots text.Slots) core.Finding {
	if host == "" {
		return build(code, either(name == "", "unnamed"), slots)
	}
	return soft(build(code, unnamed(name, "uncertain"), slots))
}

// NewWrongEnvironment says for which platform the credential is. With a host, that of
// a server that is not RingCentral's, it is a warning.
func NewWrongEnvironment(found, expected core.Environment, host string) core.Finding {
	slots := text.Slots{"found": text.Sentence{Key: "environment." + string(found)}, "expected": text.Sentence{Key: "environment." + string(expected)}}
	if host == "" {
		return build(WrongEnvironment, "", slots)
	}
	slots["expected"] = host
	return soft(build(WrongEnvironment, "uncertain", slots))
}

func soft(f core.Finding) core.Finding {
	f.Severity = core.SeverityWarning
	return f
}

func unnamed(name, variant string) string {
	if name == "" {
		return variant + "-unnamed"
	}
	return variant
}

// NewMissingClaim says that a claim (aud, sub, iss, exp, iat) is absent, or not of
// its type.
func NewMissingClaim(claim string, mistyped bool) core.Finding {
	return build(MissingClaim, either(mistyped, "type"), text.Slots{"thing": text.Sentence{Key: "claim." + claim}})
}

// NewExpired says when the credential ended.
func NewExpired(at, now time.Time) core.Finding { return dated(Expired, at, now) }

// NewIssuedInFuture says when the credential is said to have been made.
func NewIssuedInFuture(at, now time.Time) core.Finding { return dated(IssuedInFuture, at, now) }

// dated names the time of day too when it is less than two days away.
func dated(code core.Code, at, now time.Time) core.Finding {
	near := at.Sub(now).Abs() < 48*time.Hour
	return build(code, either(near, "near"), text.Slots{"date": at, "time": at.Local().Format("15:04")})
}

// NewExpiresSoon says when the credential will end, in days as the calendar counts
// them.
func NewExpiresSoon(at, now time.Time) core.Finding {
	days := text.Days(now, at)
	variant := map[int]string{0: "today", 1: "tomorrow"}[days]
	return build(ExpiresSoon, variant, text.Slots{"date": at, "time": at.Local().Format("15:04"), "count": days})
}

// NewAlreadyConnected names the connection that has this credential.
func NewAlreadyConnected(connection string) core.Finding {
	return build(AlreadyConnected, "", text.Slots{"name": connection})
}
