package profiles

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/handover"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/uitest"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// canary stands for a client secret; no output of the pages may hold it.
const canary = "canary-client-secret"

type fake struct {
	profiles  []core.Profile
	secrets   map[string]core.Secret
	confirmed []string
	err       error
}

func (f *fake) Profiles(context.Context) ([]core.Profile, error) { return f.profiles, f.err }

func (f *fake) AddProfile(_ context.Context, r onboard.ProfileRequest) (core.Profile, error) {
	if f.err != nil {
		return r.Profile, f.err
	}
	r.Profile.ConfirmedHosts = r.ConfirmedHosts
	if left := r.Profile.UnconfirmedHosts(); len(left) > 0 {
		say := finding.NewHostNotConfirmed
		if slices.ContainsFunc(left, core.LooksLikeRingCentral) {
			say = finding.NewHostLookAlike
		}
		hosts := strings.Join(left, ",")
		return r.Profile, core.Fail("adding", finding.WithDetail(say(hosts), map[string]string{"host": hosts}), nil)
	}
	for _, known := range f.profiles {
		if known.ID == r.Profile.ID && known.ClientID != r.Profile.ClientID && !r.AcceptChanges {
			cause := &onboard.ProfileChangesError{Changes: []onboard.ProfileChange{{Key: "client_id", From: known.ClientID, To: r.Profile.ClientID}}}
			return r.Profile, core.Fail("adding", finding.NewProfileChanges(known.Name, []string{"client_id"}, []string{"Northwind"}), cause)
		}
	}
	f.profiles = append(slices.DeleteFunc(f.profiles, func(p core.Profile) bool { return p.ID == r.Profile.ID }), r.Profile)
	f.confirmed = append(f.confirmed, r.ConfirmedHosts...)
	if !r.ClientSecret.Empty() {
		f.secrets[r.Profile.ID] = r.ClientSecret
	}
	return r.Profile, nil
}

func (f *fake) RemoveProfile(_ context.Context, id string) error {
	if f.err != nil {
		return f.err
	}
	f.profiles = slices.DeleteFunc(f.profiles, func(p core.Profile) bool { return p.ID == id })
	return nil
}

func (f *fake) HasClientSecret(_ context.Context, id string) (bool, error) {
	_, ok := f.secrets[id]
	return ok, nil
}

type bench struct {
	t       *testing.T
	loop    *uitest.Loop
	fake    *fake
	deps    Deps
	window  fyne.Window
	opened  Opened
	written map[string]core.Profile
	// keys are the public parts, by the file of the private one.
	keys   map[string]string
	used   []string
	links  []string
	copied string
}

func newBench(t *testing.T) *bench {
	t.Helper()
	uitest.App(t)
	b := &bench{t: t, loop: uitest.NewLoop(), fake: &fake{secrets: map[string]core.Secret{}}, written: map[string]core.Profile{}, keys: map[string]string{}}
	b.deps = Deps{
		Service: b.fake, Worker: worker.New(b.loop), Folder: "/docs",
		Read: func(context.Context, string) Opened { return b.opened },
		Write: func(_ context.Context, path string, p core.Profile, overwrite bool) error {
			if _, there := b.written[path]; there && !overwrite {
				return fs.ErrExist
			}
			b.written[path] = p
			return nil
		},
		MakeKey: func(_ context.Context, path string) (string, error) {
			if b.keys[path] != "" {
				return "", fs.ErrExist
			}
			key, err := age.GenerateX25519Identity()
			if err == nil {
				b.keys[path] = key.Recipient().String()
			}
			return b.keys[path], err
		},
		NewAppLink: func(p core.Profile) string { return "https://developer.ringcentral.com/new-app?name=" + p.Name },
		Open: func(_ context.Context, url string) error {
			b.links = append(b.links, url)
			return errors.New("no browser")
		},
		Copy:    func(text string) { b.copied += text },
		Browse:  func(chosen func(string)) { chosen("/docs/browsed.sureline") },
		Changed: func(use string) { b.used = append(b.used, use) },
		Back:    func() {},
	}
	return b
}

func (b *bench) show(o fyne.CanvasObject) { b.window = uitest.Show(b.t, o) }

func (b *bench) press(text string) {
	b.t.Helper()
	uitest.Press(b.t, b.window.Content(), text)
	b.loop.Settle()
}

func (b *bench) says(parts ...string) {
	b.t.Helper()
	words := uitest.Words(b.window.Content())
	for _, p := range parts {
		if !strings.Contains(words, p) {
			b.t.Errorf("missing %q in:\n%s", p, words)
		}
	}
}

func acme() core.Profile {
	return core.Profile{ID: "acme", Name: "Acme Sync", ClientID: "aBcD1234", Server: core.DefaultServer, ClientAuth: core.ClientAuthBasic}
}

func TestWelcomeHasFourWays(t *testing.T) {
	b := newBench(t)
	var went []string
	go_ := func(where string) func() { return func() { went = append(went, where) } }
	w := NewWelcome(go_("open"), go_("demo"), go_("make"), go_("kore"))
	b.show(w.Object())
	w.Focus()
	uitest.Key(b.window, fyne.KeyReturn)
	b.press("Try the demo")
	b.press("Make a profile for your app…")
	b.press("Open the Kore.ai part")
	if strings.Join(went, " ") != "open demo make kore" {
		t.Error(went)
	}
	b.show(NewWelcome(go_(""), nil, go_(""), nil).Object())
	if uitest.Button(b.window.Content(), "Try the demo") != nil {
		t.Error("a demo that cannot be started is offered")
	}
	if uitest.Button(b.window.Content(), "Open the Kore.ai part") != nil {
		t.Error("a part that is not there is offered")
	}
}

func TestOpenProfile(t *testing.T) {
	b := newBench(t)
	b.opened = Opened{Profile: acme(), Secret: core.NewSecret(canary)}
	o := NewOpener(b.deps)
	b.show(o.Object())
	o.Focus()
	test.Type(o.path, `"/docs/acme.sureline"`)
	uitest.Key(b.window, fyne.KeyReturn)
	b.loop.Settle()
	b.says("The profile for Acme Sync is open", "now in "+lang.T(text.Keychain()[0]), "aBcD1234")
	if len(b.fake.profiles) != 1 || b.fake.secrets["acme"].Reveal() != canary {
		t.Error("not kept")
	}
	if strings.Contains(uitest.Words(b.window.Content())+test.RenderToMarkup(b.window.Canvas()), canary) {
		t.Error("the client secret shows")
	}
	uitest.Key(b.window, fyne.KeyReturn) // on "Connect Acme Sync"
	if strings.Join(b.used, ",") != ",acme" || o.path.Text != "" {
		t.Errorf("used %q", b.used)
	}
}

func TestOpenerHasOneBlueButton(t *testing.T) {
	b := newBench(t)
	o := NewOpener(b.deps)
	b.show(o.Object())
	one := func(want string) {
		t.Helper()
		if got := uitest.Primaries(b.window.Content()); len(got) != 1 || got[0] != want {
			t.Errorf("blue are %q, want %q", got, want)
		}
	}
	one("Open")
	p := acme()
	p.TokenURL, p.ClientAuth = "https://token.acme.example/x", core.ClientAuthNone
	b.opened = Opened{Profile: p}
	o.chosen("/docs/acme.sureline")
	b.loop.Settle()
	one("Yes, token.acme.example is right")
	b.press("Do not use it")
	one("Open")
	b.opened = Opened{Profile: acme()}
	o.chosen("/docs/acme.sureline")
	b.loop.Settle()
	one("Connect Acme Sync")
}

func mistake(line int, key string) core.Finding {
	return finding.NewProfileInvalid(finding.Place{File: "bad.sureline", Line: line, Key: key}, text.Sentence{Key: "reason.toml_unknown"})
}

func TestBadProfileKeepsThePathAndSaysAllProblems(t *testing.T) {
	b := newBench(t)
	b.opened = Opened{Findings: []core.Finding{mistake(3, "servr"), mistake(7, "scops")}}
	o := NewOpener(b.deps)
	b.show(o.Object())
	o.chosen("/docs/bad.sureline")
	b.loop.Settle()
	b.says("bad.sureline was not opened", "There are 2 mistakes", "Line 3, “servr”: Sureline does not know this key.\nLine 7, “scops”: Sureline does not know this key.")
	words := uitest.Words(b.window.Content())
	if next := mistake(1, "id").NextStep; strings.Count(words, next) != strings.Count(words, "There are 2 mistakes") {
		t.Errorf("said more than once: %q", next)
	}
	b.press("Copy text for the app provider")
	if want := "- Line 3, “servr”: Sureline does not know this key.\n- Line 7, “scops”: Sureline does not know this key.\n"; !strings.Contains(b.copied, want) || !strings.Contains(b.copied, "bad.sureline") {
		t.Errorf("copied %q", b.copied)
	}
	if o.path.Text != "/docs/bad.sureline" || len(b.fake.profiles) != 0 {
		t.Error("path lost or profile kept")
	}
}

func TestForeignHostIsAskedForBeforeAnythingIsKept(t *testing.T) {
	b := newBench(t)
	p := acme()
	p.TokenURL, p.ClientAuth = "https://token.acme.example:8443/x", core.ClientAuthNone
	p.ConfirmedHosts = []string{"token.acme.example:8443"} // a file must not confirm its own hosts
	b.opened = Opened{Profile: p}
	o := NewOpener(b.deps)
	b.show(o.Object())
	o.chosen("/docs/acme.sureline")
	b.loop.Settle()
	b.says("The profile for Acme Sync names token.acme.example:8443", "This is not RingCentral")
	uitest.Key(b.window, fyne.KeyReturn) // the focus is on not opening it
	b.loop.Settle()
	if len(b.fake.profiles) != 0 {
		t.Fatal("kept without consent")
	}
	b.opened = Opened{Profile: p}
	o.chosen("/docs/acme.sureline")
	b.loop.Settle()
	b.press("Yes, token.acme.example:8443 is right")
	if len(b.fake.profiles) != 1 || strings.Join(b.fake.confirmed, "") != "token.acme.example:8443" {
		t.Errorf("confirmed %q", b.fake.confirmed)
	}
}

// A known profile that comes with other values is asked about; the old one is the
// answer of Enter.
func TestChangedProfileIsAskedFor(t *testing.T) {
	b := newBench(t)
	b.fake.profiles = []core.Profile{acme()}
	changed := acme()
	changed.ClientID = "other99"
	b.opened = Opened{Profile: changed}
	o := NewOpener(b.deps)
	b.show(o.Object())
	o.Open("/docs/acme.sureline")
	b.loop.Settle()
	b.says("A known profile comes back changed", "Northwind", "aBcD1234 becomes other99")
	uitest.Key(b.window, fyne.KeyReturn) // the focus is on keeping the old one
	b.loop.Settle()
	if b.fake.profiles[0].ClientID != "aBcD1234" || len(b.used) != 0 {
		t.Fatal("changed without consent")
	}
	o.Open("/docs/acme.sureline")
	b.loop.Settle()
	b.press("Accept the change")
	if b.fake.profiles[0].ClientID != "other99" || strings.Join(b.used, "") != "acme" {
		t.Errorf("kept %+v, used %q", b.fake.profiles, b.used)
	}
}

func TestListRemoves(t *testing.T) {
	b := newBench(t)
	b.fake.profiles = []core.Profile{acme()}
	l := NewList(b.deps, func() {}, func() {})
	b.show(l.Object())
	l.Reload()
	b.loop.Settle()
	b.says("Acme Sync", "platform.ringcentral.com · no client secret yet")
	inUse := finding.NewProfileInUse("Acme Sync", 2)
	b.fake.err = core.Fail("remove", inUse, nil)
	b.press("Remove…")
	b.press("Remove")
	b.says(inUse.Title)
	b.fake.err = nil
	b.press("Remove…")
	b.press("Remove")
	b.says("None yet")
}

func fill(m *Maker) {
	test.Type(m.fields[fieldName].Entry, "Acme Sync")
	test.Type(m.fields[fieldClientID].Entry, "aBcD1234efGH")
}

func TestMakerComplainsAsOneTypes(t *testing.T) {
	b := newBench(t)
	m := NewMaker(b.deps)
	b.show(m.Object())
	if strings.Contains(uitest.Words(b.window.Content()), "✕") {
		t.Error("complains about an untouched form")
	}
	test.Type(m.fields[fieldClientID].Entry, "ab c")
	b.says("✕ It must not hold spaces")
	b.press("Save the profile")
	b.says("✕ Give the name of your app")
	if b.window.Canvas().Focused() != m.fields[fieldName].Entry {
		t.Error("the focus is not on the first wrong field")
	}
	if len(b.written) != 0 {
		t.Error("saved")
	}
}

func TestEnterInTheMakerSaves(t *testing.T) {
	b := newBench(t)
	m := NewMaker(b.deps)
	b.show(m.Object())
	fill(m)
	b.window.Canvas().Focus(m.fields[fieldClientID].Entry)
	uitest.Key(b.window, fyne.KeyReturn)
	b.loop.Settle()
	if len(b.written) != 1 {
		t.Error("not saved")
	}
}

func TestMakerSavesWithoutTheSecret(t *testing.T) {
	b := newBench(t)
	m := NewMaker(b.deps)
	b.show(m.Object())
	fill(m)
	m.secret.Take(canary)
	if m.Unsaved() == "" {
		t.Error("nothing to lose?")
	}
	b.press("Save the profile")
	path := filepath.Join("/docs", "acme-sync.sureline")
	if p := b.written[path]; p.ClientID != "aBcD1234efGH" || p.Name != "Acme Sync" {
		t.Fatalf("%+v", b.written)
	}
	b.says("Saved as "+path, "It holds no secret")
	b.press("Save the profile")
	b.says("There is already a file acme-sync.sureline")
	b.press("Replace it")
	b.says("Saved as " + path)
	b.press("Use it here now")
	if b.fake.secrets["acme-sync"].Reveal() != canary || m.secret.Text != "" || m.Unsaved() != "" {
		t.Error("the secret did not go to the keychain, or stays in the field")
	}
	if strings.Join(b.used, ",") != "acme-sync" {
		t.Errorf("used %q", b.used)
	}
}

// A provider who gets credentials sealed makes the key on the page; a file that is
// there is never replaced.
func TestMakerMakesAKey(t *testing.T) {
	b := newBench(t)
	m := NewMaker(b.deps)
	b.show(m.Object())
	fill(m)
	if strings.Contains(uitest.Words(b.window.Content()), "Make a key") {
		t.Error("a key is asked for where nothing is handed over")
	}
	m.uses.way.SetSelectedIndex(1)
	b.press("Save the profile")
	b.says("✕ Make a key, or paste")
	if len(b.written) != 0 {
		t.Error("saved without a key")
	}
	b.press("Make a key")
	path := filepath.Join("/docs", "acme-sync.identity")
	b.says("The private part is in "+path, "every customer has to be asked again", "Fingerprint of the key that opens it: "+handover.Fingerprint(b.keys[path]))
	first := b.keys[path]
	b.press("Make a key")
	b.says("There is already a file " + path)
	if b.keys[path] != first || m.fields[fieldRecipient].Entry.Text != first {
		t.Error("the key was replaced")
	}
	test.Type(m.fields[fieldHandoverURL].Entry, "https://hub.acme.example/v1/handovers")
	b.press("Save the profile")
	p := b.written[filepath.Join("/docs", "acme-sync.sureline")]
	if p.ConnectVia != core.ConnectSealed || p.HandoverRecipient != first || p.HandoverURL != "https://hub.acme.example/v1/handovers" {
		t.Errorf("%+v", p)
	}
	m.uses.way.SetSelectedIndex(0)
	if p := m.draft().profile(); p.HandoverRecipient != "" || p.HandoverURL != "" {
		t.Errorf("an app that is used here hands over: %+v", p)
	}
}

func TestMakerSuggestsPermissions(t *testing.T) {
	b := newBench(t)
	m := NewMaker(b.deps)
	b.show(m.Object())
	b.says("Permissions that RingCentral offers")
	m.fields[fieldScopes].Entry.SetText("Read Accounts")
	b.says("does not name these 2: Read, Accounts.")
	m.fields[fieldScopes].Entry.SetText("ReadAccounts")
	var list *widgets.Chooser
	uitest.Walk(b.window.Content(), func(o fyne.CanvasObject) {
		if c, ok := o.(*widgets.Chooser); ok && list == nil {
			list = c
		}
	})
	list.SetSelectedIndex(2)
	list.SetSelectedIndex(2)
	if got := m.fields[fieldScopes].Entry.Text; got != "ReadAccounts AI" || list.SelectedIndex() != 0 {
		t.Errorf("%q, list at %d", got, list.SelectedIndex())
	}
}

func TestMakerOpensTheNewAppPage(t *testing.T) {
	b := newBench(t)
	m := NewMaker(b.deps)
	b.show(m.Object())
	fill(m)
	b.press("Open the page")
	b.says("No browser opened", "https://developer.ringcentral.com/new-app?name=Acme Sync")
}

// The structure of each page, so that a change of it is seen in review.
func TestGolden(t *testing.T) {
	for name, object := range map[string]func(*bench) fyne.CanvasObject{
		"welcome": func(*bench) fyne.CanvasObject { return NewWelcome(func() {}, func() {}, func() {}, func() {}).Object() },
		"opener":  func(b *bench) fyne.CanvasObject { return NewOpener(b.deps).Object() },
		"maker":   func(b *bench) fyne.CanvasObject { return NewMaker(b.deps).Object() },
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.show(object(b))
			uitest.Layout(b.window)
			test.AssertRendersToMarkup(t, name+".xml", b.window.Canvas())
		})
	}
}
