package ui

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/theme"
	"github.com/sureline/sureline/ui/uitest"
	"github.com/sureline/sureline/ui/widgets"
)

func TestFirstPage(t *testing.T) {
	for _, c := range []struct {
		name string
		fake *fake
		want []string
	}{
		{"no profile", &fake{}, []string{"Welcome to Sureline", "Nothing yet", "Connect, shown"}},
		{"no connection", &fake{profiles: []core.Profile{acme}}, []string{"Connect Acme Sync to RingCentral", "RingCentral · platform.ringcentral.com", "Connect, shown"}},
		{"a connection", &fake{profiles: []core.Profile{acme}, connections: []core.Connection{northwind}}, []string{"1 connection", "Connections, 1, shown"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t, c.fake, nil)
			b.says(c.want...)
			if b.win.window.Title() != "Sureline" {
				t.Errorf("title %q", b.win.window.Title())
			}
			if b.win.window.Canvas().Focused() == nil {
				t.Error("the focus is nowhere")
			}
		})
	}
}

func TestUnreadableStore(t *testing.T) {
	f := &fake{err: core.Fail("read", finding.New(finding.StoreBusy), nil)}
	b := newBench(t, f, nil)
	b.says("Sureline cannot begin yet", finding.New(finding.StoreBusy).Title)
	b.win.turn(settingsPage)
	b.loop.Settle()
	b.win.turn(connectPage) // not a welcome, as if nothing were wrong
	b.says("Sureline cannot begin yet", finding.New(finding.StoreBusy).Title)
	f.err = nil
	b.press("Try again")
	b.says("Welcome to Sureline")
}

func TestBrokenSettingsAreSaid(t *testing.T) {
	broken := finding.NewSettingInvalid("theme", "pink", text.Sentence{Key: "reason.unknown_here"})
	b := newBench(t, &fake{}, func(d *Deps) { d.SettingsProblem = core.Fail("load", broken, nil) })
	b.says(broken.Title)
	b.press("Dismiss")
	if strings.Contains(b.words(), broken.Title) {
		t.Error("not dismissed")
	}
}

func TestEveryPlaceByMenu(t *testing.T) {
	b := newBench(t, &fake{profiles: []core.Profile{acme}, connections: []core.Connection{northwind}}, nil)
	for _, menu := range b.win.window.MainMenu().Items {
		for _, item := range menu.Items {
			if menu.Label == "Go" && item.Shortcut == nil {
				t.Errorf("%s has no key", item.Label)
			}
			if _, faint := item.Shortcut.(fyne.KeyboardShortcut); faint && runtime.GOOS != "darwin" {
				t.Errorf("Fyne would show the key of %s too faint to read", item.Label)
			}
			if item.IsSeparator || item.IsQuit {
				continue
			}
			item.Action()
			b.loop.Settle()
			if strings.HasPrefix(item.Label, "Open profile…") {
				b.win.onKey(&fyne.KeyEvent{Name: fyne.KeyEscape}) // away with Fyne's file dialog
			}
			if b.win.window.Canvas().Overlays().Top() != nil {
				t.Errorf("%s leaves something above the page", item.Label)
			}
			if b.win.window.Canvas().Focused() == nil {
				t.Errorf("%s leaves the focus nowhere", item.Label)
			}
		}
	}
	b.win.turn(settingsPage)
	b.says("Settings, shown", "Look", "This computer", "1.2.3")
	b.win.turn(connectPage)
	b.says("Connect, shown", "Create your credential")
}

// Tab goes through the sidebar from above, then through the page.
func TestTabFollowsTheEye(t *testing.T) {
	b := newBench(t, &fake{}, nil)
	c := b.win.window.Canvas()
	c.Unfocus()
	var order []string
	for range 6 {
		c.FocusNext()
		switch f := c.Focused().(type) {
		case *navItem:
			order = append(order, f.name)
		case *widgets.Button:
			order = append(order, f.Text())
		}
	}
	want := "Connect Connections Settings Open a profile… Try the demo Make a profile for your app…"
	if got := strings.Join(order, " "); got != want {
		t.Errorf("got %s", got)
	}
}

// A file that the program is started with leads to Connect with its profile, also
// where a connection exists already.
func TestStartedWithAFile(t *testing.T) {
	other := core.Profile{ID: "contoso", Name: "Contoso Calls", ClientID: "zZ9", Server: core.DefaultServer, Console: core.DefaultConsole}
	for name, f := range map[string]*fake{
		"first start":  {},
		"a connection": {profiles: []core.Profile{other}, connections: []core.Connection{{ID: "1", Name: "Old", ProfileID: "contoso"}}},
	} {
		t.Run(name, func(t *testing.T) {
			app := uitest.App(t)
			b := &bench{t: t, loop: uitest.NewLoop(), fake: f}
			b.win = New(app, b.deps())
			t.Cleanup(b.win.close)
			b.win.Show()
			b.win.HandOver([]string{"/tmp/acme.sureline"})
			b.loop.Settle()
			b.says("Connect Acme Sync to RingCentral", "Connect, shown")
			if b.win.connect().Profile().ID != "acme" {
				t.Errorf("connects %q", b.win.connect().Profile().ID)
			}
		})
	}
}

func TestSidebarByKeyboard(t *testing.T) {
	b := newBench(t, &fake{}, nil)
	b.win.window.Canvas().Focus(b.win.items[settingsPage])
	uitest.Key(b.win.window, fyne.KeyReturn)
	b.loop.Settle()
	b.says("Settings, shown")
}

func TestDropOpensAProfileAnywhere(t *testing.T) {
	b := newBench(t, &fake{}, nil)
	b.win.turn(settingsPage)
	b.win.onDropped(fyne.Position{}, []fyne.URI{storage.NewFileURI("/tmp/notes.txt")})
	b.says("Drop a profile here")
	b.win.onDropped(fyne.Position{}, []fyne.URI{storage.NewFileURI("/tmp/Acme.SURELINE")})
	b.loop.Settle()
	b.says("Connect Acme Sync to RingCentral", "Acme Sync")
	if len(b.saved) == 0 || b.saved[len(b.saved)-1].LastProfile != "acme" {
		t.Errorf("not remembered: %+v", b.saved)
	}
}

func TestSecondStartHandsOver(t *testing.T) {
	b := newBench(t, &fake{profiles: []core.Profile{acme}}, nil)
	b.win.HandOver([]string{"/tmp/acme.sureline"})
	if strings.Contains(b.words(), "Open a profile\n") {
		t.Error("opened past the UI thread")
	}
	b.loop.Settle()
	b.says("Connect Acme Sync to RingCentral", "Create your credential")
}

func TestDemoOpensElsewhere(t *testing.T) {
	b := newBench(t, &fake{}, nil)
	b.press("Try the demo")
	b.says("The demo is open in a window of its own")
	if b.demos != 1 {
		t.Errorf("%d demos", b.demos)
	}
	uitest.Key(b.win.window, fyne.KeyEscape)
	if strings.Contains(b.words(), "The demo is open") {
		t.Error("Esc does not take the message away")
	}
}

func TestCloseAsksBeforeAPasteIsLost(t *testing.T) {
	b := newBench(t, &fake{profiles: []core.Profile{acme}}, nil)
	closed := false
	b.win.window.SetOnClosed(func() { closed = true })
	var field *widgets.SecretEntry
	uitest.Walk(b.win.window.Content(), func(o fyne.CanvasObject) {
		if f, ok := o.(*widgets.SecretEntry); ok {
			field = f
		}
	})
	field.Take("half a credential")
	b.loop.Settle()
	b.win.onClose()
	b.says("Close Sureline?", "the pasted text would be gone")
	uitest.Key(b.win.window, fyne.KeyReturn) // on "Stay"
	if closed || strings.Contains(b.words(), "Close Sureline?") || field.Text == "" {
		t.Fatal("closed, or the question stays, or the text is lost")
	}
	b.win.onClose()
	b.press("Close anyway")
	if !closed {
		t.Error("still open")
	}
}

func TestCloseWithoutLossDoesNotAsk(t *testing.T) {
	b := newBench(t, &fake{}, nil)
	closed := false
	b.win.window.SetOnClosed(func() { closed = true })
	b.win.onClose()
	if !closed {
		t.Errorf("asks:\n%s", b.words())
	}
}

// At 200 % in the smallest window the places stand above the page, and leave it
// most of the height.
func TestSmallestWindow(t *testing.T) {
	b := newBench(t, &fake{profiles: []core.Profile{acme}}, withKore)
	for _, c := range []struct {
		percent int
		above   bool
	}{{100, false}, {200, true}} {
		b.win.look(theme.Light, c.percent)
		b.win.window.Resize(fyne.NewSize(720, 520))
		b.says("Acme Sync", "platform.ringcentral.com")
		items := b.win.items
		if above := items[connectPage].Position().Y == items[settingsPage].Position().Y; above != c.above {
			t.Errorf("%d %%: above is %v", c.percent, above)
		}
		last := items[settingsPage]
		if right := last.Position().X + last.Size().Width; right > 720 {
			t.Errorf("%d %%: the places end at %v", c.percent, right)
		}
		if size := b.win.stage.Size(); size.Height < 300 || size.Width < 480 {
			t.Errorf("%d %%: the page has %v", c.percent, size)
		}
	}
}

// TestPasteNeedsNoAim: after copying in the browser people press Ctrl+V without
// looking where the focus is.
func TestPasteNeedsNoAim(t *testing.T) {
	b := newBench(t, &fake{profiles: []core.Profile{acme}}, nil)
	b.win.app.Clipboard().SetContent("not a credential, just words")
	b.win.onPaste(&fyne.ShortcutPaste{})
	if b.win.connect().Unsaved() == "" {
		t.Error("the Connect page did not take it")
	}
	b.win.app.Clipboard().SetContent("other words")
	before := b.words()
	b.win.onPaste(&fyne.ShortcutPaste{})
	if b.words() != before {
		t.Error("a second paste replaced the text without having been aimed at it")
	}
}

func TestKoreHasAPlaceOnlyWhereItWorks(t *testing.T) {
	without := newBench(t, &fake{profiles: []core.Profile{acme}}, nil)
	if strings.Contains(without.words(), "Kore.ai") {
		t.Error("a place that leads nowhere")
	}
	without.win.turn(korePage)
	b := newBench(t, &fake{profiles: []core.Profile{acme}}, withKore)
	b.says("Kore.ai")
	for win, want := range map[*Window]string{
		without.win: "Connect Ctrl+1, Connections Ctrl+2, Settings Ctrl+,, Find a connection Ctrl+F",
		b.win:       "Connect Ctrl+1, Connections Ctrl+2, Kore.ai Ctrl+3, Settings Ctrl+,, Find a connection Ctrl+F",
	} {
		var keys []string
		for _, item := range win.window.MainMenu().Items[1].Items {
			name, key, _ := strings.Cut(item.Label, "   (")
			keys = append(keys, name+" "+strings.TrimSuffix(key, ")"))
		}
		if got := strings.Join(keys, ", "); runtime.GOOS != "darwin" && got != want {
			t.Errorf("the menu has %s, want %s", got, want)
		}
	}
	b.win.window.Canvas().Focus(b.win.items[korePage])
	uitest.Key(b.win.window, fyne.KeyReturn)
	b.loop.Settle()
	b.says("Kore.ai, shown", "Open Support", "Run the service here")
	b.press("Open Support")
	b.says("Make and inspect a token", "Verify live")
	uitest.Key(b.win.window, fyne.KeyEscape)
	b.loop.Settle()
	b.press("Open Support")
	b.press("Change")
	if b.win.page(korePage).Unsaved() != "" {
		t.Error("an untouched form has something to lose")
	}
}

// An office manager is not asked to wonder what Kore.ai is: its place is there for
// who has a client, or asked for it once.
func TestKoreIsForWhoUsesIt(t *testing.T) {
	in := func(b *bench) bool { return b.win.items[korePage].Visible() }
	y := func(b *bench, n name) float32 {
		uitest.Layout(b.win.window)
		return b.win.items[n].Position().Y
	}
	part := func(p koreFake, chosen bool) *bench {
		return newBench(t, &fake{profiles: []core.Profile{acme}}, func(d *Deps) { d.Kore, d.Settings.Kore, d.Settings.LastProfile = p, chosen, "acme" })
	}
	if b := part(koreFake{}, true); !in(b) {
		t.Error("hidden from who asked for it before")
	}
	if b := part(koreFake{err: core.Fail("read", finding.NewKoreFileUnreadable("kore.toml", text.Say("reason.kore.no_right")), nil)}, false); !in(b) {
		t.Error("a list that cannot be read is hidden")
	}
	b := part(koreFake{}, false)
	row := y(b, connectionsPage) - y(b, connectPage)
	if in(b) || y(b, settingsPage)-y(b, connectionsPage) != row {
		t.Error("a place for nobody, or a gap for it")
	}
	b.win.window.MainMenu().Items[1].Items[2].Action()
	b.loop.Settle()
	b.says("Kore.ai, shown", "No client yet")
	if !in(b) || y(b, settingsPage)-y(b, connectionsPage) != 2*row {
		t.Error("no place though it was asked for")
	}
	if len(b.saved) != 1 || !b.saved[0].Kore {
		t.Errorf("the choice is not kept: %+v", b.saved)
	}
	b.win.turn(connectPage)
	b.win.turn(korePage)
	b.loop.Settle()
	if len(b.saved) != 1 {
		t.Error("kept again and again")
	}
}

func TestWelcomeLeadsToKore(t *testing.T) {
	b := newBench(t, &fake{}, func(d *Deps) { d.Kore = koreFake{} })
	b.press("Open the Kore.ai part")
	b.says("Kore.ai, shown", "No client yet")
}

// A host that takes two lines where one was must not push the foot out of the
// window.
func TestFootStaysInTheWindow(t *testing.T) {
	b := newBench(t, &fake{}, nil)
	uitest.Layout(b.win.window)
	b.win.foot.set(core.Profile{ID: "x", Name: "Northwind Call Centre Reporting", Server: "https://platform.devtest.ringcentral.com"})
	foot := b.win.foot.object
	bottom := foot.Position().Y + foot.MinSize().Height
	if height := b.win.window.Content().Size().Height; bottom > height || foot.Size().Height < foot.MinSize().Height {
		t.Errorf("the foot ends at %v in a window of %v", bottom, height)
	}
}

// The words of the sidebar, of the menu's messages and of the question before
// closing are whole in every language.
func TestWindowInEveryLanguage(t *testing.T) {
	unread := &fake{err: core.Fail("read", finding.New(finding.StoreBusy), nil)}
	uitest.InEveryLanguage(t, "window", uitest.WindowWidth, func(t *testing.T) fyne.Window {
		inForce := lang.Current()
		b := newBench(t, unread, withKore)
		lang.Use(inForce) // the window knows no lengthened language
		b.win.build()
		b.win.state.profile = acme
		b.win.state.connections = 62
		b.win.turn(connectPage)
		b.win.state.keychainSlow = true
		b.win.state.notice = &notice{lost: lang.T("close.connect")}
		b.win.render()
		return b.win.window
	})
}

// Who waits for the keychain is told where to look, after a second and until it
// answers, whichever page shows.
func TestSlowKeychainIsSaid(t *testing.T) {
	b := newBench(t, &fake{profiles: []core.Profile{acme}}, nil)
	tickers := b.loop.Tickers()
	says := func(when string, want bool) {
		t.Helper()
		if got := strings.Contains(b.words(), "password in another window"); got != want {
			t.Errorf("%s: said is %v", when, got)
		}
	}
	b.win.KeychainBusy(true)
	b.loop.Settle()
	b.loop.Advance(999 * time.Millisecond)
	b.loop.Settle()
	says("before a second", false)
	b.win.KeychainBusy(false)
	b.loop.Settle()
	b.loop.Advance(time.Minute)
	says("after a quick answer", false)
	b.win.KeychainBusy(true)
	b.loop.Settle()
	b.loop.Advance(time.Second)
	says("after a second", true)
	b.win.turn(settingsPage)
	b.loop.Settle()
	says("on another page", true)
	b.win.KeychainBusy(false)
	b.loop.Settle()
	says("once it answered", false)
	if left := b.loop.Tickers() - tickers; left != 0 {
		t.Errorf("%d tickers left", left)
	}
}

func TestLanguageChangesAtOnce(t *testing.T) {
	t.Cleanup(func() { lang.Use(text.English()) })
	b := newBench(t, &fake{profiles: []core.Profile{acme}, connections: []core.Connection{northwind}}, nil)
	b.win.turn(settingsPage)
	choose(b, "Language", 2)
	b.says("Einstellungen, angezeigt", "Verbindungen, 1", "Acme Sync")
	if got := b.saved[len(b.saved)-1].Language; got != "de" {
		t.Errorf("kept %q", got)
	}
	if b.win.window.MainMenu().Items[0].Label != "Datei" || b.win.window.Canvas().Focused() == nil {
		t.Error("the menu stays English, or the focus is nowhere")
	}
	choose(b, "Sprache (language)", 0)
	b.says("Settings, shown")
}

func TestLanguageWaitsForWhatIsNotSaved(t *testing.T) {
	t.Cleanup(func() { lang.Use(text.English()) })
	b := newBench(t, &fake{profiles: []core.Profile{acme}}, nil)
	b.win.app.Clipboard().SetContent("not a credential, just words")
	b.win.onPaste(&fyne.ShortcutPaste{})
	b.win.turn(settingsPage)
	choose(b, "Language", 2)
	b.says("Settings, shown", "ab dem nächsten Start Deutsch")
	if b.win.connect().Unsaved() == "" {
		t.Error("the pasted text is gone")
	}
	saved := b.saved[len(b.saved)-1]
	next := newBench(t, &fake{}, func(d *Deps) { d.Settings = saved })
	next.says("Einstellungen")
}

func TestLanguageOfTheComputer(t *testing.T) {
	t.Cleanup(func() { lang.Use(text.English()) })
	newBench(t, &fake{}, func(d *Deps) { d.Locale = "de-AT" }).says("Einstellungen")
	newBench(t, &fake{}, func(d *Deps) { d.Locale, d.Settings.Language = "de-AT", "en" }).says("Settings")
}

// choose picks an option of the list with that name.
func choose(b *bench, name string, index int) {
	b.t.Helper()
	found := false
	uitest.Walk(b.win.window.Content(), func(o fyne.CanvasObject) {
		if c, ok := o.(*widgets.Chooser); ok && strings.HasPrefix(c.AccessibilityLabel(), name+",") && !found {
			found = true
			c.SetSelectedIndex(index)
		}
	})
	if !found {
		b.t.Fatalf("no list %q in:\n%s", name, b.words())
	}
	b.loop.Settle()
}

// What shows, and where Back leads, follows from the state alone.
func TestState(t *testing.T) {
	one := []core.Profile{acme}
	for _, c := range []struct {
		state state
		want  name
	}{
		{state{}, ""},
		{state{wanted: connectPage}, welcomePage},
		{state{wanted: connectPage, profiles: one}, connectPage},
		{state{wanted: connectPage, profiles: one, unread: &core.Finding{}}, unreadPage},
		{state{wanted: settingsPage, unread: &core.Finding{}}, settingsPage},
	} {
		if got := c.state.shows(); got != c.want {
			t.Errorf("%+v shows %q, want %q", c.state, got, c.want)
		}
	}
	places := map[name]place{"": {}, openerPage: {name: openerPage, passing: true}, makerPage: {name: makerPage, passing: true}, settingsPage: {name: settingsPage}}
	s := state{}
	if s.back() != connectPage {
		t.Errorf("at first Back leads to %q", s.back())
	}
	for _, to := range []name{settingsPage, openerPage, makerPage} {
		s.turn(places[to], places[s.wanted])
	}
	if s.back() != settingsPage {
		t.Errorf("Back leads past the Settings to %q", s.back())
	}
}

// What the start found is told whole: every change that was settled, and one that
// could not be.
func TestEverySettledChangeIsTold(t *testing.T) {
	locked := finding.NewKeychain(finding.KeychainLocked)
	b := newBench(t, &fake{profiles: []core.Profile{acme}}, func(d *Deps) {
		d.SettleProblem = core.Fail("settle", locked, nil)
		d.Settled = []core.Finding{finding.NewLeftOver("Northwind", true), finding.NewLeftOver("Southwind", false)}
	})
	b.says(locked.Title, "An interrupted change was completed", "“Northwind”", "An interrupted change was taken back", "“Southwind”")
	b.press("Dismiss")
	if words := b.words(); strings.Contains(words, "Northwind") || strings.Contains(words, locked.Title) {
		t.Errorf("still told:\n%s", words)
	}
}
