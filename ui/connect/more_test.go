package connect_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/theme"
	"github.com/sureline/sureline/ui/uitest"
	"github.com/sureline/sureline/ui/widgets"
)

// Who is connected already is asked about: nothing is kept twice, or replaced, by
// Enter alone.
func TestSameOwnerIsAsked(t *testing.T) {
	for label, want := range map[string]onboard.SameOwner{
		"connect.prove.replace_same": onboard.ReplaceSame, "connect.prove.keep_both": onboard.KeepBoth,
	} {
		s := newStage(t)
		s.service.answer = fail(finding.NewSameOwner("Northwind Traders / Ada Jones", "Northwind"))
		s.connect()
		s.shows("This user is connected already", "“Northwind”")
		s.window.Canvas().Unfocus()
		s.key(fyne.KeyReturn)
		s.loop.Settle()
		if len(s.service.requests) != 1 || s.service.requests[0].SameOwner != onboard.AskSameOwner {
			t.Fatalf("%+v", s.service.requests)
		}
		s.service.answer = succeed
		s.press(lang.T(label))
		s.loop.Settle()
		if got := s.service.requests[len(s.service.requests)-1].SameOwner; got != want || len(s.made) != 1 {
			t.Errorf("%s: asked %v, made %v", label, got, s.made)
		}
	}
}

// What the app may do is said before anything is done, and not by the names of
// permissions.
func TestWhatTheAppMayDo(t *testing.T) {
	p := acme()
	p.Scopes = []string{"ReadCallLog", "SMS"}
	s := newStage(t, p)
	s.shows("What Acme Sync may do: read your call log, send and receive texts.")
	s.hides("ReadCallLog")
	newStage(t, acme()).hides("may do")
}

// Only RingCentral's own page is called one.
func TestWhosePageOpens(t *testing.T) {
	foreign := acme()
	foreign.Console, foreign.ConfirmedHosts = "https://developers.ringcentral.com.evil.example", []string{"developers.ringcentral.com.evil.example"}
	s := newStage(t, foreign)
	words := uitest.Words(s.window.Content())
	if !strings.Contains(words, "A page of developers.ringcentral.com.evil.example opens") || strings.Contains(words, "A page of RingCentral") {
		t.Error(words)
	}
	s = newStage(t, acme())
	if words := uitest.Words(s.window.Content()); !strings.Contains(words, "A page of RingCentral opens in your browser") {
		t.Error(words)
	}
}

func TestClipboardOffer(t *testing.T) {
	s := newStage(t)
	s.clipboard.Text = canary
	s.press("Open the page")
	s.loop.Settle()
	if s.clipboard.Reads != 0 {
		t.Error("the clipboard was read unasked")
	}
	s.hides("Your clipboard holds")
	s.page.WindowFocused()
	s.shows("Your clipboard holds what looks like a credential.", "Step 2, now")
	s.hides(canary)
	if got := s.focus(); got != "Use it" {
		t.Errorf("the focus is on %q", got)
	}
	s.key(fyne.KeyEscape)
	s.hides("Your clipboard holds")
	s.page.WindowFocused()
	s.hides("Your clipboard holds") // refused once is refused
	s.clipboard.Text = "x " + canary
	s.page.WindowFocused()
	s.press("Use it")
	s.shows("Step 3, now", "Cleaned up")
	reads := s.clipboard.Reads
	s.page.WindowFocused()
	if s.clipboard.Reads != reads {
		t.Error("the clipboard was read although a usable credential is there")
	}
}

func TestClipboardIsNotOfferedWhenImplausibleOrHuge(t *testing.T) {
	for name, text := range map[string]string{"words": "shopping list", "huge": "eyJ" + strings.Repeat("x", widgets.MaxSecret)} {
		s := newStage(t)
		s.clipboard.Text = text
		s.page.WindowFocused()
		if strings.Contains(s.words(), "Your clipboard holds") {
			t.Errorf("%s: offered", name)
		}
	}
}

func TestClipboardIsNotReadWithoutAProfile(t *testing.T) {
	s := newStage(t, core.Profile{})
	s.page.WindowFocused()
	if s.clipboard.Reads != 0 {
		t.Error("read")
	}
	s.shows("Open the page, not available", "Open the profile that your app provider sent you first.")
}

func TestForeignHostsAreAskedForByName(t *testing.T) {
	p := acme()
	p.Server, p.TokenURL = "https://rc.example.com", "https://login.example.net/token"
	s := newStage(t, p)
	s.service.confirm = func(_ string, hosts []string) (core.Profile, error) {
		p.ConfirmedHosts = hosts
		return p, nil
	}
	s.connect()
	s.shows("Send your credential to rc.example.com and login.example.net?")
	s.key(fyne.KeyEscape)
	s.loop.Settle()
	s.hides("Send your credential to")
	if len(s.service.requests)+len(s.service.confirmed) != 0 {
		t.Fatal("Esc did not refuse")
	}
	s.press("Connect")
	if got := s.focus(); got != "Send it to rc.example.com and login.example.net" {
		t.Errorf("the focus is on %q", got)
	}
	s.key(fyne.KeyReturn)
	s.loop.Settle()
	s.shows("can now call RingCentral")
	if want := []string{"rc.example.com", "login.example.net"}; !slices.Equal(s.service.confirmed, want) {
		t.Errorf("confirmed %v", s.service.confirmed)
	}
}

func TestHostThatCannotBeRememberedIsNotSentTo(t *testing.T) {
	p := acme()
	p.Server = "https://rc.example.com"
	s := newStage(t, p)
	s.service.confirm = func(string, []string) (core.Profile, error) {
		return core.Profile{}, core.Fail("confirm", say("disk-full", core.WhoIT, "The disk is full"), nil)
	}
	s.connect()
	s.press("Send it to rc.example.com")
	s.loop.Settle()
	s.shows("The disk is full", "filled, hidden")
	if len(s.service.requests) != 0 {
		t.Error("sent")
	}
}

func TestChangingTheProfileKeepsTheTextAndChecksAgain(t *testing.T) {
	other := acme()
	other.ID, other.Name = "other", "Other App"
	s := newStage(t, acme(), other)
	s.offProfile = "other"
	s.paste(" " + canary)
	s.shows("Step 3, now", "App to connect, Acme Sync")
	choose(s, 1)
	s.loop.Settle()
	s.shows("This credential is for another platform", "Connect Other App to RingCentral", "filled, hidden", "Step 2, now")
	choose(s, 0)
	s.loop.Settle()
	s.shows("Step 3, now", "Connect Acme Sync to RingCentral", "Cleaned up")
	if want := []string{"acme", "other", "acme"}; !slices.Equal(s.chosen, want) {
		t.Errorf("told of %v", s.chosen)
	}
}

// A profile that is opened while a connect runs waits for its end.
func TestProfileOpenedWhileConnectingWaits(t *testing.T) {
	other := acme()
	other.ID, other.Name = "other", "Other App"
	s := newStage(t, acme(), other)
	s.paste(canary)
	s.press("Connect")
	s.hides("App to connect")
	s.page.SetProfiles([]core.Profile{acme(), other}, "other")
	s.loop.Settle()
	s.shows("Connect Acme Sync to RingCentral", "Acme Sync on this computer can now call RingCentral")
	s.press("Done")
	s.loop.Settle()
	s.shows("Connect Other App to RingCentral", "App to connect, Other App", "Step 1, now")
	if got := s.service.requests[0].Profile.ID; got != "acme" {
		t.Errorf("connected %q", got)
	}
}

func choose(s *stage, index int) {
	uitest.Walk(s.window.Content(), func(o fyne.CanvasObject) {
		if c, ok := o.(*widgets.Chooser); ok && c.SelectedIndex() != index {
			c.SetSelectedIndex(index)
		}
	})
}

// What the slow checker knows arrives after the paste and changes the verdict.
func TestLateKnowledgeIsApplied(t *testing.T) {
	s := newStage(t)
	s.known = canary
	s.page.SetProfiles([]core.Profile{acme()}, "acme")
	s.paste(canary)
	s.shows("Step 3, now")
	s.loop.Settle()
	s.shows("This credential is in use already", "Step 2, now")
}

func TestDroppedFile(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) []fyne.URI {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return []fyne.URI{storage.NewFileURI(path)}
	}
	s := newStage(t)
	s.page.Drop(file("big", strings.Repeat("x", 5<<20)))
	s.loop.Settle()
	s.shows("This is too long to be a credential")
	s.page.Drop(file("jwt.txt", canary+"\n"))
	s.hides("Step 3, now") // read off the UI thread
	s.loop.Settle()
	s.shows("Step 3, now")
	s.page.Drop([]fyne.URI{storage.NewFileURI(dir)})
	s.loop.Settle()
	s.shows("That was a folder, not a file", "Step 3, now") // what was good stays
	s.page.Drop(file("jwt.txt", canary+"\n"))
	s.loop.Settle()
	s.hides("That was a folder")
}

func TestDroppedFileThatHoldsNothing(t *testing.T) {
	s := newStage(t)
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty.txt")
	if err := os.WriteFile(empty, []byte(" \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		empty: "The dropped file is empty", filepath.Join(dir, "gone.txt"): "The dropped file cannot be read", dir: "That was a folder, not a file",
	} {
		s.page.Drop([]fyne.URI{storage.NewFileURI(path)})
		s.loop.Settle()
		s.shows(want, filepath.Base(path))
		if s.page.Unsaved() != "" {
			t.Errorf("%s: nothing was dropped, but something would be lost", path)
		}
	}
}

func TestUnsaved(t *testing.T) {
	s := newStage(t)
	check := func(when string, want bool) {
		t.Helper()
		if got := s.page.Unsaved() != ""; got != want {
			t.Errorf("%s: %v, want %v", when, got, want)
		}
	}
	check("at first", false)
	s.paste("something")
	check("with a text", true)
	s.paste(canary)
	s.press("Connect")
	check("while connecting", true)
	s.loop.Settle()
	check("when connected", false)
}

func TestBeforeYouStart(t *testing.T) {
	s := newStage(t)
	s.hides("developer console")
	s.press("Before you start")
	s.shows("developer console", "stops working when that person leaves")
	s.press("Copy the request")
	for _, want := range []string{"Acme Sync", acme().CredentialLink(), "Developer Portal Access"} {
		if !strings.Contains(s.clipboard.Text, want) {
			t.Errorf("the request lacks %q", want)
		}
	}
}

// TestFitsSmallWindows holds every state to 720x520 with the sidebar's 216
// taken off, at 100 and 200 % text.
func TestFitsSmallWindows(t *testing.T) {
	for _, percent := range []int{100, 200} {
		s := newStage(t)
		uitestTheme(percent)
		s.window.Resize(fyne.NewSize(504, 520))
		f := say("client-secret-rejected", core.WhoProvider, "RingCentral does not accept the secret")
		f.Detail["request_id"] = "0f3c-b21e"
		s.service.answer = fail(f)
		for name, step := range map[string]func(){
			"start": func() {}, "failed": s.connect,
		} {
			step()
			uitest.Layout(s.window)
			if got := s.window.Content().MinSize().Width; got > 504 {
				t.Errorf("%d %%, %s: needs a width of %v", percent, name, got)
			}
		}
	}
}

func uitestTheme(percent int) {
	fyne.CurrentApp().Settings().SetTheme(theme.New(theme.Light, percent))
}

// In a small window the page scrolls to what is wrong with a text, and keeps the
// field in sight.
func TestComplaintComesIntoView(t *testing.T) {
	s := newStage(t, acme())
	s.window.Resize(fyne.NewSize(500, 300))
	uitest.Layout(s.window)
	field := s.field()
	s.window.Canvas().Focus(field)
	s.clipboard.Text = "q8Zs7-client-secret"
	field.TypedShortcut(&fyne.ShortcutPaste{})
	var step *widgets.Text
	uitest.Walk(s.window.Content(), func(o fyne.CanvasObject) {
		if text, ok := o.(*widgets.Text); ok && text.Text() == "Do what mends not-a-jwt." {
			step = text
		}
	})
	if step == nil || !uitest.InView(s.window, step) {
		t.Error("the complaint is out of view")
	}
	if !uitest.InView(s.window, field) {
		t.Error("the field is out of view")
	}
}
