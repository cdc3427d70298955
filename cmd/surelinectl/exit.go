package main

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// The exit codes (contracts.md).
const (
	exitDone        = 0
	exitInternal    = 1
	exitUsage       = 2
	exitCheck       = 3
	exitRefused     = 4
	exitUnreachable = 5
	exitStorage     = 6
	exitCancelled   = 7
)

// usageError is a mistake in how the program was called.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// told is the end of a command that has said what there was to say.
type told struct{ code int }

func (t told) Error() string { return fmt.Sprintf("exit code %d", t.code) }

// exitTable says what a finding that ended a command means to a script. Codes of
// the check (exitCheck) are those of credentials themselves.
var exitTable = map[int][]core.Code{
	exitInternal: {finding.Internal},
	exitUsage: {
		finding.HostNotConfirmed, finding.ProfileUnreadable, finding.ProfileInvalid, finding.ProfileUnknown, finding.NameTaken,
		finding.ConnectionUnknown, finding.ProfileInUse, finding.SettingInvalid,
		finding.IdentityUnreadable, finding.HandoverNotOffered, finding.HandoverKeyChanged,
		finding.KoreSettingInvalid, finding.KoreFileUnreadable, finding.KoreSecretInFile, finding.KoreClientNotServed,
		finding.KoreRequestInvalid, finding.KoreKeyUnreadable, finding.KoreListenFailed,
	},
	exitCheck: {
		finding.Empty, finding.LooksLikeClientID, finding.LooksLikeClientSecret, finding.LooksLikeAccessToken, finding.LooksLikeURL,
		finding.LooksLikePrivateKey, finding.EncryptedToken, finding.SeveralCredentials, finding.NotAJWT, finding.Truncated,
		finding.Damaged, finding.Unsigned, finding.WrongAlgorithm, finding.ForeignIssuer, finding.WrongEnvironment,
		finding.WrongAudience, finding.MissingClaim, finding.Expired, finding.SignatureMismatch, finding.TooLarge,
		finding.SealedNot, finding.SealedDamaged, finding.SealedTooLarge, finding.SealedForAnother, finding.SealedOtherApp,
		finding.SealedReplayed,
		finding.KoreNotAPass, finding.KoreSignatureMismatch, finding.KoreAlgorithm, finding.KorePart, finding.KoreMilliseconds,
		finding.KoreExpired, finding.KoreLifetime,
	},
	exitUnreachable: {
		finding.RateLimited, finding.Maintenance, finding.PlatformError, finding.Offline, finding.HostNotFound, finding.ConnectionRefused,
		finding.ConnectionLost, finding.TimedOut, finding.CertificateUntrusted, finding.ProxyAuthenticationRequired,
		finding.ProxyUnreachable, finding.CaptivePortal, finding.UnexpectedAnswer, finding.HandoverUnreachable,
		finding.KoreUnavailable, finding.KoreUnexpectedAnswer,
	},
	exitStorage: {
		finding.KeychainLocked, finding.KeychainNoCollection, finding.KeychainNoSession, finding.KeychainAbsent, finding.KeychainDenied,
		finding.KeychainTimedOut, finding.KeychainItemMissing, finding.KeychainItemChanged, finding.KeychainTooLarge,
		finding.KeychainFailed, finding.StoreUnreadable, finding.StoreNewer, finding.StoreBusy, finding.DiskFull,
		finding.ClientSecretMissing, finding.KoreSecretMissing, finding.KoreSecretExposed,
	},
	exitCancelled: {finding.Cancelled},
}

var exitOfCode = func() map[core.Code]int {
	all := map[core.Code]int{}
	for exit, codes := range exitTable {
		for _, code := range codes {
			all[code] = exit
		}
	}
	return all
}()

// exitOf returns the exit code of a finding that ended a command. Whatever else
// the platform said is a refusal.
func exitOf(f core.Finding) int {
	if exit, ok := exitOfCode[f.Code]; ok {
		return exit
	}
	return exitRefused
}

// exitOfVerdict is 0 for a connection that works and was kept as it should be.
func exitOfVerdict(v core.Verdict) int {
	for _, f := range v.Findings {
		if f.Severity == core.SeverityError || !v.Connected && f.Code == finding.Cancelled {
			return exitOf(f)
		}
	}
	if !v.Connected {
		return exitInternal
	}
	return exitDone
}

// finish says what err means, where nobody has yet, and returns the exit code.
func (p *program) finish(err error) int {
	if err == nil {
		return exitDone
	}
	if t, ok := errors.AsType[told](err); ok {
		return t.code
	}
	if f, ok := core.FindingOf(err); ok {
		all := []core.Finding{f}
		if several, ok := errors.AsType[fileProblems](err); ok && len(several.findings) > 0 {
			all = several.findings
		}
		p.fail(all)
		return exitOf(f)
	}
	fmt.Fprintf(p.err, "surelinectl: %s\n", harmless(err.Error()))
	if _, ok := errors.AsType[usageError](err); ok || strings.HasPrefix(err.Error(), "unknown command") {
		fmt.Fprintln(p.err, "See 'surelinectl --help' for the commands, and 'surelinectl COMMAND --help' for one of them.")
		return exitUsage
	}
	return exitInternal
}

// credentialLike is a credential in the wrong place; longWord may be a secret.
var (
	credentialLike = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{8,}`)
	longWord       = regexp.MustCompile(`[A-Za-z0-9_~=-]{24,}`)
)

// secretAmong returns the index of the first argument that holds a credential,
// or -1.
func secretAmong(args []string) int {
	for i, arg := range args {
		if credentialLike.MatchString(arg) || strings.Contains(arg, "PRIVATE KEY-----") {
			return i
		}
	}
	return -1
}

// harmless takes what may be a secret out of a message that quotes arguments.
func harmless(text string) string { return longWord.ReplaceAllString(text, "…") }
