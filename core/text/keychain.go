package text

import "runtime"

// Keychain names this operating system's keychain, for a slot.
func Keychain() List {
	switch runtime.GOOS {
	case "windows", "darwin":
		return List{"keychain." + runtime.GOOS}
	}
	return List{"keychain.other"}
}
