// Package interop owns the interoperability test of the Kore.ai part: Kore's own
// Web SDK, unchanged, in Chromium, asks the built sureline-sts for a JWT and
// logs in with it at a strict look-alike of the platform; and pages that must
// get none try to. The script .ci/interop fetches the SDK and runs it; the build
// tag e2e keeps it out of `go test ./...` where browser and SDK are missing.
package interop
