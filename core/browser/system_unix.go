//go:build !windows && !darwin

package browser

import "syscall"

// launcherEnv replaces the list of browsers to which xdg-open falls back on a
// desktop that it does not know: its own ends in text browsers.
var launcherEnv = []string{"BROWSER=x-www-browser:firefox:firefox-esr:chromium:chromium-browser:google-chrome:epiphany:konqueror"}

// usual returns the launchers of a desktop. Without a screen there is none, but
// that of WSL, which opens on the Windows side.
func (o opener) usual() []attempt {
	var attempts []attempt
	if o.getenv("WSL_DISTRO_NAME") != "" || o.getenv("WSL_INTEROP") != "" {
		// First, because an X server on WSL seldom comes with a browser.
		attempts = append(attempts, o.command("wslview"), o.command("rundll32.exe", "url.dll,FileProtocolHandler"))
	}
	if o.getenv("DISPLAY") != "" || o.getenv("WAYLAND_DISPLAY") != "" {
		attempts = append(attempts, o.command("xdg-open"), o.command("gio", "open"), o.command("x-www-browser"),
			o.command("www-browser"), o.command("sensible-browser"))
	}
	return attempts
}

// detached gives the browser a session of its own, so that it neither ends
// with us nor reaches our terminal.
func detached() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
