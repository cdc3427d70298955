//go:build windows || darwin

package main

// prepareDesktop has nothing to set right here.
func prepareDesktop() error { return nil }
