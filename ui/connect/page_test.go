package connect_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/onboard"
)

// TestMainJobByKeyboard goes from the first look to the test panel with Enter
// and the paste shortcut alone.
func TestMainJobByKeyboard(t *testing.T) {
	s := newStage(t)
	s.shows("Connect Acme Sync to RingCentral", "Step 1, now", "Step 2, later", "Only specific apps of my choice",
		"https://developers.ringcentral.com/console/my-credentials/create?client_id=aB3%2FkQ9")
	s.key(fyne.KeyReturn)
	if len(s.openedAt) != 0 {
		t.Fatal("the browser was opened on the UI thread")
	}
	s.loop.Settle()
	if len(s.openedAt) != 1 || s.openedAt[0] != acme().CredentialLink() {
		t.Fatalf("opened %q", s.openedAt)
	}
	s.shows("Step 1, done", "Step 2, now", "Open the page again")
	if got := s.focus(); !strings.HasPrefix(got, "Credential (the long text") {
		t.Fatalf("the focus is on %q", got)
	}
	s.clipboard.Text = "  " + canary + "\r\n"
	s.window.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutPaste{Clipboard: nil})
	s.shows("Step 2, done", "Step 3, now", "Cleaned up: spaces around the credential")
	s.key(fyne.KeyReturn)
	if len(s.service.requests) != 0 {
		t.Fatal("connected on the UI thread")
	}
	s.loop.Settle()
	s.shows("Acme Sync on this computer can now call RingCentral on behalf of Northwind Traders / Ada Jones (ext. 101)",
		"RingCentral accepted the credential", "token exchange, 412 ms", "It acts for Ada Jones, ext. 101",
		"Kept in the system keyring", "never expires", "This credential belongs to a person", "Good to know")
	s.hides("Cleaned up", "Open the page")
	if r := s.service.requests[0]; r.Check.JWT.Reveal() != canary || r.Profile.ID != "acme" {
		t.Error("the cleaned credential was not what was sent")
	}
	if s.clipboard.Text != "" {
		t.Error("the credential is still on the clipboard")
	}
	if got := s.field().Entry.Text; got != "" || !s.field().Masked() {
		t.Error("the credential is still in the field")
	}
	if got := s.focus(); got != "Test this connection" {
		t.Errorf("the focus is on %q", got)
	}
	s.key(fyne.KeyReturn)
	if len(s.tested) != 1 || s.tested[0] != "c1" || len(s.made) != 1 {
		t.Errorf("tested %v, made %v", s.tested, s.made)
	}
}

func TestNothingChangesBeforeTheUIThreadTakesIt(t *testing.T) {
	s := newStage(t)
	s.paste(canary)
	s.press("Connect")
	before := s.words()
	s.loop.Work() // progress and verdict wait in the queue
	if after := s.words(); after != before {
		t.Errorf("changed off the UI thread:\n%s\n---\n%s", before, after)
	}
	s.loop.Drain()
	s.shows("Connected")
}

func TestWrongTextIsSaidAndStaysEditable(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"a secret", "q8Zs7-client-secret", "This is not a credential"},
		{"binary", "\x00\x01\xff\xfe", "This is not a credential"},
		{"html", "<html><body>Sign in</body></html>", "This is not a credential"},
		{"5 MB", strings.Repeat("x", 5<<20), "This is too long to be a credential"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := newStage(t)
			s.paste(tc.text)
			s.shows(tc.want, "Your turn", "Step 2, now", "Step 3, later", "Connect, not available")
			s.page.Enter()
			if s.loop.Pending() != 0 || len(s.service.requests) != 0 {
				t.Error("something was sent")
			}
			s.paste(canary)
			s.hides(tc.want)
			s.shows("Step 3, now")
		})
	}
}

func TestEnterInTheEmptyFieldPastes(t *testing.T) {
	s := newStage(t)
	s.key(fyne.KeyReturn) // opens the page
	s.loop.Settle()
	s.clipboard.Text = canary
	s.key(fyne.KeyReturn)
	s.shows("Step 3, now")
	if got := s.focus(); got != "Connect" {
		t.Errorf("the focus is on %q", got)
	}
}

func TestNoBrowser(t *testing.T) {
	s := newStage(t)
	s.openErr = errors.New("none")
	s.press("Open the page")
	s.shows("Open the page, working")
	s.loop.Settle()
	s.shows("No browser opened", "Step 1, now")
	if got := s.focus(); got != "Copy link" {
		t.Errorf("the focus is on %q", got)
	}
	s.press("Copy link")
	if s.clipboard.Text != acme().CredentialLink() {
		t.Errorf("copied %q", s.clipboard.Text)
	}
	s.shows("Link copied", "Step 2, now")
	s.hides("No browser opened")
}

func TestFailureKeepsTheTextAndSaysWhoseTurn(t *testing.T) {
	for _, tc := range []struct {
		code   core.Code
		who    core.Who
		turn   string
		button string
	}{
		{"client-secret-rejected", core.WhoProvider, "The app provider’s turn", "Copy text for the app provider"},
		{"certificate-untrusted", core.WhoIT, "Your IT’s turn", "Copy text for your IT"},
		{"maintenance", core.WhoRingCentral, "RingCentral’s turn", "Copy text for RingCentral"},
		{"app-not-allowed", core.WhoAdmin, "Your turn", "Open the page again"},
		{"offline", core.WhoAdmin, "Your turn", "Try again"},
	} {
		t.Run(string(tc.code), func(t *testing.T) {
			s := newStage(t)
			f := say(tc.code, tc.who, "It did not work")
			f.Detail = map[string]string{"request_id": "0f3c-b21e"}
			s.service.answer = fail(f)
			s.connect()
			s.shows("It did not work", f.NextStep, tc.turn, "Credential (the long text that begins with eyJ), filled, hidden", "Try again")
			if got := s.focus(); got != tc.button {
				t.Errorf("the focus is on %q, want %q", got, tc.button)
			}
			s.press(tc.button)
			if strings.HasPrefix(tc.button, "Copy") {
				for _, want := range []string{"It did not work", string(tc.code), "0f3c-b21e", "aB3/kQ9"} {
					if !strings.Contains(s.clipboard.Text, want) {
						t.Errorf("the copied text lacks %q:\n%s", want, s.clipboard.Text)
					}
				}
			}
			if strings.Contains(s.clipboard.Text, canary) && strings.HasPrefix(tc.button, "Copy") {
				t.Error("the copied text holds the credential")
			}
			s.loop.Settle()
			s.service.answer = succeed
			if uitestHas(s, "Try again") {
				s.press("Try again")
				s.loop.Settle()
			}
			s.shows("can now call RingCentral")
		})
	}
}

func uitestHas(s *stage, button string) bool { return strings.Contains(s.words(), button+"\n") }

func TestRateLimitCountsDown(t *testing.T) {
	s := newStage(t)
	f := say("rate-limited", core.WhoAdmin, "RingCentral asks for a short wait")
	f.Wait = 3 * time.Second
	s.service.answer = fail(f)
	s.connect()
	s.shows("Try again in 3 s, not available")
	s.page.Enter()
	s.loop.Settle()
	if len(s.service.requests) != 1 {
		t.Fatal("sent again before the wait was over")
	}
	s.loop.Advance(time.Second)
	s.shows("Try again in 2 s, not available")
	s.loop.Advance(5 * time.Second)
	s.shows("Try again")
	s.hides("not available")
	if n := s.loop.Tickers(); n != 0 {
		t.Errorf("%d tickers still run", n)
	}
}

func TestCancel(t *testing.T) {
	for name, cancel := range map[string]func(*stage){
		"button": func(s *stage) { s.press("Cancel") },
		"Esc":    func(s *stage) { s.key(fyne.KeyEscape) },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.service.answer = func(ctx context.Context, _ onboard.Progress) core.Verdict {
				<-ctx.Done() // a server that never answers
				return core.Verdict{Findings: []core.Finding{say("cancelled", core.WhoNobody, "You stopped it")}}
			}
			s.paste(canary)
			s.press("Connect")
			if got := s.focus(); got != "Cancel" {
				t.Errorf("the focus is on %q", got)
			}
			s.loop.Advance(2 * time.Second)
			s.shows("Running for 2 s", "waiting")
			cancel(s)
			s.shows("Cancelling, working")
			s.loop.Settle()
			s.shows("You stopped it", "filled, hidden", "Try again")
			if n := s.loop.Tickers(); n != 0 {
				t.Errorf("%d tickers still run", n)
			}
		})
	}
}

func TestPanicIsAFindingAndNothingIsLost(t *testing.T) {
	s := newStage(t)
	s.service.answer = func(context.Context, onboard.Progress) core.Verdict { panic(canary) }
	s.connect()
	s.shows("filled, hidden", "Try again")
	s.hides(canary)
}

func TestClipboardIsLeftAloneWhenItHoldsSomethingElse(t *testing.T) {
	s := newStage(t)
	s.paste(canary)
	s.clipboard.Text = "shopping list"
	s.press("Connect")
	s.loop.Settle()
	if s.clipboard.Text != "shopping list" {
		t.Errorf("the clipboard holds %q", s.clipboard.Text)
	}
}

func TestDoneMakesReadyForAnother(t *testing.T) {
	s := newStage(t)
	s.connect()
	s.press("Copy summary")
	for _, want := range []string{"Acme Sync connected to RingCentral on behalf of Northwind Traders", "0f3c-b21e"} {
		if !strings.Contains(s.clipboard.Text, want) {
			t.Errorf("the summary lacks %q:\n%s", want, s.clipboard.Text)
		}
	}
	s.press("Done")
	s.loop.Settle()
	if s.left != 1 {
		t.Error("the page was not left")
	}
	s.shows("Step 1, now", "eyJ), empty")
	s.connect()
	s.shows("can now call RingCentral")
}

func TestResetDropsARunningConnect(t *testing.T) {
	s := newStage(t)
	s.paste(canary)
	s.press("Connect")
	s.loop.Work() // the verdict waits for the UI thread
	s.page.Reset()
	s.loop.Settle()
	if len(s.made) != 0 {
		t.Error("a dropped result was applied")
	}
	s.shows("Step 1, now")
}
