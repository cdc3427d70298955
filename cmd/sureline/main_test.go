package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestWithoutADisplayOneSentenceAndExit8(t *testing.T) {
	for name, display := range map[string]string{"none": "", "dead": ":4711", "dead with screen": "unix:4711.0"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("DISPLAY", display)
			t.Setenv("WAYLAND_DISPLAY", "")
			var out, errOut bytes.Buffer
			code := run(t.Context(), nil, &out, &errOut)
			if code != exitNoWindow || out.Len() != 0 {
				t.Errorf("exit %d, stdout %q", code, out.String())
			}
			if text := errOut.String(); strings.Count(text, "\n") != 1 || !strings.Contains(text, "surelinectl") {
				t.Errorf("stderr is not one sentence that names surelinectl: %q", text)
			}
		})
	}
}

// TestNoComplaintAboutTheLocale watches over cmd/internal/locale: the program is
// this test binary, and Fyne complains while it is initialised.
func TestNoComplaintAboutTheLocale(t *testing.T) {
	cmd := exec.Command(os.Args[0], "-test.run", "^$")
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "LANGUAGE=")
	out, err := cmd.CombinedOutput()
	if err != nil || bytes.Contains(out, []byte("locale")) {
		t.Errorf("%v: %s", err, out)
	}
}

func TestParse(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name  string
		args  []string
		want  options
		usage bool // wrong usage
		help  bool
	}{
		{name: "nothing"},
		{name: "demo", args: []string{"--demo"}, want: options{demo: true}},
		{name: "file", args: []string{"acme.sureline"}, want: options{files: []string{filepath.Join(here, "acme.sureline")}}},
		{name: "profile", args: []string{"--profile", "/a/b.sureline"}, want: options{files: []string{"/a/b.sureline"}}},
		{name: "help", args: []string{"--help"}, help: true},
		{name: "version", args: []string{"--version"}, help: true},
		{name: "two files", args: []string{"a", "b"}, usage: true},
		{name: "unknown flag", args: []string{"--colour"}, usage: true},
		{name: "flag without its value", args: []string{"--profile"}, usage: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			got, err := parse(tt.args, &out)
			switch {
			case tt.help:
				if err == nil || out.Len() == 0 {
					t.Errorf("got %v and %q", err, out.String())
				}
			case tt.usage:
				if err == nil || !strings.Contains(err.Error(), "--help") {
					t.Errorf("got %v, want an error that names --help", err)
				}
			case err != nil || got.demo != tt.want.demo || !slices.Equal(got.files, tt.want.files):
				t.Errorf("got %+v, %v; want %+v", got, err, tt.want)
			}
		})
	}
}

func TestASecondStartHandsItsFilesOver(t *testing.T) {
	dir := t.TempDir()
	first, handed, err := claim(dir, nil)
	if err != nil || handed {
		t.Fatalf("the first start: %v, handed %v", err, handed)
	}
	ctx, stop := context.WithCancel(t.Context())
	got := make(chan handOver, 1)
	ended := make(chan struct{})
	go func() {
		first.serve(ctx, func(h handOver) { got <- h })
		close(ended)
	}()
	files := []string{"/home/ada/acme.sureline"}
	if _, handed, err := claim(dir, files); err != nil || !handed {
		t.Fatalf("the second start: %v, handed %v", err, handed)
	}
	if h := <-got; !slices.Equal(h.Files, files) {
		t.Errorf("the window got %q", h.Files)
	}
	stop()
	<-ended
	third, handed, err := claim(dir, nil)
	if err != nil || handed {
		t.Fatalf("a start after the window closed: %v, handed %v", err, handed)
	}
	third.listener.Close()
}

func TestAStaleSocketDoesNotKeepTheWindowFromOpening(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "window.sock"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	in, handed, err := claim(dir, nil)
	if err != nil || handed {
		t.Fatalf("after %v: %v, handed %v", time.Since(began), err, handed)
	}
	in.listener.Close()
}

// TestIdentityIsWrittenOnce compares what has to be the same in several files.
func TestIdentityIsWrittenOnce(t *testing.T) {
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	toml := read("FyneApp.toml")
	if !strings.Contains(toml, `ID = "`+appID+`"`) {
		t.Errorf("FyneApp.toml does not have the ID %s", appID)
	}
	version := regexp.MustCompile(`(?m)^ *Version = "(.+)"`).FindStringSubmatch(toml)
	if version == nil {
		t.Fatal("FyneApp.toml has no version")
	}
	newest := regexp.MustCompile(`(?m)^## (\S+)`).FindStringSubmatch(read("CHANGELOG.md"))
	if newest == nil || newest[1] != version[1] {
		t.Errorf("CHANGELOG.md begins with %q, FyneApp.toml has %s", newest, version[1])
	}
}
