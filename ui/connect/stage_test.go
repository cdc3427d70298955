package connect_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/handover"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/connect"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/theme"
	"github.com/sureline/sureline/ui/uitest"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// canary is the credential of these tests: no real one, and easy to find in
// whatever leaks it.
const canary = "eyJcanary.5b1f9c.d27e"

// stage is the page in a window with fakes behind it.
type stage struct {
	t         testing.TB
	loop      *uitest.Loop
	worker    *worker.Worker
	clipboard *uitest.Clipboard
	service   *fakeService
	page      *connect.Page
	courier   *fakeCourier
	saved     map[string]string
	window    fyne.Window
	entry     *widgets.SecretEntry

	openErr  error
	openedAt []string
	tested   []string
	made     []string
	left     int
	chosen   []string
	// known is what the slow checker knows and the quick one does not.
	known string
	// offProfile makes the checker refuse credentials for the profile with it.
	offProfile string
}

// fakeService answers a connect with what the test sets.
type fakeService struct {
	requests  []onboard.ConnectRequest
	answer    func(ctx context.Context, progress onboard.Progress) core.Verdict
	confirmed []string
	confirm   func(id string, hosts []string) (core.Profile, error)
	// secret is what the keychain holds of the app's secret.
	secret bool
	sealed []string
	// signature is what the key set says; nil for nothing.
	signature func(p core.Profile) (core.Finding, bool)
}

func (f *fakeService) VerifySignature(_ context.Context, p core.Profile, check core.Check) core.Check {
	if f.signature == nil {
		return check
	}
	if said, ok := f.signature(p); ok {
		check.Findings = append([]core.Finding{said}, check.Findings...)
		check.Usable = check.Usable && said.Severity != core.SeverityError
	}
	return check
}

func (f *fakeService) HasClientSecret(context.Context, string) (bool, error) { return f.secret, nil }

func (f *fakeService) Seal(_ context.Context, id string) (handover.Sealed, core.Profile, error) {
	f.sealed = append(f.sealed, id)
	return handover.Sealed{ID: "kept-" + id, Name: "northwind.acme.sealed", File: []byte("age")}, core.Profile{}, nil
}

// fakeCourier answers with what the test sets.
type fakeCourier struct {
	sent   []handover.Sealed
	err    error
	status handover.Status
	follow string
	last   handover.Status
}

func (c *fakeCourier) HandOver(_ context.Context, _ core.Profile, s handover.Sealed) (handover.Status, string, error) {
	c.sent = append(c.sent, s)
	return c.status, c.follow, c.err
}

func (c *fakeCourier) Follow(context.Context, core.Profile, string, func(handover.Status)) (handover.Status, error) {
	return c.last, nil
}

func (f *fakeService) Connect(ctx context.Context, r onboard.ConnectRequest, p onboard.Progress) core.Verdict {
	f.requests = append(f.requests, r)
	return f.answer(ctx, p)
}

func (f *fakeService) ConfirmHosts(_ context.Context, id string, hosts []string) (core.Profile, error) {
	f.confirmed = append(f.confirmed, hosts...)
	return f.confirm(id, hosts)
}

// fakeChecker takes canary, with anything around it as dirt.
type fakeChecker struct {
	stage   *stage
	profile core.Profile
	loaded  bool
}

func (c fakeChecker) Check(text string) core.Check {
	refuse := func(f core.Finding) core.Check { return core.Check{Findings: []core.Finding{f}} }
	switch {
	case len(text) > 16<<10:
		return refuse(say("too-large", core.WhoAdmin, "This is too long to be a credential"))
	case c.loaded && c.stage.known != "" && strings.Contains(text, c.stage.known):
		return refuse(say("already-connected", core.WhoAdmin, "This credential is in use already"))
	case !strings.Contains(text, canary):
		return refuse(say("not-a-jwt", core.WhoAdmin, "This is not a credential"))
	case c.profile.ID == c.stage.offProfile:
		return refuse(say("wrong-environment", core.WhoAdmin, "This credential is for another platform"))
	}
	check := core.Check{Usable: true, JWT: core.NewSecret(canary)}
	if text != canary {
		f := say("cleaned-up", core.WhoNobody, "Cleaned up: spaces around the credential")
		f.Severity = core.SeverityFixed
		check.Findings = []core.Finding{f}
	}
	return check
}

func say(code core.Code, who core.Who, title string) core.Finding {
	return core.Finding{
		Code: code, Severity: core.SeverityError, Who: who, Title: title,
		Explanation: "Explanation of " + string(code) + ".", NextStep: "Do what mends " + string(code) + ".",
		Detail: map[string]string{},
	}
}

func acme() core.Profile {
	return core.Profile{
		ID: "acme", Name: "Acme Sync", ClientID: "aB3/kQ9", Server: core.DefaultServer, Console: core.DefaultConsole,
	}
}

func newStage(t testing.TB, profiles ...core.Profile) *stage {
	t.Helper()
	uitest.App(t)
	s := &stage{
		t: t, courier: &fakeCourier{}, saved: map[string]string{}, loop: uitest.NewLoop(), clipboard: &uitest.Clipboard{}, service: &fakeService{answer: succeed},
		offProfile: "none",
	}
	s.service.confirm = func(string, []string) (core.Profile, error) { return core.Profile{}, errors.New("not expected") }
	s.worker = worker.New(s.loop)
	s.page = connect.New(connect.Deps{
		Worker: s.worker, Service: s.service, Clipboard: s.clipboard,
		CheckerFor: func(p core.Profile) connect.Checker { return fakeChecker{stage: s, profile: p} },
		LoadChecker: func(_ context.Context, p core.Profile) connect.Checker {
			return fakeChecker{stage: s, profile: p, loaded: true}
		},
		Open: func(_ context.Context, address string) error {
			s.openedAt = append(s.openedAt, address)
			return s.openErr
		},
		Courier: func(context.Context) (connect.Courier, error) { return s.courier, nil },
		Save: func(name string, content []byte, saved func(string)) {
			s.saved[name] = string(content)
			saved("/docs/" + name)
		},
		Plausible: func(text string) bool { return strings.Contains(text, "eyJ") },
		Profile:   func(p core.Profile) { s.chosen = append(s.chosen, p.ID) },
		Connected: func(c core.Connection) { s.made = append(s.made, c.ID) },
		Test:      func(id string) { s.tested = append(s.tested, id) },
		Done:      func() { s.left++ },
	})
	s.window = uitest.ShowIn(t, s.page.Object(), theme.New(theme.Light, 100), fyne.NewSize(824, 720))
	s.window.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) {
		switch e.Name {
		case fyne.KeyReturn:
			s.page.Enter()
		case fyne.KeyEscape:
			s.page.Escape()
		}
	})
	if len(profiles) == 0 {
		profiles = []core.Profile{acme()}
	}
	s.page.SetProfiles(profiles, profiles[0].ID)
	s.loop.Settle()
	s.page.Focus()
	s.field()
	return s
}

// succeed is a connect in which all three steps work.
func succeed(_ context.Context, p onboard.Progress) core.Verdict {
	who := &core.Identity{Account: "Northwind Traders", Person: "Ada Jones", Extension: "101"}
	for _, step := range []onboard.Step{
		{ID: onboard.StepExchange, Took: 412 * time.Millisecond},
		{ID: onboard.StepIdentity, Took: 188 * time.Millisecond, Identity: who},
		{ID: onboard.StepKeep, Took: 9 * time.Millisecond},
	} {
		step.State = onboard.StepRunning
		p(step)
		step.State = onboard.StepDone
		p(step)
	}
	at := time.Date(2026, time.March, 2, 9, 41, 0, 0, time.UTC)
	note := say("personal-user", core.WhoNobody, "This credential belongs to a person")
	note.Severity = core.SeverityWarning
	return core.Verdict{
		Connected: true,
		Connection: &core.Connection{
			ID: "c1", Name: "Northwind Traders / Ada Jones", App: "Acme Sync", Account: who.Account, Person: who.Person,
			Extension: who.Extension, VerifiedAt: at,
		},
		Findings: []core.Finding{note},
		Calls: []core.Call{{
			Method: "POST", URL: core.DefaultServer + core.TokenPath, Status: 200, DurationMS: 412, RequestID: "0f3c-b21e", At: at,
		}},
	}
}

// fail returns a connect whose exchange ends with the finding.
func fail(f core.Finding) func(context.Context, onboard.Progress) core.Verdict {
	return func(_ context.Context, p onboard.Progress) core.Verdict {
		p(onboard.Step{ID: onboard.StepExchange, State: onboard.StepRunning})
		p(onboard.Step{ID: onboard.StepExchange, State: onboard.StepFailed, Took: 212 * time.Millisecond, Finding: &f})
		return core.Verdict{Findings: []core.Finding{f}}
	}
}

// words are what the page shows, read from the tree.
func (s *stage) words() string {
	uitest.Layout(s.window)
	return uitest.Words(s.window.Content())
}

func (s *stage) shows(texts ...string) {
	s.t.Helper()
	words := s.words()
	for _, text := range texts {
		if !strings.Contains(words, text) {
			s.t.Errorf("%q is not shown:\n%s", text, words)
		}
	}
}

func (s *stage) hides(texts ...string) {
	s.t.Helper()
	words := s.words()
	for _, text := range texts {
		if strings.Contains(words, text) {
			s.t.Errorf("%q is shown:\n%s", text, words)
		}
	}
}

func (s *stage) press(text string) { s.t.Helper(); uitest.Press(s.t, s.window.Content(), text) }

// paste puts text on the clipboard and pastes it with the Paste button.
func (s *stage) paste(text string) {
	s.t.Helper()
	s.clipboard.Text = text
	s.press(lang.T("connect.paste.paste"))
}

func (s *stage) key(name fyne.KeyName) { uitest.Key(s.window, name) }

// connected runs the whole main job.
func (s *stage) connect() {
	s.t.Helper()
	s.paste(canary)
	s.press(lang.T("connect.prove.connect"))
	s.loop.Settle()
}

// field returns the field for the credential, before its card is folded away.
func (s *stage) field() *widgets.SecretEntry {
	if s.entry == nil {
		uitest.Walk(s.window.Content(), func(o fyne.CanvasObject) {
			if e, ok := o.(*widgets.SecretEntry); ok {
				s.entry = e
			}
		})
	}
	return s.entry
}

// focus returns the words of what has the focus.
func (s *stage) focus() string {
	if a, ok := s.window.Canvas().Focused().(fyne.Accessible); ok {
		return a.AccessibilityLabel()
	}
	return ""
}
