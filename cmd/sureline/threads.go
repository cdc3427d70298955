//go:build !no_metadata

package main

const checkThreads = false
