// Package e2e owns the end-to-end test: the programs as built, in a real window
// under Xvfb, with a browser that the program itself opens and a keychain of its
// own, worked by keyboard and read from the screen. `make test` runs it; the
// build tag e2e keeps it out of `go test ./...` where those programs are missing.
package e2e
