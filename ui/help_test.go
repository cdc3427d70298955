package ui

import (
	"runtime"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/theme"
	"github.com/sureline/sureline/ui/uitest"
	"github.com/sureline/sureline/ui/widgets"
)

func TestHelpNamesEveryKey(t *testing.T) {
	b := newBench(t, &fake{profiles: []core.Profile{acme}}, nil)
	b.win.turn(settingsPage)
	b.win.turn(helpPage)
	b.says("How it works", "Keys", "Esc", "One step back")
	for _, menu := range b.win.window.MainMenu().Items {
		for _, item := range menu.Items {
			if item.Shortcut == nil {
				continue
			}
			name, key, _ := strings.Cut(item.Label, "   (")
			b.says(name)
			if runtime.GOOS != "darwin" {
				b.says(strings.TrimSuffix(key, ")"))
			}
		}
	}
	uitest.Key(b.win.window, fyne.KeyEscape)
	b.loop.Settle()
	b.says("Settings, shown")
}

func TestHelpInEveryLanguage(t *testing.T) {
	uitest.InEveryLanguage(t, "help", uitest.WindowWidth, func(t *testing.T) fyne.Window {
		inForce := lang.Current()
		b := newBench(t, &fake{profiles: []core.Profile{acme}}, nil)
		lang.Use(inForce) // the window knows no lengthened language
		b.win.build()
		b.win.turn(helpPage)
		return b.win.window
	})
}

func TestPageKeysScrollThePage(t *testing.T) {
	b := newBench(t, &fake{}, nil)
	b.win.look(theme.Light, 200)
	b.win.window.Resize(uitest.Smallest)
	b.win.turn(helpPage)
	uitest.Layout(b.win.window)
	scroll := b.win.current().Object().(*container.Scroll)
	uitest.Key(b.win.window, fyne.KeyPageDown) // the focus is on a button
	if scroll.Offset.Y <= 0 || scroll.Offset.Y > scroll.Size().Height {
		t.Errorf("down: %v", scroll.Offset)
	}
	for range 20 {
		uitest.Key(b.win.window, fyne.KeyPageDown)
	}
	if end := scroll.Content.MinSize().Height - scroll.Size().Height; scroll.Offset.Y != end {
		t.Errorf("ends at %v, want %v", scroll.Offset.Y, end)
	}
	for range 20 {
		uitest.Key(b.win.window, fyne.KeyPageUp)
	}
	if scroll.Offset.Y != 0 {
		t.Errorf("up: %v", scroll.Offset)
	}
}

// A message that is higher than the window can be scrolled to its end.
func TestLongMessageIsScrolled(t *testing.T) {
	b := newBench(t, &fake{}, nil)
	b.win.window.Resize(uitest.Smallest)
	b.win.say(widgets.ToneInfo, strings.Repeat("A line of a long message.\n", 80))
	uitest.Layout(b.win.window)
	banner := b.win.banner
	if bottom := banner.Position().Y + banner.Size().Height; bottom > uitest.Smallest.Height || banner.Content.MinSize().Height <= banner.Size().Height {
		t.Errorf("the message ends at %v of %v and needs %v", bottom, uitest.Smallest.Height, banner.Content.MinSize().Height)
	}
	banner.ScrollToBottom()
	if end := banner.Content.Size().Height - banner.Size().Height; banner.Offset.Y != end || end <= 0 {
		t.Errorf("scrolled to %v, the end is %v", banner.Offset.Y, end)
	}
}

// On every page the keyboard is on the page itself, not on what is around it.
func TestFocusLandsOnThePage(t *testing.T) {
	b := newBench(t, &fake{profiles: []core.Profile{acme}, connections: []core.Connection{northwind}}, withKore)
	for _, p := range b.win.places {
		if p.name == unreadPage {
			continue
		}
		b.win.window.Canvas().Focus(b.win.items[connectPage])
		b.win.turn(p.name)
		b.loop.Settle()
		if _, around := b.win.window.Canvas().Focused().(*navItem); around || b.win.window.Canvas().Focused() == nil {
			t.Errorf("%s: the focus is on %T", p.name, b.win.window.Canvas().Focused())
		}
	}
}
