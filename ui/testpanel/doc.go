// Package testpanel owns the panel that calls an endpoint of the platform under
// a connection and shows the answer, fluid also when the answer is a megabyte.
package testpanel
