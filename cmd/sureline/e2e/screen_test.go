//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// titled is how xdotool finds the window, the demo's or the real one. It reads the
// old kind of title, in which a dash is not the same in every locale.
const titled = "^Sureline"

// window waits for the program's window, activates it and returns its X id.
func (d *desktop) window() string {
	d.t.Helper()
	id := d.windowTitled(titled)
	d.activate(id)
	return id
}

// windowTitled waits for a window and returns its X id.
func (d *desktop) windowTitled(title string) string {
	d.t.Helper()
	var id string
	d.eventually("the window", func() error {
		out, err := d.run("xdotool", "search", "--onlyvisible", "--name", title)
		if err != nil {
			return err
		}
		id = strings.Fields(out)[0]
		return nil
	})
	return id
}

func (d *desktop) activate(id string) {
	d.t.Helper()
	d.eventually("the focus", func() error {
		if _, err := d.run("xdotool", "windowactivate", "--sync", id); err != nil {
			return err
		}
		out, err := d.run("xdotool", "getactivewindow")
		if err != nil {
			return err
		}
		if strings.TrimSpace(out) != id {
			return fmt.Errorf("window %s is active", strings.TrimSpace(out))
		}
		return nil
	})
}

// keys presses keys one after the other, with the pause that a fast typist has.
func (d *desktop) keys(names ...string) {
	d.t.Helper()
	for _, name := range names {
		d.must("xdotool", "key", "--clearmodifiers", "--delay", "30", name)
		time.Sleep(60 * time.Millisecond)
	}
}

func (d *desktop) typeText(text string) {
	d.t.Helper()
	d.must("xdotool", "type", "--clearmodifiers", "--delay", "15", text)
}

// shot keeps a screenshot as an artefact and returns its file.
func (d *desktop) shot(name string) string {
	d.t.Helper()
	d.shots++
	file := filepath.Join(d.artifacts, fmt.Sprintf("%s-%02d-%s.png", strings.ReplaceAll(d.t.Name(), "/", "-"), d.shots, name))
	if _, err := d.run("import", "-window", "root", file); err != nil {
		d.t.Errorf("screenshot: %v", err)
	}
	return file
}

// pictures are those that README.md shows.
var pictures = []string{"welcome", "connect", "wrong-secret", "connected", "test", "connections"}

// picture keeps the window alone for README.md, when `make screenshots` asks.
func (d *desktop) picture(window, name string) {
	d.t.Helper()
	dir := os.Getenv("SURELINE_SCREENSHOTS")
	if dir == "" || !slices.Contains(pictures, name) {
		return
	}
	d.must("import", "-window", window, "-strip", "+dither", "-colors", "128", "PNG8:"+filepath.Join(dir, name+".png"))
}

// read returns the words on the screen, as a person would read them.
func (d *desktop) read() string {
	d.t.Helper()
	file := filepath.Join(d.outside, "read.png")
	d.must("import", "-window", "root", "-resize", "250%", "-colorspace", "Gray", file)
	out, err := d.run("tesseract", file, "-", "--psm", "11")
	if err != nil {
		d.t.Fatal(err)
	}
	return strings.Join(strings.Fields(out), " ")
}

// sees waits until the screen shows all the texts.
func (d *desktop) sees(texts ...string) {
	d.t.Helper()
	d.eventually(fmt.Sprintf("reading %q on the screen", texts), func() error {
		words := d.read()
		for _, text := range texts {
			if !strings.Contains(plain(words), plain(text)) {
				return fmt.Errorf("%q is not there; it reads: %s", text, words)
			}
		}
		return nil
	})
}

// plain drops what reading from pixels gets wrong: case, spaces, punctuation.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		}
		return -1
	}, text)
}
