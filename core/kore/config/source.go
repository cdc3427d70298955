package config

import (
	"regexp"
	"strings"

	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/text"
)

// The names are narrow on purpose: a secret that was put in their place does not
// fit, and is never repeated in a message. Keychain items are named after client
// IDs, which have up to 128 characters.
var (
	keychainName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._~-]{0,159}$`)
	envName      = regexp.MustCompile(`^[A-Z_][A-Z0-9_]{0,63}$`)
)

func checkSource(s kore.Source) text.Sentence {
	set := 0
	for _, value := range []string{s.Keychain, s.File, s.Env} {
		if value != "" {
			set++
		}
	}
	switch {
	case set != 1:
		return text.Say("reason.kore.one_place")
	case s.Keychain != "" && !keychainName.MatchString(s.Keychain):
		return text.Say("reason.kore.keychain_name")
	case s.Env != "" && !envName.MatchString(s.Env):
		return text.Say("reason.kore.env_name")
	case strings.ContainsAny(s.File, "\x00\n\r"):
		return text.Say("reason.kore.file_path")
	}
	return text.Sentence{}
}
