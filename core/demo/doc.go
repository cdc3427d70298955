// Package demo owns the RingCentral look-alike: an HTTP server on loopback with
// the page on which a credential is created, the token endpoint, a part of the
// REST API, and faults on demand, so that Sureline can be tried, tested and
// rehearsed without a RingCentral account.
//
// It is as strict as what is known of the real platform and never kinder; where
// nothing is known it takes the stricter reading. It imports core,
// core/appdir and core/finding only, and nothing of the program that it stands in
// for.
package demo
