package kore

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	corekore "github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/ui/uitest"
)

func TestAdvancedIsClosedUntilNeeded(t *testing.T) {
	b := newBench(t, support())
	b.press("Add a client")
	b.hides("Private claims from the page", "Encryption of tokens", "is forgotten at once")
	b.press("Advanced")
	b.says("Private claims from the page", "Encryption of tokens")
	b.hides("Private claims from the sign-in", "File with Kore.ai’s public key", "the one before")
	b.page.form.policies.SetSelectedIndex(ruleOf(corekore.PolicySession))
	b.page.form.encrypt.SetSelectedIndex(1)
	b.says("Private claims from the sign-in", "File with Kore.ai’s public key", "RSA-OAEP", "A256GCM")
}

func TestAdvancedIsSavedAndShownAgain(t *testing.T) {
	b := newBench(t, support())
	b.press("Open Support")
	b.press("Change")
	b.press("Advanced")
	b.fill(fieldFromRequest, "page, language")
	b.page.form.encrypt.SetSelectedIndex(1)
	b.press("Browse for the public key…")
	b.fill(fieldKeyID, "k1")
	b.press("Save")
	got := b.fake.clients[0]
	if e := got.Encryption; e == nil || *e != (corekore.Encryption{KeyFile: "/keys/k.pem", KeyID: "k1", Algorithm: "RSA-OAEP", Content: "A256GCM"}) {
		t.Fatalf("encryption is %+v", e)
	}
	if !slices.Equal(got.PrivateFromRequest, []string{"page", "language"}) || !got.Previous.IsZero() {
		t.Errorf("%+v", got)
	}
	b.press("Change")
	b.says("Private claims from the page", "Yes: it is switched on")
	if b.page.Unsaved() != "" {
		t.Error("nothing was changed, but something would be lost")
	}
	b.page.form.encrypt.SetSelectedIndex(0)
	b.fill(fieldFromRequest, "")
	b.page.form.fields[fieldFromRequest].Entry.SetText("")
	b.press("Save")
	if got := b.fake.clients[0]; got.Encryption != nil || len(got.PrivateFromRequest) != 0 {
		t.Errorf("%+v", got)
	}
}

// What is wrong in the closed part is not hidden from whoever presses Save.
func TestMistakeOpensAdvanced(t *testing.T) {
	b := newBench(t, support())
	b.press("Open Support")
	b.press("Change")
	b.press("Advanced")
	b.page.form.encrypt.SetSelectedIndex(1)
	b.fill(fieldKeyFile, "kore.pem")
	b.says("✕ Choose it with the button, or write its whole path.")
	b.press("Advanced")
	b.hides("File with Kore.ai’s public key")
	b.press("Save")
	b.says("✕ Choose it with the button, or write its whole path.")
	if b.window.Canvas().Focused() != b.page.form.fields[fieldKeyFile].Entry {
		t.Error("the focus is not on the wrong field")
	}
	if b.fake.clients[0].Encryption != nil {
		t.Error("saved")
	}
}

func TestSecretBeforeIsKeptOnlyWhenWanted(t *testing.T) {
	previous := corekore.PreviousSource("cs-1")
	for name, c := range map[string]struct {
		change func(*corekore.Client)
		keep   int
		secret string
		want   corekore.Source
	}{
		"forgotten":          {nil, 0, canarySecret, corekore.Source{}},
		"kept":               {nil, 1, canarySecret, previous},
		"kept, nothing new":  {nil, 1, "", corekore.Source{}},
		"stays kept":         {func(c *corekore.Client) { c.Previous = previous }, 1, "", previous},
		"not kept any more":  {func(c *corekore.Client) { c.Previous = previous }, 0, "", corekore.Source{}},
		"from a file":        {func(c *corekore.Client) { c.Secret = corekore.Source{File: "x"} }, 1, canarySecret, corekore.Source{File: "x"}},
		"signs another way":  {func(c *corekore.Client) { c.Algorithm = corekore.RS256 }, 1, canarySecret, corekore.Source{}},
		"to another HS size": {func(c *corekore.Client) { c.Algorithm = corekore.HS512 }, 1, canarySecret, previous},
	} {
		t.Run(name, func(t *testing.T) {
			base := support()
			if c.change != nil {
				c.change(&base)
			}
			b := newBench(t, base)
			b.press("Open Support")
			b.press("Change")
			b.page.state.form.algorithm = corekore.HS256
			b.page.form.keep.SetSelectedIndex(c.keep)
			if c.secret != "" {
				b.page.form.secret.Take(c.secret)
			}
			b.press("Save")
			if got := b.fake.clients[0].Previous; got != c.want {
				t.Errorf("the secret before lies at %+v, want %+v", got, c.want)
			}
			b.keepsQuiet()
		})
	}
}

func TestNewClientDoesNotReplaceAnother(t *testing.T) {
	b := newBench(t, support())
	b.press("Add a client")
	b.fill(fieldClientID, "cs-1")
	b.says("✕ There is a client with this ID already.")
	b.page.form.secret.Take(canarySecret)
	b.page.form.policies.SetSelectedIndex(ruleOf(corekore.PolicyAny))
	b.press("Save")
	if b.fake.clients[0].Policy != corekore.PolicyAnonymous || len(b.fake.secrets) != 0 {
		t.Error("the client that was there is gone")
	}
}

// Tab reaches every field of the open part.
func TestAdvancedIsReachedByKeyboard(t *testing.T) {
	b := newBench(t, support())
	b.press("Open Support")
	b.press("Change")
	b.press("Advanced")
	b.page.form.encrypt.SetSelectedIndex(1)
	uitest.Layout(b.window)
	seen := map[fyne.Focusable]bool{}
	for range 60 {
		b.window.Canvas().FocusNext()
		seen[b.window.Canvas().Focused()] = true
	}
	for _, key := range []string{fieldFromRequest, fieldKeyFile, fieldKeyID} {
		if !seen[b.page.form.fields[key].Entry] {
			t.Errorf("%s is not reached", key)
		}
	}
	for name, w := range map[string]uitest.Pressable{"Advanced": uitest.Button(b.window.Content(), "Advanced"), "Browse": uitest.Button(b.window.Content(), "Browse for the public key…")} {
		if f, ok := w.(fyne.Focusable); !ok || !seen[f] {
			t.Errorf("%s is not reached", name)
		}
	}
}
