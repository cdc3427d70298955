package config

import (
	"regexp"
	"strings"

	"github.com/sureline/sureline/core/kore"
)

// The names are narrow on purpose: a secret that was put in their place does not
// fit, and is never repeated in a message. Keychain items are named after client
// IDs, which have up to 128 characters.
var (
	keychainName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._~-]{0,159}$`)
	envName      = regexp.MustCompile(`^[A-Z_][A-Z0-9_]{0,63}$`)
)

func checkSource(s kore.Source) string {
	set := 0
	for _, value := range []string{s.Keychain, s.File, s.Env} {
		if value != "" {
			set++
		}
	}
	switch {
	case set != 1:
		return "name exactly one place: keychain, file or env"
	case s.Keychain != "" && !keychainName.MatchString(s.Keychain):
		return "keychain must be a short name of letters, digits, dots and hyphens"
	case s.Env != "" && !envName.MatchString(s.Env):
		return "env must be the name of a variable in capitals, such as KORE_SECRET"
	case strings.ContainsAny(s.File, "\x00\n\r"):
		return "file must be the path of a file"
	}
	return ""
}
