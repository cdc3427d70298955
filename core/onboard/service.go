// Package onboard owns the use cases: check, connect, verify, call, replace,
// rename, remove, and the handling of profiles. It drives the ports of core
// (keychain, store, platform) and emits progress; it decides the order of
// things and what is undone when a step fails. It imports core, core/finding
// and core/credential, and no adapter.
package onboard

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/sureline/sureline/core"
)

// Service runs the use cases. It is safe for concurrent use.
type Service struct {
	keychain core.Keychain
	store    core.Store
	platform core.Platform
	now      func() time.Time
	sleep    func(ctx context.Context, d time.Duration) error
	tokens   *tokens
	// changing counts the changes of keychain and store that are under way.
	changing atomic.Int32
}

// Deps are what a Service needs.
type Deps struct {
	Keychain core.Keychain
	Store    core.Store
	Platform core.Platform
	// Now and Sleep are the clock: the computer's when nil. Sleep returns the
	// context's error when that ends first.
	Now   func() time.Time
	Sleep func(ctx context.Context, d time.Duration) error
}

// StepID names a step of a connect or a verify.
type StepID string

// The steps, in the order in which they run. Verify has StepStatus in place of
// StepKeep.
const (
	StepExchange StepID = "exchange"
	StepIdentity StepID = "identity"
	StepKeep     StepID = "keep"
	StepStatus   StepID = "status"
)

// StepState is where a step stands.
type StepState string

// The states of a step. A step that is never reached stays waiting.
const (
	StepWaiting StepState = "waiting"
	StepRunning StepState = "running"
	StepDone    StepState = "done"
	StepFailed  StepState = "failed"
)

// Step is one line of progress. It is emitted when it starts and when it ends,
// on the goroutine of the use case.
type Step struct {
	ID    StepID
	State StepState
	// Took is how long it ran, when done or failed.
	Took time.Duration
	// Finding says why it failed.
	Finding *core.Finding
	// Identity is known once StepIdentity is done.
	Identity *core.Identity
}

// Progress receives the steps; nil is allowed where one is asked for.
type Progress func(Step)

// ConnectRequest asks to connect a checked credential.
type ConnectRequest struct {
	// Profile is one of Profiles, or one that is not kept yet: then it is kept
	// with the connection.
	Profile core.Profile
	// Name of the connection; empty means one made of account and person.
	Name string
	// Check is what the Profile's Checker found in the pasted text, with or
	// without what VerifySignature added. It is not made again.
	Check core.Check
	// ConfirmedHosts are as in ProfileRequest.
	ConfirmedHosts []string
	// SameOwner says what to do when the user of the credential has a connection
	// of this app already.
	SameOwner SameOwner
}

// SameOwner is an answer to the finding same-owner.
type SameOwner int

// The answers.
const (
	// AskSameOwner keeps nothing, and ends with same-owner and that connection.
	AskSameOwner SameOwner = iota
	// KeepBoth makes another connection.
	KeepBoth
	// ReplaceSame puts the credential in the place of that connection's.
	ReplaceSame
)

// ReplaceRequest asks to put a checked credential in the place of a
// connection's.
type ReplaceRequest struct {
	ConnectionID string
	// Check is as in ConnectRequest.
	Check core.Check
	// AcceptOtherOwner lets the connection change hands; else a credential of
	// another user is other-owner, and the old one stays.
	AcceptOtherOwner bool
}

// CallResult is the outcome of a call of the test panel.
type CallResult struct {
	// Answer is nil when there was none (nothing was sent, or no answer came).
	Answer *core.Answer
	// Findings say what the answer means; empty when it was a plain success.
	Findings []core.Finding
	// Calls lists every request made, a token exchange before the call included.
	Calls []core.Call
	// Sentence parts: App called Path on behalf of OnBehalfOf.
	App, Path, OnBehalfOf string
}

// Endpoint is a call that the test panel offers.
type Endpoint struct {
	Path string
	// Title is the key of core/text that says what it asks.
	Title string
	// Permission is the app permission it needs; empty for none.
	Permission string
	// ProvesCredential is false for calls that answer without a valid token:
	// they show only that the service can be reached.
	ProvesCredential bool
}
