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
	"github.com/sureline/sureline/core/kore/sts"
	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/ui/uitest"
	"github.com/sureline/sureline/ui/worker"
)

// Texts that no output of the page may hold.
const (
	canarySecret = "canary-secret-7f3a91"
	canaryToken  = "eyJhbGciOiJIUzI1NiJ9.canary-token-payload.canary-token-signature"
)

// now is when the tests happen.
var now = uitest.NewLoop().Now()

// fake is the Kore.ai part; what a test does not set fails it.
type fake struct {
	t       *testing.T
	clients []corekore.Client
	listErr error
	secrets map[string]string
	removed []string
	err     error // of save and remove

	mint    func(id string, p corekore.Person) (corekore.Minted, error)
	verify  func(ctx context.Context, id string, trial corekore.Trial) (corekore.LiveResult, error)
	start   func(port string, observe func(sts.Event)) (Running, error)
	pasted  []string
	stopped int
}

func (f *fake) Clients(context.Context) ([]corekore.Client, error) {
	return append([]corekore.Client{}, f.clients...), f.listErr
}

func (f *fake) SaveClient(_ context.Context, c corekore.Client, secret core.Secret) error {
	if f.err != nil {
		return f.err
	}
	if !secret.Empty() {
		f.secrets[c.ClientID] = secret.Reveal()
		c.Secret = corekore.Source{Keychain: c.ClientID}
	}
	for i, old := range f.clients {
		if old.ClientID == c.ClientID {
			f.clients[i] = c
			return nil
		}
	}
	f.clients = append(f.clients, c)
	return nil
}

func (f *fake) RemoveClient(_ context.Context, id string) error {
	if f.err != nil {
		return f.err
	}
	f.removed = append(f.removed, id)
	var left []corekore.Client
	for _, c := range f.clients {
		if c.ClientID != id {
			left = append(left, c)
		}
	}
	f.clients = left
	return nil
}

func (f *fake) Mint(_ context.Context, id string, p corekore.Person) (corekore.Minted, error) {
	if f.mint == nil {
		f.t.Error("unexpected mint")
		return corekore.Minted{}, nil
	}
	return f.mint(id, p)
}

func (f *fake) Inspect(_ context.Context, _ string, given core.Secret) corekore.Inspection {
	f.pasted = append(f.pasted, given.Reveal())
	if given.Reveal() != canaryToken {
		return corekore.Inspection{Findings: []core.Finding{finding.NewKoreNotAPass(text.Say("reason.empty"))}}
	}
	made, ends := now, now.Add(2*time.Minute)
	return corekore.Inspection{
		Algorithm: "HS256", Signature: corekore.SignatureCurrent, IssuedAt: &made, ExpiresAt: &ends, Length: len(canaryToken),
		Header: []corekore.Entry{{Name: "alg", Value: "HS256", MeaningKey: "kore.claim.alg"}},
		Claims: []corekore.Entry{
			{Name: "sub", Value: "ada@example.com", MeaningKey: "kore.claim.sub"},
			{Name: "exp", Value: "1772444580", MeaningKey: "kore.claim.exp"},
			{Name: "odd", Value: "1"},
		},
		Findings: []core.Finding{finding.New(finding.KoreSignatureVerified)},
	}
}

func (f *fake) Verify(ctx context.Context, id string, trial corekore.Trial) (corekore.LiveResult, error) {
	if f.verify == nil {
		f.t.Error("a token was shown to Kore.ai without having been asked for")
		return corekore.LiveResult{}, nil
	}
	return f.verify(ctx, id, trial)
}

func (f *fake) StartService(_ context.Context, port string, observe func(sts.Event)) (Running, error) {
	if f.start == nil {
		f.t.Error("unexpected start")
		return nil, nil
	}
	return f.start(port, observe)
}

// served is a running service.
type served struct{ fake *fake }

func (s served) URL() string { return "http://localhost:7000/api/users/sts/" }
func (s served) Stop() error { s.fake.stopped++; return nil }

type bench struct {
	t      *testing.T
	loop   *uitest.Loop
	fake   *fake
	page   *Page
	window fyne.Window
	copied []string
	keys   map[string]string // files with private keys
}

func newBench(t *testing.T, clients ...corekore.Client) *bench {
	t.Helper()
	uitest.App(t)
	b := &bench{t: t, loop: uitest.NewLoop(), fake: &fake{t: t, clients: clients, secrets: map[string]string{}}, keys: map[string]string{}}
	b.page = New(Deps{
		Service: b.fake, Worker: worker.New(b.loop), Copy: func(text string) { b.copied = append(b.copied, text) },
		ReadKey: func(_ context.Context, path string) (core.Secret, error) {
			if key, ok := b.keys[path]; ok {
				return core.NewSecret(key), nil
			}
			return core.Secret{}, core.Fail("read", finding.NewKoreKeyFileUnreadable(path, text.Say("reason.no_such_file")), nil)
		},
		Browse: func(chosen func(string)) { chosen("/keys/k.pem") },
	})
	b.window = uitest.Show(t, b.page.Object())
	b.window.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) {
		if e.Name == fyne.KeyEscape {
			b.page.Escape()
		}
	})
	b.page.Reload()
	b.page.Focus()
	b.loop.Settle()
	return b
}

func support() corekore.Client {
	return corekore.Client{
		ClientID: "cs-1", Name: "Support", Policy: corekore.PolicyAnonymous, Secret: corekore.Source{Keychain: "cs-1"},
		BotName: "Acme Support", BotID: "st-1", Origins: []string{"https://www.example.com"},
	}
}

func (b *bench) words() string {
	uitest.Layout(b.window)
	return uitest.Words(b.window.Content())
}

func (b *bench) says(parts ...string) {
	b.t.Helper()
	words := b.words()
	for _, p := range parts {
		if !strings.Contains(words, p) {
			b.t.Errorf("missing %q in:\n%s", p, words)
		}
	}
}

func (b *bench) hides(parts ...string) {
	b.t.Helper()
	words := b.words()
	for _, p := range parts {
		if strings.Contains(words, p) {
			b.t.Errorf("%q is in:\n%s", p, words)
		}
	}
}

// press presses the button and lets everything happen.
func (b *bench) press(text string) {
	b.t.Helper()
	uitest.Press(b.t, b.window.Content(), text)
	b.loop.Settle()
}

// keepsQuiet fails when a secret or a token shows anywhere on the page.
func (b *bench) keepsQuiet() {
	b.t.Helper()
	all := b.words() + test.RenderToMarkup(b.window.Canvas())
	for _, secret := range []string{canarySecret, canaryToken, "canary-token"} {
		if strings.Contains(all, secret) {
			b.t.Errorf("%q shows", secret)
		}
	}
}
