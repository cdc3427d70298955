package profiles

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/uitest"
)

// opened returns the opener after it read what it was given.
func opened(b *bench, r Opened) fyne.CanvasObject {
	b.opened = r
	o := NewOpener(b.deps)
	b.show(o.Object())
	o.chosen("/docs/acme.sureline")
	b.loop.Settle()
	return o.Object()
}

// foreign is a profile that names a host which is not RingCentral's.
func foreign(host string) core.Profile {
	p := acme()
	p.TokenURL, p.ClientAuth = "https://"+host+"/token", core.ClientAuthNone
	return p
}

func made(b *bench, change func(m *Maker)) fyne.CanvasObject {
	m := NewMaker(b.deps)
	b.show(m.Object())
	change(m)
	b.loop.Settle()
	return m.Object()
}

func listed(b *bench, change func(l *List)) fyne.CanvasObject {
	b.fake.profiles = []core.Profile{acme(), foreign("token.acme.example")}
	b.fake.secrets["acme"] = core.NewSecret(canary)
	l := NewList(b.deps, func() {}, func() {})
	b.show(l.Object())
	l.Reload()
	b.loop.Settle()
	change(l)
	return l.Object()
}

// Every page reads well in every language, in each of its states.
func TestPagesInEveryLanguage(t *testing.T) {
	for name, object := range map[string]func(*bench) fyne.CanvasObject{
		"welcome": func(*bench) fyne.CanvasObject { return NewWelcome(func() {}, func() {}, func() {}, func() {}).Object() },
		"opener":  func(b *bench) fyne.CanvasObject { return NewOpener(b.deps).Object() },
		"opener mistakes": func(b *bench) fyne.CanvasObject {
			return opened(b, Opened{Findings: []core.Finding{mistake(3, "servr"), mistake(0, "name"), mistake(9, "")}})
		},
		"opener host":       func(b *bench) fyne.CanvasObject { return opened(b, Opened{Profile: foreign("token.acme.example")}) },
		"opener look-alike": func(b *bench) fyne.CanvasObject { return opened(b, Opened{Profile: foreign("ringcentra1.example")}) },
		"opener changed": func(b *bench) fyne.CanvasObject {
			known := foreign("token.acme.example")
			known.ClientID, known.ConfirmedHosts = "other99", []string{"token.acme.example"}
			b.fake.profiles = []core.Profile{known}
			return opened(b, Opened{Profile: acme()})
		},
		"opener done": func(b *bench) fyne.CanvasObject {
			return opened(b, Opened{Profile: acme(), Secret: core.NewSecret(canary)})
		},
		"maker": func(b *bench) fyne.CanvasObject { return NewMaker(b.deps).Object() },
		"maker wrong": func(b *bench) fyne.CanvasObject {
			return made(b, func(m *Maker) {
				m.fields[fieldScopes].Entry.SetText("Reed Cal")
				m.fields[fieldSupport].Entry.SetText("x")
				m.onOpen()
				m.onSave()
			})
		},
		"maker there": func(b *bench) fyne.CanvasObject {
			return made(b, func(m *Maker) {
				fill(m)
				m.onSave()
				b.loop.Settle()
				m.onSave()
			})
		},
		"maker key": func(b *bench) fyne.CanvasObject {
			return made(b, func(m *Maker) {
				fill(m)
				m.uses.way.SetSelectedIndex(2)
				m.uses.onMake()
				m.onSave()
			})
		},
		"list": func(b *bench) fyne.CanvasObject { return listed(b, func(l *List) { l.ask("acme") }) },
		"list failed": func(b *bench) fyne.CanvasObject {
			return listed(b, func(l *List) {
				b.fake.err = core.Fail("remove", finding.NewProfileInUse("Acme Sync", 2), nil)
				l.ask("acme")
				l.remove("acme")
				b.loop.Settle()
			})
		},
	} {
		uitest.InEveryLanguage(t, name, uitest.PageWidth, func(t *testing.T) fyne.Window {
			b := newBench(t)
			b.show(object(b))
			return b.window
		})
	}
}

// What is wrong with a file is said in the user's language, and sent to the
// provider in English.
func TestMistakesSpeakTheLanguage(t *testing.T) {
	german, _ := text.For("de")
	lang.Use(german)
	t.Cleanup(func() { lang.Use(text.English()) })
	b := newBench(t)
	opened(b, Opened{Findings: []core.Finding{mistake(3, "servr"), mistake(0, "name")}})
	b.says("In dieser Profildatei sind 2 Fehler", "Zeile 3, „servr“: diesen Schlüssel kennt Sureline nicht.", "„name“: ")
	b.press("Text für den App-Anbieter kopieren")
	if want := "- Line 3, “servr”: Sureline does not know this key.\n- “name”: "; !strings.Contains(b.copied, want) {
		t.Errorf("copied %q", b.copied)
	}
	b.copied = ""
	opened(b, Opened{Findings: []core.Finding{mistake(3, "servr")}})
	b.says("Zeile 3 von „bad.sureline“, „servr“: diesen Schlüssel kennt Sureline nicht")
	m := NewMaker(b.deps)
	b.show(m.Object())
	test.Type(m.fields[fieldClientID].Entry, "ab c")
	b.says("✕ Keine Leerzeichen")
}
