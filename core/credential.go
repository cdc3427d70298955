package core

import "time"

// Credential is what can be read from a JWT that a RingCentral user created,
// without the JWT itself. Times are in UTC.
type Credential struct {
	Issuer   string     `json:"issuer"`
	Audience string     `json:"audience"`
	Subject  string     `json:"subject"`
	IssuedAt *time.Time `json:"issued_at"`
	// ExpiresAt is nil for a credential that never expires.
	ExpiresAt   *time.Time  `json:"expires_at"`
	Environment Environment `json:"environment"`
	// Length is the number of characters of the compact JWT.
	Length int `json:"length"`
	// Fingerprint is Secret.Fingerprint of the compact JWT.
	Fingerprint string `json:"fingerprint"`
}

// Check is the outcome of looking at what was pasted, without any network.
type Check struct {
	// Usable is true when no finding is an error.
	Usable bool `json:"usable"`
	// Findings are sorted with the most useful first.
	Findings []Finding `json:"findings"`
	// Credential is nil when the text holds none that can be read.
	Credential *Credential `json:"credential"`
	// JWT is the cleaned compact JWT; empty unless exactly one was found.
	JWT Secret `json:"-"`
	// SignatureAsked tells that the platform's key set was asked about the JWT.
	// What it said, if anything, is among Findings.
	SignatureAsked bool `json:"-"`
}
