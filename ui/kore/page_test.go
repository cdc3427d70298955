package kore

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	corekore "github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/uitest"
)

func TestWithoutAClientThereIsOneWayOn(t *testing.T) {
	b := newBench(t)
	b.says("No client yet", "Start the service, not available")
	uitest.Key(b.window, fyne.KeyReturn)
	b.says("JWT App Details", "Who may ask for whom")
	uitest.Key(b.window, fyne.KeyEscape)
	b.says("No client yet")
}

func TestUnreadableListIsSaid(t *testing.T) {
	b := newBench(t, support())
	b.fake.listErr = core.Fail("read", finding.NewKoreFileUnreadable("kore.toml", text.Say("reason.kore.no_right")), nil)
	b.page.Reload()
	b.loop.Settle()
	b.says("The list of Kore.ai clients cannot be read")
	b.fake.listErr = nil
	b.press("Try again")
	b.says("Open Support")
}

func TestReloadLeavesTheFocus(t *testing.T) {
	b := newBench(t, support(), corekore.Client{ClientID: "cs-2", Name: "Other", Policy: corekore.PolicyAny})
	b.window.Canvas().FocusNext()
	before := b.window.Canvas().Focused()
	b.page.Reload()
	b.loop.Settle()
	if b.window.Canvas().Focused() != before {
		t.Error("the focus moved though nothing changed")
	}
	b.fake.clients = b.fake.clients[:1]
	b.page.Reload()
	b.loop.Settle()
	if b.window.Canvas().Focused() != uitest.Button(b.window.Content(), "Open Support") {
		t.Error("the focus is lost with the buttons")
	}
}

func TestMintExplainsMasksAndCounts(t *testing.T) {
	b := newBench(t, support())
	b.fake.mint = func(id string, p corekore.Person) (corekore.Minted, error) {
		if id != "cs-1" || p.Identity != "ada@example.com" {
			t.Errorf("minted %s for %+v", id, p)
		}
		return corekore.Minted{JWT: core.NewSecret(canaryToken)}, nil
	}
	b.press("Open Support")
	b.says("cs-1 · HS256 · anonymous visitors only · platform.kore.ai")
	test.Type(b.page.client.minting.person, " ada@example.com ")
	uitest.Key(b.window, fyne.KeyReturn)
	b.loop.Settle()
	b.says("characters, hidden", "Good for another 2 min 0 s.", "The signature matches this client", "ada@example.com",
		"Who the person is.", "(2 March 2026 ", "Sureline does not know this one.", "How it is signed")
	b.keepsQuiet()
	b.loop.Advance(65 * time.Second)
	b.says("Good for another 55 seconds.")
	b.press("Copy the token")
	if len(b.copied) != 1 || b.copied[0] != canaryToken {
		t.Errorf("copied %d texts", len(b.copied))
	}
	b.loop.Advance(time.Minute)
	b.says("It has expired.")
	if b.loop.Tickers() != 0 {
		t.Error("still counts")
	}
	uitest.Key(b.window, fyne.KeyEscape)
	b.loop.Settle()
	b.press("Open Support")
	b.hides("characters, hidden", "ada@example.com")
}

// What an older form of the client made says nothing about the newer one.
func TestSavingForgetsWhatWasMade(t *testing.T) {
	b := newBench(t, support())
	b.mints()
	b.press("Open Support")
	b.press("Make a token")
	b.press("Verify live…")
	b.press("Change")
	b.press("Save")
	b.says("Saved.")
	b.hides("characters, hidden", "Verify live?")
	if b.loop.Tickers() != 0 {
		t.Error("still counts")
	}
}

func TestMintFailureIsAFinding(t *testing.T) {
	b := newBench(t, support())
	missing := finding.NewKoreSecretMissing("Support", corekore.Source{Keychain: "cs-1"}.Place(), text.Say("reason.kore.no_item", text.Slots{"keychain": text.Keychain()}))
	b.fake.mint = func(string, corekore.Person) (corekore.Minted, error) {
		return corekore.Minted{}, core.Fail("mint", missing, nil)
	}
	b.press("Open Support")
	b.press("Make a token")
	b.says(missing.Title, missing.NextStep)
}

func TestInspectsATokenFromElsewhere(t *testing.T) {
	b := newBench(t, support())
	b.press("Open Support")
	b.press("Inspect another token")
	field := b.page.client.minting.paste
	field.Clipboard = func() string { return canaryToken }
	field.Paste()
	b.loop.Settle()
	b.says("The signature matches this client", "ada@example.com")
	b.hides("characters, hidden", "Copy the token") // it is theirs already
	b.keepsQuiet()
	field.Take("nonsense")
	b.loop.Settle()
	b.says("This is not a token for the chat")
}

func TestVerifyLiveSaysWhatItDoesFirst(t *testing.T) {
	b := newBench(t, support())
	accepted := finding.NewKoreAnswer(finding.KoreVerified, "platform.kore.ai", "")
	asked := 0
	b.press("Open Support")
	b.press("Verify live…")
	b.says(lang.T("kore.live.effects"), "It goes to platform.kore.ai.")
	uitest.Key(b.window, fyne.KeyEscape)
	b.hides(lang.T("kore.live.effects"))
	b.fake.verify = func(_ context.Context, id string, trial corekore.Trial) (corekore.LiveResult, error) {
		asked++
		if id != "cs-1" || trial.Identity != "bo@example.com" {
			t.Errorf("%s %+v", id, trial)
		}
		return corekore.LiveResult{Accepted: true, Findings: []core.Finding{accepted}, Call: core.Call{Method: "POST", URL: "https://platform.kore.ai/api", Status: 200, At: now}}, nil
	}
	test.Type(b.page.client.verifying.person, "bo@example.com")
	b.press("Verify live…")
	uitest.Key(b.window, fyne.KeyReturn)
	b.loop.Settle()
	b.says(accepted.Title, accepted.Explanation)
	b.press("Details: the request")
	b.says("POST https://platform.kore.ai/api")
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
}

// The command line says the same, without reading the window's words.
func TestSideEffectsAreToldAlike(t *testing.T) {
	if got := text.English().Text("kore.live.effects", nil); got != corekore.SideEffects {
		t.Errorf("the window says %q", got)
	}
}

func TestVerifyLiveNamesAnUnknownHost(t *testing.T) {
	c := support()
	c.Host = "kore.example.com"
	b := newBench(t, c)
	b.press("Open Support")
	b.press("Verify live…")
	b.says("none of the Kore.ai hosts that Sureline knows", "Show a token to kore.example.com")
	b.press("Not now")
	b.hides("none of the Kore.ai hosts")
}

// Every code that a live check can end with shows its title and next step.
func TestEveryLiveFailureIsShown(t *testing.T) {
	b := newBench(t, support())
	b.press("Open Support")
	for _, code := range []core.Code{
		finding.KoreSecretRejected, finding.KoreClientUnknown, finding.KoreUserNeeded, finding.KoreJTIRejected, finding.KoreRefused,
		finding.KoreUnavailable, finding.KoreUnexpectedAnswer, finding.KoreSettingInvalid, finding.HostNotFound, finding.TimedOut,
	} {
		f := finding.NewKoreAnswer(code, "platform.kore.ai", "no")
		b.fake.verify = func(context.Context, string, corekore.Trial) (corekore.LiveResult, error) {
			if strings.HasPrefix(string(code), "kore-") && code != finding.KoreSettingInvalid {
				return corekore.LiveResult{Findings: []core.Finding{f}, Call: core.Call{Method: "POST", Error: "no"}}, nil
			}
			return corekore.LiveResult{}, core.Fail("verify", f, nil)
		}
		b.press("Verify live…")
		b.press("Show a token to platform.kore.ai")
		b.says(f.Title, f.NextStep)
	}
}

func TestVerifyLiveCanBeCancelled(t *testing.T) {
	b := newBench(t, support())
	b.press("Open Support")
	b.fake.verify = func(ctx context.Context, _ string, _ corekore.Trial) (corekore.LiveResult, error) {
		if ctx.Err() == nil {
			t.Error("not cancelled")
		}
		return corekore.LiveResult{}, core.Fail("verify", finding.New(finding.Cancelled), ctx.Err())
	}
	b.press("Verify live…")
	uitest.Press(t, b.window.Content(), "Show a token to platform.kore.ai")
	b.says("Asking platform.kore.ai")
	uitest.Key(b.window, fyne.KeyEscape)
	b.loop.Settle()
	b.says(finding.New(finding.Cancelled).Title)
}

func TestRemoveAsksFirst(t *testing.T) {
	b := newBench(t, support())
	b.press("Open Support")
	b.press("Remove")
	uitest.Key(b.window, fyne.KeyReturn) // the focus is on keeping it
	if len(b.fake.removed) != 0 {
		t.Fatal("removed without a question")
	}
	b.press("Remove")
	b.page.client.onRemove()
	b.loop.Settle()
	if strings.Join(b.fake.removed, "") != "cs-1" {
		t.Errorf("removed %q", b.fake.removed)
	}
	b.says("No client yet")
}
