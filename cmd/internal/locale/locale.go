// Package locale owns a repair that has to come before Fyne: at its own
// initialisation Fyne reports an error for a locale such as "C.UTF-8", whose "C"
// it takes for a language. Import it for its effect only.
//
// It works because Go initialises packages in the order of their import paths
// once their imports are ready (language specification, "Program
// initialization"): this one imports only packages that Fyne's dependencies
// need as well, and sorts before golang.org/x/text, without which Fyne's
// language package is not ready. A test in cmd/sureline watches over it.
package locale

import (
	"os"
	"strings"
)

func init() {
	if value := effective(os.Getenv); strings.HasPrefix(value, "C.") && os.Getenv("LANGUAGE") == "" {
		// LANGUAGE is asked first. The character set, which input methods need,
		// stays as it is. Setenv fails for impossible names only.
		_ = os.Setenv("LANGUAGE", "en")
	}
}

// effective returns the locale of messages (POSIX.1-2017, section 8.2).
func effective(getenv func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := getenv(name); value != "" {
			return value
		}
	}
	return ""
}
