package finding

import (
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/text"
)

// NewKoreNotAPass says why a text is no JWT for the chat. Like every reason here, why
// completes a sentence behind a colon.
func NewKoreNotAPass(why text.Sentence) core.Finding {
	return build(KoreNotAPass, "", text.Slots{"reason": why})
}

// NewKoreSignatureVerified says with which of the client's keys the JWT was signed.
func NewKoreSignatureVerified(previous bool) core.Finding {
	return build(KoreSignatureVerified, either(previous, "previous"), nil)
}

// NewKoreAlgorithm says that the JWT is signed in another way than expected; found
// is "" for none, expected for any that Kore.ai takes.
func NewKoreAlgorithm(found, expected string) core.Finding {
	variant := ""
	switch {
	case found == "":
		variant = "unsigned"
	case expected == "":
		variant = "any"
	}
	return build(KoreAlgorithm, variant, text.Slots{"found": found, "expected": expected})
}

// NewKoreAlgorithmRefused says that Kore.ai wants another algorithm.
func NewKoreAlgorithmRefused(found string) core.Finding {
	return build(KoreAlgorithm, "platform", text.Slots{"found": found})
}

// NewKorePart says what is wrong with a claim.
func NewKorePart(part string, why text.Sentence) core.Finding {
	return build(KorePart, "", text.Slots{"part": part, "reason": why})
}

// NewKoreExpired says until when the JWT was good.
func NewKoreExpired(at time.Time) core.Finding {
	return build(KoreExpired, "", text.Slots{"date": at, "time": at.Local().Format("15:04:05 MST")})
}

// NewKoreLifetime says that Kore.ai refuses a JWT that is good for so long.
func NewKoreLifetime(d time.Duration) core.Finding {
	return build(KoreLifetime, "", text.Slots{"time": d})
}

// NewKoreLongLived warns of a JWT that is good for so long.
func NewKoreLongLived(d time.Duration) core.Finding {
	return build(KoreLongLived, "", text.Slots{"time": d})
}

// NewKoreClock says how far ahead of this computer's clock the JWT was made.
func NewKoreClock(ahead time.Duration) core.Finding {
	return build(KoreClock, "", text.Slots{"difference": ahead})
}

// NewKoreClocksDiffer says how far this computer's clock is from Kore.ai's.
func NewKoreClocksDiffer(by time.Duration) core.Finding {
	return build(KoreClock, "platform", text.Slots{"difference": by.Abs()})
}

// NewKoreAnswer says what an answer of Kore.ai's means: a code from kore-verified to
// kore-unexpected-answer that has no constructor of its own. Message is Kore.ai's.
func NewKoreAnswer(code core.Code, host, message string) core.Finding {
	return build(code, "", text.Slots{"host": host, "message": message})
}

// NewKoreBusy says that Kore.ai asks to wait.
func NewKoreBusy(host string) core.Finding { return atHost(KoreUnavailable, "busy", host) }

// NewKoreUserNeeded says that Kore.ai does not let in who is anonymous, or the one
// who was named.
func NewKoreUserNeeded(named bool) core.Finding {
	return build(KoreUserNeeded, either(named, "named"), nil)
}

// NewKoreJTIRejected says that the serial number was missing or came twice.
func NewKoreJTIRejected(replay bool) core.Finding {
	return build(KoreJTIRejected, either(replay, "replay"), nil)
}

// NewKoreRefusal says why the service, or a browser that asks it, refuses: a code
// from kore-origin-refused to kore-too-many-requests.
func NewKoreRefusal(code core.Code, why text.Sentence) core.Finding {
	return build(code, "", text.Slots{"reason": why})
}

// NewKoreClientNotListed says that no client with the ID is kept here.
func NewKoreClientNotListed(client string) core.Finding {
	return build(KoreClientNotServed, "list", text.Slots{"client": client})
}

// NewKoreListenFailed says why the service cannot use the address.
func NewKoreListenFailed(address string, why text.Sentence) core.Finding {
	return build(KoreListenFailed, "", text.Slots{"address": address, "reason": why})
}

// NewKoreFileUnreadable says why the list of clients cannot be used.
func NewKoreFileUnreadable(file string, why text.Sentence) core.Finding {
	return build(KoreFileUnreadable, "", text.Slots{"file": file, "reason": why})
}

// NewKoreSettingInvalid says what is wrong in the list of clients.
func NewKoreSettingInvalid(at Place, why text.Sentence) core.Finding {
	return build(KoreSettingInvalid, at.variant(), at.slots(why))
}

// NewKoreSecretInFile says where a secret stands in the list of clients.
func NewKoreSecretInFile(file string, line int) core.Finding {
	return build(KoreSecretInFile, "", text.Slots{"file": file, "line": line})
}

// NewKoreSecretMissing says why a client's secret or key is not where it should be.
func NewKoreSecretMissing(client string, place, why text.Sentence) core.Finding {
	return build(KoreSecretMissing, "", text.Slots{"client": client, "place": place, "reason": why})
}

// NewKoreSecretExposed says that others can read the file with the secret.
func NewKoreSecretExposed(client, file string) core.Finding {
	return build(KoreSecretExposed, "", text.Slots{"client": client, "file": file})
}

// Key is what a client signs or encrypts with.
type Key string

// The kinds of keys.
const (
	PrivateKey   Key = ""
	ClientSecret Key = "secret"
	PublicKey    Key = "public"
)

// NewKoreKeyUnreadable says why a client's key cannot be used.
func NewKoreKeyUnreadable(client string, place text.Sentence, key Key, why text.Sentence) core.Finding {
	return build(KoreKeyUnreadable, string(key), text.Slots{"client": client, "place": place, "reason": why})
}

// NewKoreKeyFileUnreadable says why a file with a key, which somebody chose, cannot
// be read.
func NewKoreKeyFileUnreadable(file string, why text.Sentence) core.Finding {
	return build(KoreKeyUnreadable, "file", text.Slots{"file": file, "reason": why})
}
