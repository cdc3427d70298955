// Package connections owns the list of connections and the page of one of them:
// verify, test, replace, rename, report, remove. It talks to the use cases
// through the small interface Service and decides nothing about what a failure
// means.
package connections
