package handover_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"filippo.io/age/armor"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/handover"
	"github.com/sureline/sureline/core/internal/coretest"
)

var now = time.Date(2026, 3, 4, 5, 6, 7, 8, time.FixedZone("", 3600))

// provider is a key and a profile that names it.
type provider struct {
	identity   core.Secret
	identities []age.Identity
	profile    core.Profile
}

func newProvider(t testing.TB) provider {
	t.Helper()
	identity, recipient, err := handover.Keygen(now)
	if err != nil {
		t.Fatal(err)
	}
	identities, err := handover.Identities(strings.NewReader(identity.Reveal()), "acme.identity")
	if err != nil {
		t.Fatal(err)
	}
	return provider{identity, identities, core.Profile{
		ID: "acme-sync", Name: "Acme Sync", ClientID: "AbC-1", Server: core.DefaultServer, ConnectVia: core.ConnectSealed,
		HandoverRecipient: recipient, Invite: "invite-1",
	}}
}

// credential looks like one to everybody who only carries it.
var credential = core.NewSecret("eyJ" + strings.Repeat("x", 690) + coretest.CanarySecret)

func (p provider) seal(t testing.TB) handover.Sealed {
	t.Helper()
	ends := now.AddDate(1, 0, 0).UTC()
	s, err := handover.Seal(p.profile, credential, handover.About{OwnerID: "123", Account: "Northwind Traders", NotAfter: &ends}, now)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWhatIsSealedIsOpened(t *testing.T) {
	p := newProvider(t)
	s := p.seal(t)
	if s.Name != "northwind.acme-sync.sealed" || len(s.File) > handover.MaxSealed || s.Recipient != p.profile.HandoverRecipient {
		t.Errorf("sealed %q, %d bytes", s.Name, len(s.File))
	}
	e, err := handover.Open(bytes.NewReader(s.File), p.identities, "AbC-1")
	if err != nil {
		t.Fatal(err)
	}
	if !e.Credential.Equal(credential) || e.Fingerprint != credential.Fingerprint() || e.ID != s.ID || e.Account != "Northwind Traders" ||
		e.OwnerID != "123" || e.Invite != "invite-1" || e.Server != core.DefaultServer || e.Profile != "acme-sync" ||
		e.SealedAt.Format(time.RFC3339) != "2026-03-04T04:06:07Z" || e.NotAfter.Format(time.RFC3339) != "2027-03-04T04:06:07Z" {
		t.Errorf("opened %+v", e)
	}
	if text, err := json.Marshal(e); err != nil || strings.Contains(string(text), coretest.CanarySecret) || !strings.Contains(string(text), `"type":"sureline.credential"`) {
		t.Errorf("the envelope without the credential: %s, %v", text, err)
	}
	if bytes.Contains(s.File, []byte(coretest.CanarySecret)) || bytes.Contains(s.File, []byte("Northwind")) {
		t.Error("the sealed file shows what is in it")
	}
}

func TestFileNames(t *testing.T) {
	p := newProvider(t)
	for account, want := range map[string]string{
		"Northwind Traders": "northwind.acme-sync.sealed", "The Old Bakery": "bakery.acme-sync.sealed", "IBM": "ibm.acme-sync.sealed",
		"../../etc/passwd": "passwd.acme-sync.sealed", "日本": credential.Fingerprint() + ".acme-sync.sealed", "": credential.Fingerprint() + ".acme-sync.sealed",
	} {
		s, err := handover.Seal(p.profile, credential, handover.About{Account: account}, now)
		if err != nil || s.Name != want {
			t.Errorf("%q: %q, %v", account, s.Name, err)
		}
	}
}

// encrypt seals any content, as only somebody with other means than ours would.
func encrypt(t *testing.T, p provider, content string) []byte {
	t.Helper()
	to, err := age.ParseX25519Recipient(p.profile.HandoverRecipient)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w, err := age.Encrypt(&b, to)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = w.Write([]byte(content))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestBadFilesAreRefusedByName(t *testing.T) {
	p, other := newProvider(t), newProvider(t)
	file := p.seal(t).File
	flipped := bytes.Clone(file)
	flipped[len(flipped)-1] ^= 1
	plain := `{"v":1,"type":"sureline.credential","id":"0123456789","client_id":"AbC-1","credential":"` + credential.Reveal() + `","fingerprint":"` + credential.Fingerprint() + `"`
	for name, tt := range map[string]struct {
		file []byte
		want core.Code
	}{
		"empty":              {nil, finding.SealedNot},
		"text":               {[]byte("Dear Acme, please find attached"), finding.SealedNot},
		"a credential":       {[]byte(credential.Reveal()), finding.SealedNot},
		"1 MiB":              {append(bytes.Clone(file), make([]byte, 1<<20)...), finding.SealedTooLarge},
		"one byte too many":  {make([]byte, handover.MaxSealed+1), finding.SealedTooLarge},
		"another's":          {other.seal(t).File, finding.SealedForAnother},
		"cut to 10 bytes":    {file[:10], finding.SealedDamaged},
		"cut in the head":    {file[:60], finding.SealedDamaged},
		"cut behind":         {file[:200], finding.SealedDamaged},
		"cut by one":         {file[:len(file)-1], finding.SealedDamaged},
		"one bit":            {flipped, finding.SealedDamaged},
		"something behind":   {append(bytes.Clone(file), 'x'), finding.SealedDamaged},
		"not JSON":           {encrypt(t, p, "hello"), finding.SealedNot},
		"another type":       {encrypt(t, p, `{"v":1,"type":"x"}`), finding.SealedNot},
		"newer":              {encrypt(t, p, strings.Replace(plain, `"v":1`, `"v":2`, 1)+"}"), finding.SealedNot},
		"path as number":     {encrypt(t, p, strings.Replace(plain, "0123456789", "../../x/y", 1)+"}"), finding.SealedNot},
		"other fingerprint":  {encrypt(t, p, plain+`,"fingerprint":"0"}`), finding.SealedNot},
		"line break in name": {encrypt(t, p, plain+`,"account":"a\nb"}`), finding.SealedNot},
	} {
		e, err := handover.Open(bytes.NewReader(tt.file), p.identities, "")
		if !core.HasCode(err, tt.want) || e != (handover.Envelope{}) {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
		if strings.Contains(fmt.Sprintf("%+v %v", err, e), "DoNotLeak") {
			t.Errorf("%s: the credential is in %v", name, err)
		}
	}
	if _, err := handover.Open(bytes.NewReader(encrypt(t, p, plain+"}")), p.identities, "Other-1"); !core.HasCode(err, finding.SealedOtherApp) {
		t.Errorf("for another app: %v", err)
	}
	if _, err := handover.Open(bytes.NewReader(encrypt(t, p, plain+"}")), p.identities, "AbC-1"); err != nil {
		t.Errorf("for this app: %v", err)
	}
}

func TestMailBodyFormIsOpened(t *testing.T) {
	p := newProvider(t)
	var b bytes.Buffer
	w := armor.NewWriter(&b)
	_, _ = w.Write(p.seal(t).File)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if e, err := handover.Open(&b, p.identities, ""); err != nil || !e.Credential.Equal(credential) {
		t.Errorf("%v", err)
	}
}

func TestSealNeedsAKeyAndRoom(t *testing.T) {
	p := newProvider(t)
	if _, err := handover.Seal(core.Profile{Name: "Acme"}, credential, handover.About{}, now); !core.HasCode(err, finding.HandoverNotOffered) {
		t.Errorf("without a key: %v", err)
	}
	if _, err := handover.Seal(p.profile, core.NewSecret(strings.Repeat("x", handover.MaxSealed)), handover.About{}, now); !core.HasCode(err, finding.TooLarge) {
		t.Errorf("too long: %v", err)
	}
}

func TestKeys(t *testing.T) {
	p := newProvider(t)
	if got := handover.Fingerprint(p.profile.HandoverRecipient); len(got) != 24 || got == handover.Fingerprint(newProvider(t).profile.HandoverRecipient) {
		t.Errorf("fingerprint %q", got)
	}
	if !strings.Contains(p.identity.Reveal(), "# public key: "+p.profile.HandoverRecipient+"\nAGE-SECRET-KEY-1") {
		t.Error("the identity file is not as age-keygen writes it")
	}
	for _, text := range []string{"", "age1abc", "AGE-SECRET-KEY-1" + coretest.CanarySecret} {
		_, err := handover.Identities(strings.NewReader(text), "x.identity")
		if !core.HasCode(err, finding.IdentityUnreadable) || strings.Contains(fmt.Sprintf("%+v", err), "DoNotLeak") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// program finds a program of Debian's; without it the test is skipped, or fails
// where all are required.
func program(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("SURELINE_REQUIRE_ALL") != "" {
			t.Fatalf("%s is missing: run .ci/setup test", name)
		}
		t.Skipf("needs %s (Debian package age)", name)
	}
	return path
}

// TestStockAge: a provider with nothing but Debian's age opens what we seal, with a
// key made by either, and we open what it seals.
func TestStockAge(t *testing.T) {
	agePath, keygen := program(t, "age"), program(t, "age-keygen")
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	write := func(name string, data []byte) {
		if err := os.WriteFile(path(name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(name string, args ...string) []byte {
		t.Helper()
		out, err := exec.Command(name, args...).Output()
		if err != nil {
			t.Fatalf("%s %v: %v", filepath.Base(name), args, err)
		}
		return out
	}
	for _, who := range []string{"ours", "theirs"} {
		p := newProvider(t)
		write(who, []byte(p.identity.Reveal()))
		if who == "theirs" {
			_ = os.Remove(path(who))
			run(keygen, "-o", path(who))
			p.profile.HandoverRecipient = strings.TrimSpace(string(run(keygen, "-y", path(who))))
			text, err := os.ReadFile(path(who))
			if err != nil {
				t.Fatal(err)
			}
			if p.identities, err = handover.Identities(bytes.NewReader(text), who); err != nil {
				t.Fatal(err)
			}
		}
		write(who+".sealed", p.seal(t).File)
		var got struct{ Credential, Type string }
		if err := json.Unmarshal(run(agePath, "-d", "-i", path(who), path(who+".sealed")), &got); err != nil || got.Credential != credential.Reveal() {
			t.Errorf("%s: age -d gives %q, %v", who, got.Type, err)
		}
		write("plain.json", run(agePath, "-d", "-i", path(who), path(who+".sealed")))
		for _, form := range []string{"", "-a"} {
			args := append(strings.Fields(form), "-r", p.profile.HandoverRecipient, "-o", path("again"), path("plain.json"))
			run(agePath, args...)
			f, err := os.ReadFile(path("again"))
			if err != nil {
				t.Fatal(err)
			}
			if e, err := handover.Open(bytes.NewReader(f), p.identities, "AbC-1"); err != nil || !e.Credential.Equal(credential) {
				t.Errorf("%s: what age sealed %s: %v", who, form, err)
			}
		}
	}
}

func FuzzOpen(f *testing.F) {
	p := newProvider(f)
	file := p.seal(f).File
	f.Add(file)
	f.Add(file[:len(file)/2])
	f.Add([]byte("age-encryption.org/v1\n-> X25519 "))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := handover.Open(bytes.NewReader(data), p.identities, "")
		if err == nil && !bytes.Equal(data, file) {
			t.Fatal("a file that nobody sealed was opened")
		}
		if f, ok := core.FindingOf(err); err != nil && (!ok || f.Code == finding.Internal || !e.Credential.Empty()) {
			t.Fatalf("%v", err)
		}
	})
}

// BenchmarkSeal: at most 5 ms.
func BenchmarkSeal(b *testing.B) {
	p := newProvider(b)
	for b.Loop() {
		p.seal(b)
	}
}

// BenchmarkOpen is the provider's side.
func BenchmarkOpen(b *testing.B) {
	p := newProvider(b)
	file := p.seal(b).File
	for b.Loop() {
		if _, err := handover.Open(bytes.NewReader(file), p.identities, ""); err != nil {
			b.Fatal(err)
		}
	}
}
