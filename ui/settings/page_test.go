package settings

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/core/settings"
	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/theme"
	"github.com/sureline/sureline/ui/uitest"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

const canary = "canary-password"

type bench struct {
	t        *testing.T
	loop     *uitest.Loop
	page     *Page
	window   fyne.Window
	saved    []settings.Settings
	saveErr  error
	password core.Secret
	checkups []onboard.Checkup
	repaired int
	looks    []int
}

// profileList stands for the list of profiles.
type profileList struct{}

func (profileList) Object() fyne.CanvasObject { return widgets.NewText(widgets.Body, "the profiles") }
func (profileList) Reload()                   {}

func newBench(t *testing.T, v settings.Settings) *bench {
	t.Helper()
	uitest.App(t)
	b := &bench{t: t, loop: uitest.NewLoop()}
	b.page = New(Deps{
		Worker: worker.New(b.loop), Settings: v,
		Save: func(_ context.Context, v settings.Settings) error {
			b.saved = append(b.saved, v)
			return b.saveErr
		},
		SetProxyPassword: func(_ context.Context, s core.Secret) error {
			b.password = s
			return nil
		},
		Doctor: func(_ context.Context, repair bool) []onboard.Checkup {
			if repair {
				b.repaired++
				return []onboard.Checkup{healthy}
			}
			return b.checkups
		},
		Copy: func(string) {}, Browse: func(func(string)) {},
		Look:  func(_ theme.Choice, percent int) { b.looks = append(b.looks, percent) },
		Saved: func(settings.Settings) {}, Profiles: profileList{}, Version: "1.2.3",
		DataDir: "/home/ada/.local/share/sureline", ConfigDir: "/home/ada/.config/sureline",
	})
	b.window = uitest.Show(t, b.page.Object())
	b.loop.Settle()
	return b
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

func (b *bench) press(text string) {
	b.t.Helper()
	uitest.Press(b.t, b.window.Content(), text)
	b.loop.Settle()
}

func TestLookCountsAtOnce(t *testing.T) {
	b := newBench(t, settings.Settings{Theme: "system", TextSize: 100})
	b.page.size.SetSelectedIndex(4)
	if len(b.looks) != 1 || b.looks[0] != 200 {
		t.Fatalf("%v before anything was saved", b.looks)
	}
	b.loop.Settle()
	b.page.theme.SetSelectedIndex(3)
	b.loop.Settle()
	if len(b.saved) != 2 || b.saved[1] != (settings.Settings{Theme: "contrast", TextSize: 200}) {
		t.Errorf("%+v", b.saved)
	}
	f := finding.New(finding.DiskFull)
	b.saveErr = core.Fail("save", f, nil)
	b.page.theme.SetSelectedIndex(1)
	b.loop.Settle()
	b.says(f.Title)
}

var (
	healthy  = onboard.Checkup{Name: "items", OK: true, Says: text.Say("doctor.items.repaired")}
	sick     = onboard.Checkup{Name: "keychain", Says: text.Say("doctor.where", text.Slots{"where": text.Keychain()}), Findings: []core.Finding{finding.NewKeychain(finding.KeychainLocked)}}
	leftOver = onboard.Checkup{
		Name: "items", Says: text.Say("doctor.items.differ"), Repairable: true,
		Findings: []core.Finding{finding.NewOrphan("credential/1", false), finding.NewForeignItem("credential/2")},
	}
)

func TestComputerIsChecked(t *testing.T) {
	b := newBench(t, settings.Default())
	b.checkups = []onboard.Checkup{sick, healthy}
	b.press("Check now")
	b.says("Keychain: ", sick.Findings[0].Title, "Both together: keychain and store agree")
	if b.page.computer.repair.Visible() {
		t.Error("offers to repair although nothing is left over")
	}
	b.checkups = []onboard.Checkup{healthy}
	b.press("Check now")
	if words := uitest.Words(b.window.Content()); strings.Contains(words, sick.Findings[0].Title) {
		t.Error("what the last check found still stands there")
	}
}

// Nothing is removed without a question, whose first answer leaves everything.
func TestRepairAsksFirst(t *testing.T) {
	b := newBench(t, settings.Default())
	b.checkups = []onboard.Checkup{leftOver}
	b.press("Check now")
	for _, f := range leftOver.Findings {
		b.says(f.Title, f.Explanation)
	}
	b.press("Repair…")
	b.says("Remove what is left over from the keychain?", "Only what Sureline put there")
	if b.window.Canvas().Focused() != b.page.computer.keep {
		t.Error("the keyboard is not on the answer that changes nothing")
	}
	if !b.page.Escape() || b.page.Escape() || b.repaired != 0 {
		t.Error("Esc does not leave everything as it is")
	}
	b.press("Repair…")
	b.press("Leave it")
	if b.repaired != 0 || b.page.computer.state.asking {
		t.Error("removed against the answer")
	}
	b.says(leftOver.Findings[0].Title)
	b.press("Repair…")
	b.press("Remove")
	b.says("keychain and store agree again")
	if b.repaired != 1 || b.page.computer.repair.Visible() {
		t.Errorf("%d repairs", b.repaired)
	}
}

// The result of a save stands below the fold, and goes when it no longer holds.
func TestResultOfASaveComesIntoView(t *testing.T) {
	b := newBench(t, settings.Default())
	b.window.Resize(fyne.NewSize(600, 300))
	uitest.Layout(b.window)
	b.page.net.mode.SetSelectedIndex(1)
	entry := b.page.net.proxy.Entry
	b.window.Canvas().Focus(entry)
	test.Type(entry, "http://proxy.example.com:8080")
	uitest.Key(b.window, fyne.KeyReturn)
	b.loop.Settle()
	if !b.page.net.result.Visible() || !uitest.InView(b.window, b.page.net.result) {
		t.Error("what the save said is out of view")
	}
	entry.SetText("")
	b.press("Save")
	if b.page.net.result.Visible() {
		t.Error("still says that it was saved")
	}
}

func TestProxy(t *testing.T) {
	b := newBench(t, settings.Default())
	if strings.Contains(uitest.Words(b.window.Content()), "Password") {
		t.Error("fields of a proxy that is not in use")
	}
	b.page.net.mode.SetSelectedIndex(1)
	b.press("Save")
	b.says("✕ Write the proxy’s address")
	if b.window.Canvas().Focused() != b.page.net.proxy.Entry || len(b.saved) != 0 {
		t.Error("saved, or the focus is elsewhere")
	}
	test.Type(b.page.net.proxy.Entry, "http://proxy.example.com:8080")
	b.page.net.password.Take(canary)
	if b.page.Unsaved() == "" {
		t.Error("nothing to lose?")
	}
	b.press("Save")
	b.says("Saved")
	if b.password.Reveal() != canary || b.page.net.password.Text != "" || b.page.Unsaved() != "" {
		t.Error("the password is not where it belongs")
	}
	if len(b.saved) != 1 || b.saved[0].Proxy != "http://proxy.example.com:8080" {
		t.Errorf("%+v", b.saved)
	}
	if strings.Contains(uitest.Words(b.window.Content())+test.RenderToMarkup(b.window.Canvas()), canary) {
		t.Error("the password shows")
	}
}

func TestNetworkProblem(t *testing.T) {
	for in, good := range map[string]bool{
		"http://proxy.example.com:8080": true, "socks5://127.0.0.1:1080": true, "https://[::1]:3128/": true,
		"": false, "proxy:8080": false, "ftp://proxy:21": false, "http://proxy.example.com": false,
		"http://ada:pw@proxy.example.com:8080": false, "http://proxy.example.com:8080/path": false,
	} {
		if got := (network{own: true, proxy: in}).problem(); (got == "") != good {
			t.Errorf("%q: %q", in, got)
		}
	}
	if got := (network{}).problem(); got != "" {
		t.Errorf("the system's setting needs nothing: %q", got)
	}
}

// caPEM makes a CA certificate that is valid until then.
func caPEM(t *testing.T, until time.Time, ca bool) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Example Inspection"},
		NotBefore: until.Add(-48 * time.Hour), NotAfter: until, IsCA: ca, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

func TestCertificateIsShownBeforeItIsTrusted(t *testing.T) {
	b := newBench(t, settings.Default())
	path := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(path, caPEM(t, b.loop.Now().Add(time.Hour), true), 0o600); err != nil {
		t.Fatal(err)
	}
	test.Type(b.page.net.file.Entry, path)
	b.window.Canvas().Focus(b.page.net.file.Entry)
	uitest.Key(b.window, fyne.KeyReturn)
	b.loop.Settle()
	b.says("CN=Example Inspection", "Issued by CN=Example Inspection", "valid")
	b.press("Save")
	if len(b.saved) != 1 || b.saved[0].CAFile != path {
		t.Errorf("%+v", b.saved)
	}
	b.page.net.file.Entry.SetText(path + ".missing")
	b.press("Save")
	b.says("✕ There is no such file")
	if len(b.saved) != 1 {
		t.Error("a file that is not there was saved")
	}
}

func TestParseCertificates(t *testing.T) {
	now := time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"nothing", nil, "settings.ca.none"},
		{"text", []byte("hello"), "settings.ca.none"},
		{"private key", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("x")}), "settings.ca.private_key"},
		{"damaged", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("x")}), "settings.ca.damaged"},
		{"good", caPEM(t, now, true), ""},
	} {
		_, wrong := parseCertificates(c.data)
		if wrong != c.want {
			t.Errorf("%s: %q, want %q", c.name, wrong, c.want)
		}
	}
	for _, c := range []struct {
		until time.Time
		ca    bool
		want  string
	}{{now.Add(time.Hour), true, "settings.ca.valid"}, {now.Add(-time.Hour), true, "settings.ca.expired"}, {now.Add(72 * time.Hour), true, "settings.ca.not_yet"}, {now.Add(time.Hour), false, "settings.ca.not_a_ca"}} {
		all, _ := parseCertificates(caPEM(t, c.until, c.ca))
		if got := all[0].validity(now); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}

func TestLanguages(t *testing.T) {
	full := settings.Settings{Theme: "light", TextSize: 100, Proxy: "http://proxy.example.com:8080"}
	for _, c := range []struct {
		name string
		act  func(b *bench)
	}{
		{"settings", func(*bench) {}},
		{"settings-checked", func(b *bench) {
			b.checkups = []onboard.Checkup{sick, leftOver}
			b.press(lang.T("settings.computer.check"))
			b.press(lang.T("settings.computer.repair"))
		}},
		{"settings-problems", func(b *bench) {
			b.page.net.proxy.Entry.SetText("proxy")
			b.page.net.choose("/no/such/file.pem")
			b.loop.Settle()
			b.press(lang.T("settings.proxy.save"))
		}},
	} {
		uitest.InEveryLanguage(t, c.name, uitest.PageWidth, func(t *testing.T) fyne.Window {
			b := newBench(t, full)
			c.act(b)
			return b.window
		})
	}
}
