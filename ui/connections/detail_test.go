package connections

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/uitest"
	"github.com/sureline/sureline/ui/widgets"
)

// openBench shows the page of Northwind.
func openBench(t *testing.T) *bench {
	t.Helper()
	b := newBench(t, northwind(now), contoso(now))
	b.fake.past = []core.Verification{
		{At: now.Add(-2 * time.Minute), Connected: true, Calls: []core.Call{{Status: 200, DurationMS: 412}, {Status: 200, DurationMS: 188}}},
		{At: now.Add(-20 * time.Hour), Code: finding.Maintenance, Calls: []core.Call{{Status: 200, DurationMS: 398}, {Status: 503, DurationMS: 31}}},
	}
	b.page.Open(b.fake.list[0])
	b.loop.Settle()
	return b
}

// find returns the first visible object of a type.
func find[T fyne.CanvasObject](t *testing.T, root fyne.CanvasObject) T {
	t.Helper()
	var found T
	ok := false
	uitest.Walk(root, func(o fyne.CanvasObject) {
		if f, is := o.(T); is && !ok {
			found, ok = f, true
		}
	})
	if !ok {
		t.Fatalf("no %T", found)
	}
	return found
}

func TestDetailSaysWhatIsKnown(t *testing.T) {
	b := openBench(t)
	b.says("Northwind\n", "Northwind Traders / Ada Jones (ext. 101), as of today 09:39", "Acme Sync · verified 2 minutes ago · never expires",
		"Connected", "412 ms", "188 ms", "503, 31 ms", finding.NewAnswer(finding.Maintenance, finding.Answer{Host: "platform.example"}).Title)
	if b.window.Canvas().Focused() != b.page.detail.verify {
		t.Error("the focus is not on Verify")
	}
}

func TestVerifyShowsStepsAndVerdict(t *testing.T) {
	b := openBench(t)
	rejected := finding.New(finding.CredentialRejected)
	b.fake.verify = func(_ context.Context, id string, p onboard.Progress) core.Verdict {
		p(onboard.Step{ID: onboard.StepExchange, State: onboard.StepRunning})
		p(onboard.Step{ID: onboard.StepExchange, State: onboard.StepFailed, Took: 98 * time.Millisecond, Finding: &rejected})
		b.fake.list[0].LastCode = finding.CredentialRejected
		return core.Verdict{Findings: []core.Finding{rejected}}
	}
	uitest.Key(b.window, fyne.KeyReturn)
	b.loop.Work()
	b.says("RingCentral accepts the credential", "waiting", "Remove, not available")
	if strings.Contains(b.words(), rejected.Title) {
		t.Fatal("the verdict came past the UI thread")
	}
	b.loop.Settle()
	b.says(rejected.Title, rejected.NextStep, "Not accepted")
	b.says("Create a new credential")
}

func TestVerifyDuringPenaltyIsLocked(t *testing.T) {
	b := openBench(t)
	b.fake.verify = func(context.Context, string, onboard.Progress) core.Verdict {
		f := finding.NewAnswer(finding.RateLimited, finding.Answer{App: "Acme Sync", Wait: time.Minute})
		return core.Verdict{Findings: []core.Finding{f}}
	}
	b.press("Verify")
	b.loop.Settle()
	b.says("Verify in 60 s, not available")
	b.loop.Advance(time.Minute)
	if uitest.Button(b.window.Content(), "Verify") == nil || b.page.detail.verify.Idle() {
		t.Error("still locked")
	}
}

func TestRename(t *testing.T) {
	b := openBench(t)
	taken := finding.NewNameTaken("Contoso")
	var names []string
	b.fake.rename = func(_, name string) error {
		names = append(names, name)
		if name == "Contoso" {
			return core.Fail("rename", taken, nil)
		}
		b.fake.list[0].Name = name
		return nil
	}
	b.press("Rename")
	entry := find[*widgets.Entry](t, b.page.detail.under)
	entry.SetText("Contoso")
	uitest.Key(b.window, fyne.KeyReturn)
	b.loop.Settle()
	b.says(taken.Title)
	if entry.Text != "Contoso" {
		t.Error("what was typed is lost")
	}
	entry.SetText("  Head office ")
	uitest.Key(b.window, fyne.KeyReturn)
	b.loop.Settle()
	b.says("Head office\n")
	if len(names) != 2 || names[1] != "Head office" {
		t.Errorf("renamed to %q", names)
	}
}

func TestRemoveExplainsAndAsks(t *testing.T) {
	b := openBench(t)
	revoked := false
	b.fake.remove = func(_ string, revoke bool) ([]core.Finding, error) {
		revoked = revoke
		b.fake.list = b.fake.list[1:]
		return nil, nil
	}
	b.press("Remove")
	b.says("On this computer", "At RingCentral, a session", "The credential itself stays valid", lang.T(text.Keychain()[0]))
	uitest.Key(b.window, fyne.KeyReturn) // the focus is on keeping it
	if strings.Contains(b.words(), "On this computer") {
		t.Error("not put away")
	}
	b.press("Remove")
	b.press("Remove and end the session")
	b.loop.Settle()
	if !revoked || b.count != 1 {
		t.Errorf("revoked %v, %d left", revoked, b.count)
	}
	b.says("1 connection")
}

func TestReplace(t *testing.T) {
	b := openBench(t)
	down := finding.NewOffline("platform.example")
	results := []core.Verdict{{Findings: []core.Finding{down}}, {Connected: true}}
	b.fake.replace = func(r onboard.ReplaceRequest) core.Verdict {
		if r.Check.JWT.Reveal() != canary {
			t.Error("another credential")
		}
		v := results[0]
		results = results[1:]
		return v
	}
	b.press("Replace credential")
	b.loop.Settle()
	field := find[*widgets.SecretEntry](t, b.window.Content())
	field.Take("nonsense")
	b.loop.Settle()
	b.says(finding.New(finding.NotAJWT).Title, "Replace, not available")
	field.Take(canary)
	b.loop.Settle()
	b.press("Replace")
	b.loop.Settle()
	b.says(down.Title)
	if field.Text != canary || b.page.Unsaved() == "" {
		t.Error("the pasted text is lost by a failure")
	}
	b.press("Cancel")
	b.press("Replace credential")
	if find[*widgets.SecretEntry](t, b.window.Content()).Text != canary {
		t.Error("the pasted text is lost by a cancel")
	}
	b.press("Replace")
	b.loop.Settle()
	b.says("The new credential is in use")
	if field.Text != "" || b.page.Unsaved() != "" {
		t.Error("the credential stays in the field")
	}
}

// A connection changes hands only when that is said; keeping it is what Enter does.
func TestReplaceByAnotherOwnerAsks(t *testing.T) {
	b := openBench(t)
	b.fake.replace = func(r onboard.ReplaceRequest) core.Verdict {
		if r.AcceptOtherOwner {
			return core.Verdict{Connected: true}
		}
		return core.Verdict{Findings: []core.Finding{finding.NewOtherOwner("Northwind", "Ada Jones", "Bob Ray")}}
	}
	ask := func() {
		b.press("Replace credential")
		b.loop.Settle()
		find[*widgets.SecretEntry](t, b.window.Content()).Take(canary)
		b.loop.Settle()
		b.press("Replace")
		b.loop.Settle()
		b.says("Ada Jones", "Bob Ray")
		if got := uitest.Primaries(b.window.Content()); len(got) != 1 || got[0] != "Keep the present one" {
			t.Errorf("blue are %q", got)
		}
	}
	ask()
	uitest.Key(b.window, fyne.KeyReturn)
	if words := b.words(); strings.Contains(words, "Bob Ray") || b.page.Unsaved() != "" {
		t.Errorf("still asks, or keeps the other credential:\n%s", words)
	}
	ask()
	b.press("Replace it all the same")
	b.loop.Settle()
	b.says("The new credential is in use")
}

// Opening a connection says why it fails, and spends no request for it.
func TestStoredFindingIsShown(t *testing.T) {
	b := failed(t)
	b.says("This credential was not made for this app", "Your turn", "Only specific apps of my choice")
	if got := uitest.Primaries(b.window.Content()); len(got) != 1 || got[0] != "Create a new credential" {
		t.Errorf("blue are %q", got)
	}
	b.press("Create a new credential")
	b.loop.Settle()
	if f, ok := b.window.Canvas().Focused().(*widgets.Button); !ok || f.Text() != "Open the page" {
		t.Errorf("the focus is on %T", b.window.Canvas().Focused())
	}
	uitest.Key(b.window, fyne.KeyEscape)
	b.says("This credential was not made for this app")
}

// What is shown of a failure goes when the connection works, and says no more than
// is known.
func TestFailureGoesWhenItWorks(t *testing.T) {
	b := failed(t)
	b.fake.list[0].LastCode = ""
	b.fake.past = b.fake.past[1:]
	b.page.Reload()
	b.loop.Settle()
	if words := b.words(); strings.Contains(words, "was not made for this app") || !strings.Contains(words, "Connected") {
		t.Errorf("stale:\n%s", words)
	}
	b.fake.list[0].LastCode, b.fake.past = finding.AppBlocked, nil // as an older Sureline kept it
	b.page.Reload()
	b.loop.Settle()
	b.says("The last verification said: “")
	past := now.Add(-time.Hour)
	b.fake.list[0].LastCode, b.fake.list[0].ExpiresAt = "", &past
	b.page.Reload()
	b.loop.Settle()
	b.says(finding.NewExpired(past, now).Title, "Create a new credential")
}

// Only somebody who administers the account can mend some things.
func TestAdministratorGetsATextToo(t *testing.T) {
	b := openBench(t)
	b.fails(finding.New(finding.LockedOut))
	b.press("Copy text for an administrator")
	if len(b.copied) != 1 || !strings.Contains(b.copied[0], "Admin Portal") || !strings.Contains(b.copied[0], "req-7") {
		t.Errorf("copied %q", b.copied)
	}
}

// What the network settings mend leads there, and still has its text for the IT.
func TestProxyLeadsToSettings(t *testing.T) {
	b := openBench(t)
	b.fails(finding.NewProxyUnreachable("proxy.example:3128"))
	uitest.Key(b.window, fyne.KeyReturn) // on the blue button
	if b.settings != 1 {
		t.Errorf("opened the settings %d times", b.settings)
	}
	b.press("Copy text for your IT")
}

// A line of the history opens: what was found, and the requests to send on.
func TestHistoryRowOpens(t *testing.T) {
	b := failed(t)
	var rows []uitest.Pressable
	uitest.Walk(b.page.detail.history, func(o fyne.CanvasObject) {
		if r, ok := o.(uitest.Pressable); ok && r.Text() == "Details" {
			rows = append(rows, r)
		}
	})
	if len(rows) != 3 {
		t.Fatalf("%d lines open", len(rows))
	}
	test.Tap(rows[0])
	b.says("POST https://platform.ringcentral.com/restapi/oauth/token, 2026-03-02T09:40:00Z, status 400, 98 ms, invalid_grant OAU-473", "req-7\n", "app-not-allowed")
	var copies []uitest.Pressable
	uitest.Walk(b.page.detail.history, func(o fyne.CanvasObject) {
		if r, ok := o.(uitest.Pressable); ok && r.Text() == "Copy details" {
			copies = append(copies, r)
		}
	})
	test.Tap(copies[len(copies)-1])
	if len(b.copied) != 1 || !strings.Contains(b.copied[0], "req-7") || !strings.Contains(b.copied[0], "2026-03-02T09:40:00Z") {
		t.Errorf("copied %q", b.copied)
	}
}

func TestReplaceShowsTheLinkWhenNoBrowserOpens(t *testing.T) {
	b := openBench(t)
	b.press("Replace credential")
	b.loop.Settle()
	b.press("Open the page")
	b.loop.Settle()
	b.says("No browser opened", acme.CredentialLink())
}

// What the page says and copies never holds the credential.
func TestNoSecretLeaves(t *testing.T) {
	b := openBench(t)
	b.press("Replace credential")
	b.loop.Settle()
	find[*widgets.SecretEntry](t, b.window.Content()).Take(canary)
	b.loop.Settle()
	all := b.words()
	b.press("Report for support")
	b.loop.Settle()
	all += b.words()
	b.press("Copy report")
	all += strings.Join(b.copied, "\n") + test.RenderToMarkup(b.window.Canvas())
	if strings.Contains(all, "canary") {
		t.Error("the credential is in what can be read or copied")
	}
	for _, want := range []string{"1.2.3", "Acme Sync", "0a1b2c3d4e5f", "maintenance", "503"} {
		if !strings.Contains(b.copied[0], want) {
			t.Errorf("the report lacks %q:\n%s", want, b.copied[0])
		}
	}
}

// What was read for one connection must not appear under another.
func TestStaleReadIsDropped(t *testing.T) {
	b := openBench(t)
	b.page.detail.reload()
	b.loop.Work()
	b.page.Open(contoso(now))
	b.loop.Settle()
	b.says("Contoso\n", "Contoso Ltd / Service")
	if words := b.words(); strings.Contains(words, "Northwind") || strings.Contains(words, "412 ms") {
		t.Errorf("something of the other connection stands there:\n%s", words)
	}
}

// What only somebody else can mend comes with the text to send to them.
func TestFailureOfSomebodyElseCanBeHandedOver(t *testing.T) {
	b := openBench(t)
	locked := finding.NewAnswer(finding.Maintenance, finding.Answer{Host: "platform.example"})
	b.fake.verify = func(context.Context, string, onboard.Progress) core.Verdict {
		return core.Verdict{Findings: []core.Finding{locked}, Calls: []core.Call{{Method: "POST", URL: "https://platform.example/token?q=x", Status: 503, RequestID: "req-9"}}}
	}
	b.press("Verify")
	b.loop.Settle()
	b.press("Copy text for RingCentral")
	b.fake.call = func(string, string) onboard.CallResult {
		return onboard.CallResult{Path: "/x", Findings: []core.Finding{finding.NewCertificateUntrusted("platform.example", finding.UnknownAuthority, "Example CA", time.Time{})}}
	}
	b.press("Call")
	b.loop.Settle()
	b.press("Copy text for your IT")
	if len(b.copied) != 2 {
		t.Fatalf("copied %q", b.copied)
	}
	for i, wants := range [][]string{
		{"Verifying the connection for Acme Sync did not work", locked.Explanation, "req-9", acme.ClientID, "1.2.3"},
		{"Calling /x for Acme Sync did not work", string(finding.CertificateUntrusted)},
	} {
		for _, want := range wants {
			if !strings.Contains(b.copied[i], want) {
				t.Errorf("%q is missing from:\n%s", want, b.copied[i])
			}
		}
		if strings.Contains(b.copied[i], "q=x") || strings.Contains(b.copied[i], "Ada") {
			t.Errorf("tells too much:\n%s", b.copied[i])
		}
	}
}

// The limit is that of the app: leaving the page, or opening another connection
// of the same app, does not end the wait.
func TestCountdownGoesOnElsewhere(t *testing.T) {
	b := openBench(t)
	b.fake.verify = func(context.Context, string, onboard.Progress) core.Verdict {
		f := finding.NewAnswer(finding.RateLimited, finding.Answer{App: "Acme Sync", Wait: time.Minute})
		return core.Verdict{Findings: []core.Finding{f}}
	}
	b.press("Verify")
	b.loop.Settle()
	b.says("Verify in 60 s")
	b.page.back()
	b.loop.Advance(10 * time.Second)
	b.page.Open(b.fake.list[1])
	b.loop.Settle()
	b.says("Contoso Ltd / Service", "Verify in 50 s")
	b.loop.Advance(50 * time.Second)
	if uitest.Button(b.window.Content(), "Verify") == nil {
		t.Error("the button does not come back")
	}
}

// Whatever is opened under the buttons, one of them is blue.
func TestDetailHasOneBlueButton(t *testing.T) {
	b := openBench(t)
	for _, c := range []struct{ press, blue string }{
		{"", "Verify"}, {"Rename", "Rename"}, {"Report for support", "Copy report"}, {"Replace credential", "Replace"}, {"Remove", "Verify"},
	} {
		if c.press != "" {
			b.press(c.press)
			b.loop.Settle()
		}
		if got := uitest.Primaries(b.window.Content()); len(got) != 1 || got[0] != c.blue {
			t.Errorf("after %q blue are %q, want %q", c.press, got, c.blue)
		}
		if c.press == "" {
			continue
		}
		b.page.Escape()
		if got := uitest.Primaries(b.window.Content()); len(got) != 1 || got[0] != "Verify" {
			t.Errorf("after Esc blue are %q", got)
		}
	}
}

// In a small window the page scrolls to what a verification or a check found.
func TestWhatIsFoundComesIntoView(t *testing.T) {
	b := openBench(t)
	b.fake.verify = func(context.Context, string, onboard.Progress) core.Verdict { return core.Verdict{Connected: true} }
	b.window.Resize(fyne.NewSize(400, 260))
	uitest.Layout(b.window)
	b.press("Verify")
	b.loop.Settle()
	if !uitest.InView(b.window, b.page.detail.under) {
		t.Error("the verdict is out of view")
	}
	b.press("Replace credential")
	b.loop.Settle()
	form := b.page.detail.forms[b.page.detail.state.connection.ID]
	form.field.Take("q8Zs7-client-secret")
	b.loop.Settle()
	if at := fyne.CurrentApp().Driver().AbsolutePositionForObject(form.under).Y; at > 260-80 || !uitest.InView(b.window, form.field) {
		t.Errorf("the complaint begins at %v in a window of 260, or its field is out of view", at)
	}
}
