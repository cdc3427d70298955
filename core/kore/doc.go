// Package kore owns the JWT of the Kore.ai Web SDK: what a client is, where its
// secret lies, how a token is signed, what is wrong with one, and the live
// check against the platform. “Kore.ai docs” with a title is a page of
// docs.kore.ai.
//
// It imports core, core/finding and core/internal. Below it, config reads and
// writes the file of clients, and sts is the service that the SDK asks.
package kore
