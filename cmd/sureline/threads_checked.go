//go:build no_metadata

package main

// checkThreads keeps Fyne's check of the UI thread on, which tells on the log of
// widgets touched from elsewhere. The end-to-end test is built so.
const checkThreads = true
