package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"runtime"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
)

// errNoWindow is what the user is told when no window is possible (exit 8).
var errNoWindow = errors.New("no window is possible")

// checkDisplay tells, before Fyne is touched, whether a window can be asked for
// at all: without a display server Fyne panics.
func checkDisplay(getenv func(string) string) error {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return nil
	}
	if getenv("WAYLAND_DISPLAY") != "" {
		return nil
	}
	display := getenv("DISPLAY")
	if display == "" {
		return fmt.Errorf("%w: there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)", errNoWindow)
	}
	socket, ok := x11Socket(display)
	if !ok {
		return nil // a display on another machine: let the toolkit try
	}
	if _, err := os.Stat(socket); err == nil {
		return nil
	}
	// An X server may listen on the abstract socket only.
	if conn, err := net.Dial("unix", "@"+socket); err == nil {
		return conn.Close()
	}
	return fmt.Errorf("%w: nothing answers on the display %q", errNoWindow, display)
}

// x11Socket returns the socket of a local X display such as ":0" or "unix:0.1".
func x11Socket(display string) (string, bool) {
	host, number, ok := strings.Cut(display, ":")
	if !ok || host != "" && host != "unix" {
		return "", false
	}
	number, _, _ = strings.Cut(number, ".")
	return "/tmp/.X11-unix/X" + number, true
}

// show opens the window and makes sure that it is there: without OpenGL, Fyne
// only logs an error and goes on without any window, and when the display
// refuses the connection it panics. What Fyne logs meanwhile is dropped, since
// one clear sentence follows.
func show(w fyne.Window) (err error) {
	log.SetOutput(io.Discard)
	defer log.SetOutput(os.Stderr)
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: the display did not let it open", errNoWindow)
		}
	}()
	w.Show()
	native, ok := w.(driver.NativeWindow)
	if !ok {
		return nil
	}
	native.RunNative(func(context any) {
		if handle(context) == 0 {
			err = fmt.Errorf("%w: this computer offers no OpenGL (common on remote desktops and servers)", errNoWindow)
		}
	})
	return err
}

// handle returns the native handle of the window, 0 when there is none.
func handle(context any) uintptr {
	switch c := context.(type) {
	case driver.X11WindowContext:
		return c.WindowHandle
	case driver.WaylandWindowContext:
		return c.WaylandSurface
	case driver.WindowsWindowContext:
		return c.HWND
	case driver.MacWindowContext:
		return c.NSWindow
	}
	return 1 // a kind of window that this version does not know: believe it
}
