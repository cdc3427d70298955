// Package koredemo owns the look-alike of the Kore.ai platform: an HTTP server
// on loopback with the grant endpoint that takes a signed JWT, rtm/start, and
// the WebSocket, as far as the Web SDK uses them to log in, with faults on
// demand. Sureline's own signer and service are tested against it.
//
// It is as strict as what is documented of the real platform and never kinder;
// where nothing is documented it takes the stricter reading and says so. It
// imports core and core/finding only, and nothing of what it tests.
package koredemo
