package main

import (
	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/profile"
)

// openedProfile is what a profile file holds.
type openedProfile struct {
	profile core.Profile
	// secret is the client secret, where the file holds one.
	secret core.Secret
}

// fileProblems are all the mistakes of a profile file, where there are several.
type fileProblems struct {
	error
	findings []core.Finding
}

func (e fileProblems) Unwrap() error { return e.error }

// openProfile reads and checks a profile file.
func openProfile(path string) (openedProfile, error) {
	file, err := profile.Open(path)
	if err != nil {
		return openedProfile{}, fileProblems{err, profile.Problems(err)}
	}
	return openedProfile{profile: file.Profile, secret: file.ClientSecret}, nil
}
