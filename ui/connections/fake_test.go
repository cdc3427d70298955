package connections

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/buildinfo"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/uitest"
	"github.com/sureline/sureline/ui/worker"
)

// canary stands for a credential; no output of the pages may hold it.
const canary = "eyJcanary.eyJcanary.canary"

var acme = core.Profile{ID: "acme", Name: "Acme Sync", ClientID: "abc", Server: core.DefaultServer, Console: core.DefaultConsole}

// fake is the use cases; what a test does not set fails it.
type fake struct {
	t       testing.TB
	list    []core.Connection
	past    []core.Verification
	listErr error

	verify    func(ctx context.Context, id string, p onboard.Progress) core.Verdict
	verifyAll func(ctx context.Context, ids []string, how onboard.Batch)
	replace   func(r onboard.ReplaceRequest) core.Verdict
	rename    func(id, name string) error
	token     func() (core.Grant, error)
	call      func(id, path string) onboard.CallResult
	remove    func(id string, revoke bool) ([]core.Finding, error)
}

func (f *fake) Endpoints() []onboard.Endpoint {
	return []onboard.Endpoint{{Path: "/restapi/v1.0/status", Title: "endpoint.status"}}
}

func (f *fake) Call(_ context.Context, id, path string) onboard.CallResult {
	if f.call == nil {
		f.t.Error("unexpected call")
		return onboard.CallResult{}
	}
	return f.call(id, path)
}

func (f *fake) Connections(context.Context) ([]core.Connection, error) { return f.list, f.listErr }

func (f *fake) Connection(_ context.Context, id string) (core.Connection, error) {
	for _, c := range f.list {
		if c.ID == id {
			return c, nil
		}
	}
	return core.Connection{}, core.Fail("read", finding.NewConnectionUnknown(id), nil)
}

// History is that of the first connection; the others have none.
func (f *fake) History(_ context.Context, id string, _ int) ([]core.Verification, error) {
	if id != "1" {
		return nil, nil
	}
	return f.past, nil
}

func (f *fake) Profile(context.Context, string) (core.Profile, error) { return acme, nil }

func (f *fake) Profiles(context.Context) ([]core.Profile, error) { return []core.Profile{acme}, nil }

func (f *fake) Verify(ctx context.Context, id string, p onboard.Progress) core.Verdict {
	if f.verify == nil {
		f.t.Error("unexpected verify")
		return core.Verdict{}
	}
	return f.verify(ctx, id, p)
}

func (f *fake) VerifyBatch(ctx context.Context, ids []string, how onboard.Batch) {
	if f.verifyAll == nil {
		f.t.Error("unexpected verify all")
		return
	}
	f.verifyAll(ctx, ids, how)
}

func (f *fake) Replace(_ context.Context, r onboard.ReplaceRequest, _ onboard.Progress) core.Verdict {
	if f.replace == nil {
		f.t.Error("unexpected replace")
		return core.Verdict{}
	}
	return f.replace(r)
}

func (f *fake) AccessToken(context.Context, string) (core.Grant, error) {
	if f.token == nil {
		f.t.Error("unexpected access token")
		return core.Grant{}, nil
	}
	return f.token()
}

func (f *fake) Rename(_ context.Context, id, name string) error {
	if f.rename == nil {
		f.t.Error("unexpected rename")
		return nil
	}
	return f.rename(id, name)
}

func (f *fake) Remove(_ context.Context, id string, revoke bool) ([]core.Finding, error) {
	if f.remove == nil {
		f.t.Error("unexpected remove")
		return nil, nil
	}
	return f.remove(id, revoke)
}

func (f *fake) EndSession(context.Context, string) core.Finding {
	f.t.Error("unexpected end of a session")
	return core.Finding{}
}

type bench struct {
	t         testing.TB
	loop      *uitest.Loop
	fake      *fake
	page      *Page
	window    fyne.Window
	copied    []string
	count     int
	connected int
	settings  int
}

func newBench(t testing.TB, list ...core.Connection) *bench {
	t.Helper()
	uitest.App(t)
	b := &bench{t: t, loop: uitest.NewLoop(), fake: &fake{t: t, list: list}}
	b.page = New(Deps{
		Service: b.fake, Worker: worker.New(b.loop), Build: buildinfo.Info{Version: "1.2.3"},
		Check:   func(context.Context, core.Profile) func(string) core.Check { return check },
		Copy:    func(text string) { b.copied = append(b.copied, text) },
		Save:    func(string, []byte) {},
		Open:    func(context.Context, string) error { return errors.New("no browser") },
		Connect: func() { b.connected++ }, Settings: func() { b.settings++ }, Changed: func(n int) { b.count = n },
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

// check knows one credential; everything else is none.
func check(text string) core.Check {
	if text == canary {
		return core.Check{Usable: true, JWT: core.NewSecret(canary), Credential: &core.Credential{}}
	}
	return core.Check{Findings: []core.Finding{finding.New(finding.NotAJWT)}}
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

func (b *bench) press(text string) {
	b.t.Helper()
	uitest.Press(b.t, b.window.Content(), text)
}

func northwind(now time.Time) core.Connection {
	return core.Connection{
		ID: "1", Name: "Northwind", ProfileID: "acme", App: "Acme Sync", Account: "Northwind Traders", Person: "Ada Jones",
		Extension: "101", Scopes: []string{"ReadAccounts"}, VerifiedAt: now.Add(-2 * time.Minute), IdentityKnownAt: new(now.Add(-2 * time.Minute)), Fingerprint: "0a1b2c3d4e5f",
	}
}

func contoso(now time.Time) core.Connection {
	return core.Connection{
		ID: "2", Name: "Contoso", ProfileID: "acme", App: "Acme Sync", Account: "Contoso Ltd", Person: "Service",
		VerifiedAt: now.Add(-30 * time.Hour), LastCode: finding.CredentialRejected,
	}
}
