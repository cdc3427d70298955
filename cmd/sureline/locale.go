package main

import (
	"os"
	"strings"
)

// setLocale keeps Fyne from reporting an error at start where the locale is
// "C.UTF-8": it takes the "C" for a language. LANGUAGE is what it reads first,
// and it leaves the C library's character set, which input methods need, alone.
func setLocale() error {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		value := os.Getenv(name)
		if value == "" {
			continue
		}
		if strings.HasPrefix(value, "C.") && os.Getenv("LANGUAGE") == "" {
			return os.Setenv("LANGUAGE", "en")
		}
		return nil
	}
	return nil
}
