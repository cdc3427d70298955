//go:build linux

package browser

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

const link = "https://developers.ringcentral.com/console/my-credentials/create?client_id=a%20b%26c"

// desk is a desktop whose programs are scripts in a folder of their own.
type desk struct {
	t    *testing.T
	bin  string
	env  map[string]string
	open func(ctx context.Context, link string) error
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, bin: t.TempDir(), env: map[string]string{"DISPLAY": ":9"}}
	t.Setenv("PATH", d.bin)
	o := opener{settle: 10 * time.Second, getenv: func(name string) string { return d.env[name] }}
	d.open = o.open
	return d
}

// program writes a script that notes its arguments, one a line, and then runs
// the body.
func (d *desk) program(name, body string) {
	d.t.Helper()
	script := "#!/bin/sh\nfor a in \"$@\"; do echo \"$a\"; done >" + d.log(name) + "\n" + body + "\n"
	if err := os.WriteFile(filepath.Join(d.bin, name), []byte(script), 0o700); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) log(name string) string { return filepath.Join(d.bin, name+".log") }

// args returns the arguments with which the program ran; nil if it did not.
func (d *desk) args(name string) []string {
	d.t.Helper()
	text, err := os.ReadFile(d.log(name))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		d.t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

func TestOpen(t *testing.T) {
	type programs map[string]string
	for _, tt := range []struct {
		name     string
		env      map[string]string
		programs programs
		// opened and its arguments; empty means that nothing may open.
		opened string
		args   []string
		tried  []string
	}{
		{"xdg-open works", nil, programs{"xdg-open": "exit 0", "gio": "exit 0"}, "xdg-open", []string{link}, nil},
		{"xdg-open fails, gio works", nil, programs{"xdg-open": "exit 3", "gio": "exit 0"}, "gio", []string{"open", link}, nil},
		{"all fail", nil, programs{"xdg-open": "exit 3", "x-www-browser": "exit 1"}, "", nil, []string{"xdg-open", "x-www-browser"}},
		{"nothing installed", nil, nil, "", nil, nil},
		{"no screen", map[string]string{"DISPLAY": ""}, programs{"xdg-open": "exit 0"}, "", nil, nil},
		{"Wayland is a screen", map[string]string{"DISPLAY": "", "WAYLAND_DISPLAY": "wayland-0"}, programs{"xdg-open": "exit 0"}, "xdg-open", []string{link}, nil},
		{"BROWSER comes first", map[string]string{"BROWSER": "mine"}, programs{"mine": "exit 0", "xdg-open": "exit 0"}, "mine", []string{link}, nil},
		{"BROWSER with arguments and place", map[string]string{"BROWSER": "mine --url=%s --new"}, programs{"mine": "exit 0"}, "mine", []string{"--url=" + link, "--new"}, nil},
		{"BROWSER is a list", map[string]string{"BROWSER": "absent: broken::mine"}, programs{"broken": "exit 1", "mine": "exit 0"}, "mine", []string{link}, nil},
		{"BROWSER fails, the desktop works", map[string]string{"BROWSER": "mine"}, programs{"mine": "exit 1", "xdg-open": "exit 0"}, "xdg-open", []string{link}, nil},
		{"BROWSER without a screen", map[string]string{"BROWSER": "remote-helper", "DISPLAY": ""}, programs{"remote-helper": "exit 0"}, "remote-helper", []string{link}, nil},
		{"no shell takes part", map[string]string{"BROWSER": "mine ;touch$IFS/tmp/x `id` %s"}, programs{"mine": "exit 0"}, "mine", []string{";touch$IFS/tmp/x", "`id`", link}, nil},
		{"a text browser is refused", map[string]string{"BROWSER": "w3m"}, programs{"w3m": "exit 0"}, "", nil, nil},
		{"WSL opens on the Windows side", map[string]string{"DISPLAY": "", "WSL_DISTRO_NAME": "Debian"}, programs{"wslview": "exit 0"}, "wslview", []string{link}, nil},
		{"WSL without wslview", map[string]string{"DISPLAY": "", "WSL_INTEROP": "/run/x"}, programs{"rundll32.exe": "exit 0"}, "rundll32.exe", []string{"url.dll,FileProtocolHandler", link}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			for name, value := range tt.env {
				d.env[name] = value
			}
			for name, body := range tt.programs {
				d.program(name, body)
			}
			err := d.open(t.Context(), link)
			if tt.opened != "" {
				if err != nil {
					t.Fatal(err)
				}
				if got := d.args(tt.opened); !slices.Equal(got, tt.args) {
					t.Errorf("%s ran with %q, want %q", tt.opened, got, tt.args)
				}
				return
			}
			var failure *Error
			if !errors.As(err, &failure) || !slices.Equal(failure.Tried, tt.tried) {
				t.Fatalf("error is %v (tried %v), want one that tried %v", err, failure, tt.tried)
			}
			if len(tt.tried) == 0 && !errors.Is(err, ErrNoBrowser) {
				t.Errorf("error is %v, want %v", err, ErrNoBrowser)
			}
			if strings.Contains(err.Error(), "client_id") {
				t.Errorf("the error shows the link: %v", err)
			}
		})
	}
}

func TestTextBrowserBehindAnAlternativeIsRefused(t *testing.T) {
	d := newDesk(t)
	d.program("lynx", "exit 0")
	if err := os.Symlink(filepath.Join(d.bin, "lynx"), filepath.Join(d.bin, "www-browser")); err != nil {
		t.Fatal(err)
	}
	if err := d.open(t.Context(), link); !errors.Is(err, ErrNoBrowser) {
		t.Errorf("got %v, want %v", err, ErrNoBrowser)
	}
	if got := d.args("lynx"); got != nil {
		t.Errorf("lynx ran with %q", got)
	}
}

func TestOnlyWebLinks(t *testing.T) {
	d := newDesk(t)
	d.program("xdg-open", "exit 0")
	for _, bad := range []string{
		"", "example.com", "file:///etc/passwd", "javascript:alert(1)", "https:", "https://", "https:///x", "https://:443/",
		"--help", "ftp://example.com", "https://exa mple.com", "https://example.com/\nx", "mailto:a@example.com",
	} {
		if err := d.open(t.Context(), bad); !errors.Is(err, ErrNotALink) {
			t.Errorf("%q: got %v, want %v", bad, err, ErrNotALink)
		}
	}
	if got := d.args("xdg-open"); got != nil {
		t.Errorf("xdg-open ran with %q", got)
	}
}

// A launcher that still runs is the browser itself. It goes on when the context
// ends, in a session of its own.
func TestRunningBrowserIsSuccessAndOutlivesUs(t *testing.T) {
	d := newDesk(t)
	gate := filepath.Join(d.bin, "gate")
	if err := syscall.Mkfifo(gate, 0o600); err != nil {
		t.Fatal(err)
	}
	d.program("xdg-open", `read -r pid comm state ppid pgrp session rest </proc/$$/stat
[ "$session" = "$$" ] && own=own || own=shared
echo $own >`+gate)
	o := opener{settle: time.Millisecond, getenv: func(name string) string { return d.env[name] }}
	ctx, cancel := context.WithCancel(t.Context())
	if err := o.open(ctx, link); err != nil {
		t.Fatal(err)
	}
	cancel()
	// The script blocks until its gate is read: it is alive after the cancel.
	text, err := os.ReadFile(gate)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.TrimSpace(string(text)); got != "own" {
		t.Errorf("the browser runs in a session %q, want its own", got)
	}
}

func TestCancelEndsTheWaitOnly(t *testing.T) {
	d := newDesk(t)
	started, after := filepath.Join(d.bin, "started"), filepath.Join(d.bin, "after")
	for _, gate := range []string{started, after} {
		if err := syscall.Mkfifo(gate, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d.program("xdg-open", "echo >"+started+"; echo alive >"+after)
	ctx, cancel := context.WithCancel(t.Context())
	result := make(chan error, 1)
	go func() { result <- d.open(ctx, link) }()
	if _, err := os.ReadFile(started); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-result; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	if text, err := os.ReadFile(after); err != nil || string(text) != "alive\n" {
		t.Errorf("the browser ended with the context: %q, %v", text, err)
	}
}

func TestEnvironmentHoldsNoSecret(t *testing.T) {
	const canary = "CANARY-4f1c"
	d := newDesk(t)
	for _, name := range []string{"SURELINE_X", "rc_jwt", "GITHUB_TOKEN", "RC_CLIENT_SECRET", "DB_PASSWORD", "AWS_SECRET_ACCESS_KEY"} {
		t.Setenv(name, canary)
	}
	t.Setenv("XDG_CURRENT_DESKTOP", "kept")
	dump := filepath.Join(d.bin, "env")
	d.program("xdg-open", "export -p >"+dump)
	if err := d.open(t.Context(), link); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(dump)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), canary) {
		t.Errorf("the browser's environment holds a secret:\n%s", text)
	}
	if !strings.Contains(string(text), "XDG_CURRENT_DESKTOP") {
		t.Error("the browser does not get the desktop's variables")
	}
}
