package core

import (
	"context"
	"errors"
	"time"
)

// Severity says what a finding does to the work at hand.
type Severity string

// The severities. An error stops, the others do not; fixed means cleaned up
// without asking.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
	SeverityInfo    Severity = "info"
	SeverityFixed   Severity = "fixed"
)

// Who names the one whose turn it is.
type Who string

// Those who may have to act.
const (
	WhoAdmin       Who = "admin"
	WhoProvider    Who = "provider"
	WhoIT          Who = "it"
	WhoRingCentral Who = "ringcentral"
	WhoNobody      Who = "nobody"
)

// Code names a finding. Codes are stable: scripts, reports and translations
// depend on them. The catalogue of all codes is in core/finding.
type Code string

// Finding is the unit of every message about a credential, an exchange, a call
// or the keychain. Make one with core/finding, never by hand.
type Finding struct {
	Code        Code     `json:"code"`
	Severity    Severity `json:"severity"`
	Who         Who      `json:"who"`
	Title       string   `json:"title"`
	Explanation string   `json:"explanation"`
	NextStep    string   `json:"next_step"`
	// Detail holds facts for support (status, error, error_codes, request_id,
	// retry_after_seconds, host, …). Never a secret.
	Detail map[string]string `json:"detail"`
	// Wait is how long nothing may be sent, for findings that say so; else 0.
	Wait time.Duration `json:"-"`
	// Wording is what core/finding.In needs to say this in another language.
	Wording Wording `json:"-"`
}

// Wording chooses among the texts of a code and fills them.
type Wording struct {
	// Variant names the wording, "" the code's usual one.
	Variant string
	// Slots are the values of core/text.Slots, which no one changes any more.
	Slots map[string]any
}

// Error is the one error type that crosses package borders inside Sureline: an
// operation that failed, and the finding that says what it means. Its text is
// safe to log; the cause is reached by unwrapping and may hold more.
type Error struct {
	// Op is the step that failed, such as "token exchange".
	Op      string
	Finding Finding
	Cause   error
}

// Error returns the operation and the code, never the text of the cause.
func (e *Error) Error() string { return e.Op + ": " + string(e.Finding.Code) }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Fail returns an *Error.
func Fail(op string, f Finding, cause error) error {
	return &Error{Op: op, Finding: f, Cause: cause}
}

// FindingOf returns the finding that the error chain carries.
func FindingOf(err error) (Finding, bool) {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Finding, true
	}
	return Finding{}, false
}

// HasCode reports whether the error chain carries the finding.
func HasCode(err error, code Code) bool {
	f, ok := FindingOf(err)
	return ok && f.Code == code
}

// Usable reports whether none of the findings stops the work.
func Usable(findings []Finding) bool {
	for _, f := range findings {
		if f.Severity == SeverityError {
			return false
		}
	}
	return true
}

// Cancelled reports whether the user, not a time limit, ended the context.
func Cancelled(ctx context.Context) bool {
	return errors.Is(ctx.Err(), context.Canceled)
}
