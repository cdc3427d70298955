package kore

import (
	"maps"
	"slices"
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

func (b *bench) fill(key, text string) {
	b.t.Helper()
	test.Type(b.page.form.fields[key].Entry, text)
}

func TestAddAClientByTyping(t *testing.T) {
	b := newBench(t)
	b.press("Add a client")
	b.press("Save")
	b.says("It is the ID under “JWT App Details”", "It is needed to sign", "Choose one: whoever may ask")
	if len(b.fake.clients) != 0 {
		t.Fatal("saved")
	}
	if b.window.Canvas().Focused() != b.page.form.fields[fieldClientID].Entry {
		t.Error("the focus is not on the first wrong field")
	}
	b.fill(fieldClientID, "cs-9")
	b.fill(fieldName, "Chat")
	b.page.form.secret.Take(canarySecret)
	b.fill(fieldBotName, "Bot")
	b.fill(fieldBotID, "9")
	b.says("✕ It must begin with st-")
	b.page.form.fields[fieldBotID].Entry.SetText("st-9")
	b.fill(fieldOrigins, "https://www.example.com/ http://localhost:8080")
	b.page.form.policies.SetSelectedIndex(ruleOf(corekore.PolicyAnonymous))
	b.page.form.hosts.SetSelectedIndex(hostIndex("de-platform.kore.ai"))
	b.says("The service makes up who the visitor is.")
	b.keepsQuiet()
	uitest.Key(b.window, fyne.KeyReturn)
	b.press("Save")
	want := corekore.Client{
		ClientID: "cs-9", Name: "Chat", Algorithm: corekore.HS256, Policy: corekore.PolicyAnonymous, Lifetime: 2 * time.Minute,
		BotName: "Bot", BotID: "st-9", Host: "de-platform.kore.ai", Origins: []string{"https://www.example.com", "http://localhost:8080"},
	}
	if len(b.fake.clients) != 1 {
		t.Fatalf("%d clients", len(b.fake.clients))
	}
	got := b.fake.clients[0]
	if got.ClientID != want.ClientID || got.Name != want.Name || got.Policy != want.Policy || got.Host != want.Host || got.Lifetime != want.Lifetime ||
		got.BotID != want.BotID || !slices.Equal(got.Origins, want.Origins) || b.fake.secrets["cs-9"] != canarySecret {
		t.Errorf("%+v", got)
	}
	b.says("Saved.", "Chat", "Make a token")
	if b.page.Unsaved() != "" {
		t.Error("still something to lose")
	}
}

func TestBlankAroundACopiedSecretIsNotPartOfIt(t *testing.T) {
	b := newBench(t, support())
	b.press("Open Support")
	b.press("Change")
	b.page.form.secret.Take(" " + canarySecret + "\n")
	b.press("Save")
	if got := b.fake.secrets["cs-1"]; got != canarySecret {
		t.Errorf("kept %q", got)
	}
	b.press("Change")
	b.page.form.secret.Take("  ")
	b.press("Save")
	if got := b.fake.secrets["cs-1"]; got != canarySecret {
		t.Error("blanks took the place of the secret")
	}
}

func TestAddAClientWithAKeyFile(t *testing.T) {
	b := newBench(t)
	b.keys["/keys/k.pem"] = canarySecret
	b.press("Add a client")
	b.fill(fieldClientID, "cs-9")
	b.page.state.form.algorithm = corekore.RS256
	b.page.form.policies.SetSelectedIndex(ruleOf(corekore.PolicyList))
	b.says("File with the private key", "People on the list")
	b.fill(fieldIdentities, "ada@example.com, bo@example.com")
	b.fill(fieldKey, "/none")
	b.press("Save")
	b.says("The file with the key cannot be used", "there is no such file")
	b.press("Browse…")
	b.press("Save")
	if b.fake.secrets["cs-9"] != canarySecret || len(b.fake.clients[0].Identities) != 2 || b.fake.clients[0].Algorithm != corekore.RS256 {
		t.Errorf("%+v", b.fake.clients)
	}
	b.keepsQuiet()
}

func TestChangeKeepsTheSecretAndWhatTheFormDoesNotShow(t *testing.T) {
	c := support()
	c.PrivateFromRequest, c.Merge = []string{"plan"}, true
	b := newBench(t, c)
	b.press("Open Support")
	b.press("Change")
	b.says("Change Support", lang.T("kore.form.secret_keep", lang.S{"keychain": text.Keychain()}))
	b.page.form.fields[fieldLifetime].Entry.SetText("5")
	b.says("✕ Write a whole number of seconds")
	b.page.form.fields[fieldLifetime].Entry.SetText("300")
	b.press("Save")
	got := b.fake.clients[0]
	if got.Lifetime != 5*time.Minute || !got.Merge || len(got.PrivateFromRequest) != 1 || got.Secret.Keychain != "cs-1" || len(b.fake.secrets) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestSaveFailureKeepsWhatWasTyped(t *testing.T) {
	b := newBench(t, support())
	b.press("Open Support")
	b.press("Change")
	b.page.form.secret.Take(canarySecret)
	locked := finding.NewKeychain(finding.KeychainLocked)
	b.fake.err = core.Fail("save", locked, nil)
	b.press("Save")
	b.says(locked.Title)
	if b.page.Unsaved() == "" || b.page.form.typed().Reveal() != canarySecret {
		t.Error("what was typed is lost")
	}
	b.keepsQuiet()
}

func TestLeavingAChangedFormAsks(t *testing.T) {
	b := newBench(t, support())
	b.press("Open Support")
	b.press("Change")
	uitest.Key(b.window, fyne.KeyEscape)
	b.says("Make a token") // nothing was changed
	b.press("Change")
	b.fill(fieldBotName, "x")
	uitest.Key(b.window, fyne.KeyEscape)
	b.says("Throw the changes away?")
	b.press("Go on editing")
	if b.page.Unsaved() == "" {
		t.Fatal("lost")
	}
	b.press("Cancel")
	b.press("Throw away")
	b.says("Make a token")
	if b.page.Unsaved() != "" || b.fake.clients[0].BotName != "Acme Support" {
		t.Error("not thrown away")
	}
}

func TestDraftProblems(t *testing.T) {
	good := draftOf(support())
	for name, c := range map[string]struct {
		change func(*draft)
		fields []string
	}{
		"good":                   {func(*draft) {}, nil},
		"no rule":                {func(d *draft) { d.policy = "" }, []string{fieldPolicy}},
		"empty list":             {func(d *draft) { d.policy = corekore.PolicyList }, []string{fieldIdentities}},
		"session":                {func(d *draft) { d.policy = corekore.PolicySession }, []string{fieldAudience, fieldIssuer}},
		"no secret":              {func(d *draft) { d.hasSecret = false }, []string{fieldSecret}},
		"no key":                 {func(d *draft) { d.hasSecret, d.algorithm = false, corekore.RS512 }, []string{fieldKey}},
		"long life":              {func(d *draft) { d.text[fieldLifetime] = "3601" }, []string{fieldLifetime}},
		"no number":              {func(d *draft) { d.text[fieldLifetime] = "2m" }, []string{fieldLifetime}},
		"huge number":            {func(d *draft) { d.text[fieldLifetime] = "99999999999999999999" }, []string{fieldLifetime}},
		"path":                   {func(d *draft) { d.text[fieldOrigins] = "https://www.example.com/chat" }, []string{fieldOrigins}},
		"plain host":             {func(d *draft) { d.text[fieldHost] = "http://kore.example.com" }, []string{fieldHost}},
		"placeholder":            {func(d *draft) { d.text[fieldClientID] = corekore.PlaceholderClientID }, []string{fieldClientID}},
		"default host":           {func(d *draft) { d.text[fieldHost] = "" }, nil},
		"odd fact":               {func(d *draft) { d.text[fieldFromRequest] = "plan __proto__" }, []string{fieldFromRequest}},
		"no public key":          {func(d *draft) { d.encrypted = true }, []string{fieldKeyFile}},
		"relative key":           {func(d *draft) { d.encrypted, d.text[fieldKeyFile] = true, "kore.pem" }, []string{fieldKeyFile}},
		"encrypted":              {func(d *draft) { d.encrypted, d.text[fieldKeyFile] = true, "/keys/kore.pem" }, nil},
		"not encrypted any more": {func(d *draft) { d.text[fieldKeyFile] = "kore.pem" }, nil},
		"session is ok": {func(d *draft) {
			d.policy, d.text[fieldIssuer], d.text[fieldAudience] = corekore.PolicySession, "https://login.example.com", "x"
		}, nil},
	} {
		d := good
		d.text = maps.Clone(good.text)
		c.change(&d)
		if got := slices.Sorted(maps.Keys(d.problems(corekore.Client{}, nil))); !slices.Equal(got, c.fields) {
			t.Errorf("%s: %v, want %v", name, got, c.fields)
		}
	}
}
