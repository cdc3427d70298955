package testpanel

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/uitest"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// service answers with a result that the test sets; an unset one is an error of
// the test.
type service struct {
	t      *testing.T
	answer func(ctx context.Context, id, path string) onboard.CallResult
	paths  []string
	end    func(ctx context.Context, id string) core.Finding
}

func (s *service) EndSession(ctx context.Context, id string) core.Finding {
	if s.end == nil {
		s.t.Error("a session was ended that nobody wanted to end")
		return core.Finding{}
	}
	return s.end(ctx, id)
}

func (s *service) Endpoints() []onboard.Endpoint { return endpoints }

func (s *service) Call(ctx context.Context, id, path string) onboard.CallResult {
	if s.answer == nil {
		s.t.Errorf("unexpected call of %s", path)
		return onboard.CallResult{}
	}
	s.paths = append(s.paths, path)
	return s.answer(ctx, id, path)
}

type bench struct {
	loop    *uitest.Loop
	service *service
	panel   *Panel
	window  fyne.Window
	copied  string
	saved   map[string]string
}

var connection = core.Connection{
	ID: "c1", Name: "Northwind", App: "Acme Sync", Account: "Northwind Traders", Person: "Ada Jones",
	Scopes: []string{"ReadAccounts"}, VerifiedAt: time.Date(2026, time.March, 2, 9, 39, 0, 0, time.UTC),
}

func newBench(t *testing.T) *bench {
	t.Helper()
	uitest.App(t)
	b := &bench{loop: uitest.NewLoop(), service: &service{t: t}, saved: map[string]string{}}
	b.panel = New(Deps{
		Service: b.service, Worker: worker.New(b.loop),
		Copy: func(text string) { b.copied = text },
		Save: func(name string, content []byte) { b.saved[name] = string(content) },
	})
	b.window = uitest.Show(t, widgets.NewPage(b.panel.Object))
	b.panel.Show(connection)
	return b
}

// result is an answer of the platform to the path.
func result(path string, status int, body string, findings ...core.Finding) onboard.CallResult {
	call := core.Call{Method: "GET", URL: "https://platform.ringcentral.com" + path, Status: status, DurationMS: 96, RequestID: "0f3c8a52-1d2b-b21e"}
	return onboard.CallResult{
		App: "Acme Sync", Path: path, OnBehalfOf: "Northwind Traders / Ada Jones", Calls: []core.Call{call}, Findings: findings,
		Answer: &core.Answer{Call: call, Header: http.Header{"Server": {"nginx"}}, Body: []byte(body)},
	}
}

func (b *bench) answers(r onboard.CallResult) {
	b.service.answer = func(context.Context, string, string) onboard.CallResult { return r }
}

func (b *bench) words() string { return uitest.Words(b.window.Content()) }

func (b *bench) says(t *testing.T, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(b.words(), p) {
			t.Errorf("missing %q in:\n%s", p, b.words())
		}
	}
}

func (b *bench) saysNot(t *testing.T, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if strings.Contains(b.words(), p) {
			t.Errorf("%q is in:\n%s", p, b.words())
		}
	}
}

// called shows the answer to a call of its path.
func (b *bench) called(t *testing.T, r onboard.CallResult) {
	t.Helper()
	b.answers(r)
	b.panel.path.SetText(r.Path)
	uitest.Press(t, b.window.Content(), "Call")
	b.loop.Settle()
	uitest.Layout(b.window)
}

// body returns the view of the answer's body.
func (b *bench) body(t *testing.T) *bodyView {
	t.Helper()
	var view *bodyView
	uitest.Walk(b.window.Content(), func(o fyne.CanvasObject) {
		if v, ok := o.(*bodyView); ok {
			view = v
		}
	})
	if view == nil {
		t.Fatal("no view of the body")
	}
	return view
}

func TestStatusCall(t *testing.T) {
	b := newBench(t)
	b.answers(result(statusCall.Path, 200, ""))
	uitest.Press(t, b.window.Content(), "Call")
	b.loop.Work()
	b.says(t, "Calling /restapi/v1.0/status …")
	if strings.Contains(b.words(), "Service reachable") {
		t.Fatal("the answer showed before it came to the UI thread")
	}
	b.loop.Drain()
	b.says(t, "The application Acme Sync called the endpoint /restapi/v1.0/status on behalf of Northwind Traders / Ada Jones",
		"200 Service reachable", "96 ms", "0f3c…b21e", "not limited",
		"“Service reachable” says nothing about the credential", "accepted, 2 minutes ago")
	shown := b.words()
	if b.loop.Advance(time.Minute); b.words() != shown {
		t.Error("something still ticks after the answer")
	}
	if b.window.Canvas().Focused() != b.panel.call {
		t.Errorf("focus is on %v", b.window.Canvas().Focused())
	}
	uitest.Press(t, b.window.Content(), "Copy")
	if b.copied != "0f3c8a52-1d2b-b21e" {
		t.Errorf("copied %q", b.copied)
	}
	uitest.Press(t, b.window.Content(), "Copy as cURL")
	if !strings.Contains(b.copied, "Bearer [access token]") {
		t.Errorf("copied %q", b.copied)
	}
}

func TestIdentityCallByKeyboard(t *testing.T) {
	b := newBench(t)
	r := result(identityCall.Path, 200, `{"name":"Ada Jones"}`)
	r.Answer.Call.Rate = &core.Rate{Limit: 50, Remaining: 48, WindowSeconds: 60}
	b.answers(r)
	b.window.Canvas().Focus(b.panel.path)
	b.panel.path.SetText("")
	test.Type(b.panel.path, "GET https://elsewhere.example"+identityCall.Path)
	uitest.Key(b.window, fyne.KeyReturn)
	b.loop.Settle()
	if len(b.service.paths) != 1 || b.service.paths[0] != identityCall.Path {
		t.Fatalf("called %q", b.service.paths)
	}
	b.says(t, "200 Credential accepted", "48 of 50")
	uitest.Press(t, b.window.Content(), "Copy body")
	if b.copied != "{\n  \"name\": \"Ada Jones\"\n}" {
		t.Errorf("copied %q", b.copied)
	}
	uitest.Press(t, b.window.Content(), "Save…")
	if b.saved["answer.json"] != `{"name":"Ada Jones"}` {
		t.Errorf("saved %q", b.saved)
	}
}

func TestPermissionIsComparedBeforeTheCall(t *testing.T) {
	b := newBench(t)
	lacking := connection
	lacking.ID, lacking.Scopes = "c2", []string{"ReadCallLog"}
	b.panel.Show(lacking)
	if strings.Contains(b.words(), "ReadAccounts") {
		t.Error("the status call needs no permission")
	}
	b.panel.path.SetText(identityCall.Path)
	b.says(t, "needs the app permission ReadAccounts", finding.NewAppLacksPermission("Acme Sync", "ReadAccounts").Title)
}

func TestCancelByKeyboard(t *testing.T) {
	b := newBench(t)
	b.service.answer = func(ctx context.Context, _, path string) onboard.CallResult {
		if ctx.Err() == nil {
			t.Error("not cancelled")
		}
		return onboard.CallResult{Path: path, Findings: []core.Finding{finding.New(finding.Cancelled)}}
	}
	uitest.Press(t, b.window.Content(), "Call")
	b.loop.Advance(3 * time.Second)
	b.says(t, "… 3 s")
	if !b.panel.Escape() {
		t.Error("Esc found nothing to cancel")
	}
	b.loop.Settle()
	b.says(t, finding.New(finding.Cancelled).Title)
	if b.panel.Escape() {
		t.Error("Esc cancels what is over")
	}
}

// The answer for one connection must not appear under another.
func TestStaleAnswerIsDropped(t *testing.T) {
	b := newBench(t)
	b.answers(result(statusCall.Path, 200, ""))
	uitest.Press(t, b.window.Content(), "Call")
	b.loop.Work()
	other := connection
	other.ID = "c2"
	b.panel.Show(other)
	b.loop.Settle()
	if strings.Contains(b.words(), "200 Service reachable") {
		t.Error("the answer of the other connection shows")
	}
}

// A call during the penalty would start it anew.
func TestRateLimitLocksTheButton(t *testing.T) {
	b := newBench(t)
	limited := finding.NewAnswer(finding.RateLimited, finding.Answer{App: "Acme Sync", Wait: 58 * time.Second})
	b.answers(result(identityCall.Path, 429, "", limited))
	uitest.Press(t, b.window.Content(), "Call")
	b.loop.Settle()
	b.says(t, "429 Too many calls", "Call in 58 s, not available")
	if b.window.Canvas().Focused() != b.panel.call {
		t.Error("the focus is not on the button that counts down")
	}
	b.panel.onCall()
	if b.loop.Pending() != 0 {
		t.Error("called during the penalty")
	}
	b.loop.Advance(10 * time.Second)
	b.says(t, "Call in 48 s")
	b.loop.Advance(48 * time.Second)
	if uitest.Button(b.window.Content(), "Call") == nil || b.panel.call.Idle() {
		t.Error("the button stays locked")
	}
	if n := b.loop.Tickers(); n != 0 {
		t.Errorf("%d tickers run with nothing to count", n)
	}
}

// A second that has begun counts as one: "in 0 s" would be a lie.
func TestWaitIsRoundedUp(t *testing.T) {
	b := newBench(t)
	b.called(t, result(identityCall.Path, 429, "",
		finding.NewAnswer(finding.RateLimited, finding.Answer{App: "Acme Sync", Wait: 1500 * time.Millisecond})))
	b.says(t, "Call in 2 s")
	b.loop.Advance(time.Second)
	b.says(t, "Call in 1 s")
}

func TestWhileCalling(t *testing.T) {
	b := newBench(t)
	changes := 0
	b.panel.deps.Called = func() { changes++ }
	b.called(t, result(statusCall.Path, 200, ""))
	if changes != 1 {
		t.Errorf("told of %d calls", changes)
	}
	if uitest.Button(b.window.Content(), "Cancel") != nil {
		t.Error("Cancel stands where nothing runs")
	}
	uitest.Press(t, b.window.Content(), "Call")
	b.saysNot(t, "200 Service reachable", "End the session")
	if !b.panel.path.Disabled() {
		t.Error("the path can be changed while it is called")
	}
	if b.window.Canvas().Focused() != b.panel.cancel {
		t.Errorf("focus is on %v", b.window.Canvas().Focused())
	}
	if label := b.panel.call.AccessibilityLabel(); label == "Call" {
		t.Error("the button does not say that it is busy")
	}
	b.panel.onCall()
	if n := b.loop.Pending(); n != 1 {
		t.Errorf("%d calls run at once", n)
	}
	b.service.answer = func(ctx context.Context, _, path string) onboard.CallResult {
		if ctx.Err() == nil {
			t.Error("not cancelled")
		}
		return onboard.CallResult{Path: path, Findings: []core.Finding{finding.New(finding.Cancelled)}}
	}
	uitest.Press(t, b.window.Content(), "Cancel")
	b.loop.Settle()
	b.says(t, finding.New(finding.Cancelled).Title)
	b.saysNot(t, "End the session") // no answer, no session that is known of
	if b.panel.path.Disabled() || uitest.Button(b.window.Content(), "Cancel") != nil {
		t.Error("the panel still looks busy")
	}
}

func TestNoPathNoCall(t *testing.T) {
	b := newBench(t)
	for _, nothing := range []string{"", "  "} {
		b.panel.path.SetText(nothing)
		uitest.Press(t, b.window.Content(), "Call")
		if n := b.loop.Pending(); n != 0 {
			t.Errorf("%q was called", nothing)
		}
	}
}

// What one connection was told must not stand under another; what becomes known
// of the same one leaves the answer alone.
func TestAnswerGoesWithItsConnection(t *testing.T) {
	b := newBench(t)
	b.called(t, result(statusCall.Path, 200, ""))
	b.panel.Show(connection)
	b.says(t, "200 Service reachable", "End the session")
	other := connection
	other.ID = "c2"
	b.panel.Show(other)
	b.saysNot(t, "200 Service reachable", "End the session")
}

func TestWhatAnAnswerOffers(t *testing.T) {
	const reachable = "says nothing about the credential"
	cut := result("/restapi/v1.0/x", 200, "text")
	cut.Answer.Truncated = true
	nameless := result(statusCall.Path, 200, "text")
	nameless.Answer.Call.RequestID = ""
	for name, tt := range map[string]struct {
		result    onboard.CallResult
		says, not []string
	}{
		"text":          {result(identityCall.Path, 200, "text"), []string{"Body, 4 bytes", "Copy body", "Save…"}, []string{reachable, "the answer was longer"}},
		"cut":           {cut, []string{"Body, the first 4 bytes"}, nil},
		"empty":         {result(statusCall.Path, 200, ""), []string{"Body, 0 bytes", reachable}, []string{"Save…", "Copy body"}},
		"binary":        {result("/restapi/v1.0/x", 200, "\x00\xff"), []string{"Save…"}, []string{"Copy body"}},
		"not reachable": {result(statusCall.Path, 503, ""), []string{"503 Not available"}, []string{reachable}},
		"no request ID": {nameless, []string{"none"}, []string{"…b21e"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.called(t, tt.result)
			b.says(t, tt.says...)
			b.saysNot(t, tt.not...)
		})
	}
}

func TestDetailsAreBehindTheirButton(t *testing.T) {
	b := newBench(t)
	r := result(statusCall.Path, 200, "")
	r.Calls[0].Routing = "SJC01P01"
	b.called(t, r)
	b.saysNot(t, "Request 1", "nginx")
	uitest.Press(t, b.window.Content(), "Details: requests and headers")
	b.says(t, "Request 1", "GET https://platform.ringcentral.com/restapi/v1.0/status, status 200, 96 ms", "routed to SJC01P01", "nginx")
	if got := callText(core.Call{Method: "GET", URL: "https://host/"}); got != "GET https://host/, status 0, 0 ms" {
		t.Errorf("a call without ID and routing: %q", got)
	}
}

func TestFindingCanBeHandedOver(t *testing.T) {
	b := newBench(t)
	var handed string
	b.panel.deps.HandOver = func(_ core.Finding, path string, calls []core.Call) []*widgets.Button {
		return []*widgets.Button{widgets.NewButton(widgets.Secondary, "Hand over", func() { handed = path + " " + calls[0].RequestID })}
	}
	b.called(t, result(identityCall.Path, 403, "", finding.NewAppLacksPermission("Acme Sync", "ReadAccounts")))
	uitest.Press(t, b.window.Content(), "Hand over")
	if handed != identityCall.Path+" 0f3c8a52-1d2b-b21e" {
		t.Errorf("handed over %q", handed)
	}
}

func TestKnownEndpointsByKeyboard(t *testing.T) {
	b := newBench(t)
	c := b.window.Canvas()
	labels := func() (found []string) {
		test.WidgetRenderer(c.Overlays().Top().(fyne.Widget)) // drawn
		for _, o := range test.LaidOutObjects(c.Overlays().Top()) {
			if text, ok := o.(*canvas.Text); ok && text.Text != "" {
				found = append(found, text.Text)
			}
		}
		return found
	}
	c.Focus(b.panel.path)
	uitest.Key(b.window, fyne.KeyDown)
	if got := labels(); len(got) != 2 || got[0] != statusCall.Path+"   "+lang.T(statusCall.Title) {
		t.Errorf("the menu has %q", got)
	}
	uitest.Key(b.window, fyne.KeyDown)
	uitest.Key(b.window, fyne.KeyReturn)
	if b.panel.path.Text != identityCall.Path || c.Focused() != b.panel.path {
		t.Errorf("the path is %q, the focus on %T", b.panel.path.Text, c.Focused())
	}
	b.window.Resize(fyne.NewSize(300, 500))
	c.Focus(b.panel.call)
	test.Tap(b.panel.path.ActionItem.(fyne.Tappable))
	if got := labels(); len(got) != 2 || got[1] != identityCall.Path {
		t.Errorf("the menu of a small window has %q", got)
	}
	uitest.Key(b.window, fyne.KeyReturn)
	if b.panel.path.Text != statusCall.Path || c.Focused() != b.panel.path {
		t.Errorf("the path is %q, the focus on %T", b.panel.path.Text, c.Focused())
	}

	b.answers(result(statusCall.Path, 200, ""))
	uitest.Press(t, b.window.Content(), "Call")
	b.panel.path.openMenu()
	if c.Overlays().Top() != nil {
		t.Error("the menu opens over a running call")
	}
}

// In a small window the page scrolls to what went wrong.
func TestFindingComesIntoView(t *testing.T) {
	b := newBench(t)
	b.window.SetContent(widgets.NewPage(widgets.Space(200), b.panel.Object))
	b.window.Resize(fyne.NewSize(500, 260))
	uitest.Layout(b.window)
	refused := finding.NewAppLacksPermission("Acme Sync", "ReadAccounts")
	b.answers(result(identityCall.Path, 403, "", refused))
	uitest.Press(t, b.window.Content(), "Call")
	b.loop.Settle()
	if panel := b.panel.told.Objects[2]; !uitest.InView(b.window, panel) {
		t.Errorf("the finding is at %v", fyne.CurrentApp().Driver().AbsolutePositionForObject(panel))
	}
}

// A megabyte costs no more objects than a screen of it.
func TestLongBodyStaysSmall(t *testing.T) {
	b := newBench(t)
	b.answers(result("/restapi/v1.0/x", 200, "["+strings.Repeat(`{"id":1,"name":"Ada"},`, 40000)+"1]"))
	b.panel.path.SetText("/restapi/v1.0/x")
	uitest.Press(t, b.window.Content(), "Call")
	b.loop.Settle()
	uitest.Layout(b.window)
	view := b.body(t)
	if len(view.rows) < 100000 {
		t.Fatalf("%d rows", len(view.rows))
	}
	objects := test.WidgetRenderer(view.sheet).Objects()
	if len(objects) == 0 || len(objects) > 120 {
		t.Errorf("%d objects for %d rows", len(objects), len(view.rows))
	}
	b.window.Canvas().Focus(view)
	uitest.Key(b.window, fyne.KeyEnd)
	view.TypedShortcut(&fyne.ShortcutSelectAll{})
	view.TypedShortcut(&fyne.ShortcutCopy{})
	if !strings.HasPrefix(b.copied, "[\n  {") || !strings.HasSuffix(b.copied, "1\n]") {
		t.Error("the selection is not the whole text")
	}
}

// The structure of an answer, so that a change of it is seen in review.
func TestGolden(t *testing.T) {
	b := newBench(t)
	b.answers(result(statusCall.Path, 200, ""))
	uitest.Press(t, b.window.Content(), "Call")
	b.loop.Settle()
	b.window.Canvas().Unfocus()
	uitest.Layout(b.window)
	test.AssertRendersToMarkup(t, "status.xml", b.window.Canvas())
}

// Whatever Tab stops at has a name to read out.
func TestEveryStopHasAName(t *testing.T) {
	b := newBench(t)
	c := b.window.Canvas()
	for range 4 {
		c.FocusNext()
		if a, ok := c.Focused().(fyne.Accessible); !ok || a.AccessibilityLabel() == "" {
			t.Errorf("%T has no name", c.Focused())
		}
	}
}

func TestAnswerGoesWithItsPath(t *testing.T) {
	b := newBench(t)
	b.answers(result(statusCall.Path, 200, ""))
	uitest.Press(t, b.window.Content(), "Call")
	b.loop.Settle()
	b.says(t, "200 Service reachable", "End the session")
	b.panel.path.SetText(statusCall.Path + "?x=1")
	for _, stale := range []string{"Service reachable", "End the session"} {
		if strings.Contains(b.words(), stale) {
			t.Errorf("%q stands under another path", stale)
		}
	}
}

func TestLanguages(t *testing.T) {
	refused := finding.NewAnswer(finding.PlatformError, finding.Answer{App: "Acme Sync", Host: "platform.ringcentral.com"})
	for _, c := range []struct {
		name string
		act  func(t *testing.T, b *bench)
	}{
		{"test-start", func(*testing.T, *bench) {}},
		{"test-calling", func(t *testing.T, b *bench) {
			b.answers(result(statusCall.Path, 200, ""))
			uitest.Press(t, b.window.Content(), lang.T("test.call"))
		}},
		{"test-status", func(t *testing.T, b *bench) {
			b.answers(result(statusCall.Path, 200, ""))
			uitest.Press(t, b.window.Content(), lang.T("test.call"))
			b.loop.Settle()
		}},
		{"test-failed", func(t *testing.T, b *bench) {
			b.answers(result(identityCall.Path, 503, `{"errorCode":"CMN-203"}`, refused))
			b.panel.path.SetText(identityCall.Path)
			uitest.Press(t, b.window.Content(), lang.T("test.call"))
			b.loop.Settle()
		}},
	} {
		uitest.InEveryLanguage(t, c.name, uitest.PageWidth, func(t *testing.T) fyne.Window {
			b := newBench(t)
			c.act(t, b)
			return b.window
		})
	}
}
