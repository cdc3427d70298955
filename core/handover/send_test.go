package handover_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/handover"
	"github.com/sureline/sureline/core/internal/coretest"
)

// other is the provider's side: the receiver, with what stands in front of it.
type other struct {
	*httptest.Server
	dir string
	// before, when set, answers a request itself and returns true.
	before func(http.ResponseWriter, *http.Request) bool
	mu     sync.Mutex
	asked  []string
	log    bytes.Buffer
}

func newOther(t *testing.T, p *provider) *other { return newInviting(t, p, "") }

// newInviting is one that takes only what an invite of the file lets in.
func newInviting(t *testing.T, p *provider, invites string) *other {
	o := &other{dir: t.TempDir()}
	receiver := &handover.Receiver{
		Identities: p.identities, Dir: o.dir, ClientID: p.profile.ClientID, Invites: invites, Now: func() time.Time { return now },
		Log: slog.New(slog.NewTextHandler(&o.log, nil)),
	}
	o.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.mu.Lock()
		o.asked = append(o.asked, r.Method+" "+r.URL.Path)
		before := o.before
		o.mu.Unlock()
		if before == nil || !before(w, r) {
			receiver.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(o.Close)
	p.profile.HandoverURL = o.URL + "/v1/handovers"
	return o
}

func newCourier(t *testing.T) (*handover.Courier, string, *[]time.Duration) {
	dir := t.TempDir()
	c, err := handover.NewCourier(handover.Network{}, dir)
	if err != nil {
		t.Fatal(err)
	}
	var waits []time.Duration
	c.SetWait(func(ctx context.Context, d time.Duration) error {
		waits = append(waits, d)
		return ctx.Err()
	})
	return c, filepath.Join(dir, "outbox"), &waits
}

func left(t *testing.T, outbox string) int {
	t.Helper()
	all, err := os.ReadDir(outbox)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return len(all)
}

func TestHandOverAndProof(t *testing.T) {
	p := newProvider(t)
	o := newOther(t, &p)
	c, outbox, _ := newCourier(t)
	s := p.seal(t)
	status, follow, err := c.HandOver(t.Context(), p.profile, s)
	if err != nil || status.State != handover.Received || status.ID != s.ID || left(t, outbox) != 0 {
		t.Fatalf("%+v, %v, %d left", status, err, left(t, outbox))
	}
	file, err := os.ReadFile(filepath.Join(o.dir, s.ID+".sealed"))
	if err != nil || !bytes.Equal(file, s.File) {
		t.Errorf("what was kept there: %v", err)
	}
	// The provider's program proves it, and says so in the state.
	path := filepath.Join(o.dir, s.ID+".json")
	asks := 0
	o.before = func(http.ResponseWriter, *http.Request) bool {
		if asks++; asks == 3 {
			change(t, path, map[string]any{"state": "verified", "identity": map[string]string{"account": "Northwind Traders", "person": "Ada Jones"}})
		}
		return false
	}
	var told []handover.State
	got, err := c.Follow(t.Context(), p.profile, follow, func(s handover.Status) { told = append(told, s.State) })
	if err != nil || got.State != handover.Verified || got.Identity.Person != "Ada Jones" || len(told) != 2 {
		t.Errorf("%+v, told %v, %v", got, told, err)
	}
	everything := o.log.String()
	for _, name := range []string{".json", ".sealed"} {
		text, _ := os.ReadFile(filepath.Join(o.dir, s.ID+name))
		everything += string(text)
	}
	if strings.Contains(everything, coretest.CanarySecret) {
		t.Error("the credential is at the provider's in the clear")
	}
}

// change is what the provider's program does to a state.
func change(t *testing.T, path string, to map[string]any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Error(err)
		return
	}
	state := map[string]any{}
	if err := json.Unmarshal(text, &state); err != nil {
		t.Error(err)
	}
	for k, v := range to {
		state[k] = v
	}
	text, _ = json.Marshal(state)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Error(err)
	}
}

func TestRefusedAfterwards(t *testing.T) {
	p := newProvider(t)
	o := newOther(t, &p)
	c, _, _ := newCourier(t)
	s := p.seal(t)
	_, follow, err := c.HandOver(t.Context(), p.profile, s)
	if err != nil {
		t.Fatal(err)
	}
	for said, want := range map[core.Code]core.Code{
		finding.AppNotAllowed: finding.HandoverProofFailed, finding.HandoverOtherAccount: finding.HandoverOtherAccount, "": finding.HandoverProofFailed,
	} {
		change(t, filepath.Join(o.dir, s.ID+".json"), map[string]any{"state": "refused", "finding": map[string]any{
			"code": said, "title": "<b>foreign words</b>", "detail": map[string]string{"request_id": "r-1"},
		}})
		got, err := c.Ask(t.Context(), p.profile, follow)
		if err != nil || got.State != handover.Refused || got.Finding.Code != want || strings.Contains(fmt.Sprint(got.Finding), "foreign") {
			t.Errorf("%s: %+v, %v", said, got.Finding, err)
		}
	}
}

func TestSentAgain(t *testing.T) {
	p := newProvider(t)
	o := newOther(t, &p)
	c, outbox, waits := newCourier(t)
	s := p.seal(t)
	busy := 2
	o.before = func(w http.ResponseWriter, _ *http.Request) bool {
		if busy--; busy < 0 {
			return false
		}
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	}
	if _, _, err := c.HandOver(t.Context(), p.profile, s); err != nil || fmt.Sprint(*waits) != "[7s 7s]" {
		t.Fatalf("%v, waited %v", err, *waits)
	}

	// Away for good: kept, said where, and sent when the provider is back.
	busy = 100
	_, _, err := c.HandOver(t.Context(), p.profile, s)
	f, _ := core.FindingOf(err)
	if f.Code != finding.HandoverUnreachable || !strings.Contains(f.Explanation, f.Detail["file"]) || f.Detail["status"] != "503" || left(t, outbox) != 2 {
		t.Fatalf("%+v, %d left", f, left(t, outbox))
	}
	kept, err := os.ReadFile(f.Detail["file"])
	if err != nil || !bytes.Equal(kept, s.File) {
		t.Errorf("kept: %v", err)
	}
	busy = 0
	waiting, err := c.Waiting()
	if err != nil || len(waiting) != 1 || waiting[0].Profile != "acme-sync" {
		t.Fatalf("waiting %+v, %v", waiting, err)
	}
	changed := p.profile
	changed.HandoverRecipient = newProvider(t).profile.HandoverRecipient
	if _, _, err := c.Resend(t.Context(), changed, waiting[0]); !core.HasCode(err, finding.HandoverKeyChanged) {
		t.Errorf("to another key: %v", err)
	}
	changed = p.profile
	changed.HandoverURL = "http://127.0.0.1:1/"
	if _, _, err := c.Resend(t.Context(), changed, waiting[0]); !core.HasCode(err, finding.HandoverKeyChanged) {
		t.Errorf("to another address: %v", err)
	}
	now := func(p core.Profile, err error) func(context.Context, string) (core.Profile, error) {
		return func(context.Context, string) (core.Profile, error) { return p, err }
	}
	if all, err := c.ResendAll(t.Context(), s.ID, now(p.profile, nil)); err != nil || len(all) != 0 || left(t, outbox) != 2 {
		t.Errorf("sent what is about to be sent itself: %+v, %v", all, err)
	}
	if all, err := c.ResendAll(t.Context(), "", now(p.profile, core.ErrNotFound)); err != nil || len(all) != 1 || all[0].Err == nil || left(t, outbox) != 2 {
		t.Errorf("sent without a profile: %+v, %v", all, err)
	}
	all, err := c.ResendAll(t.Context(), "", now(p.profile, nil))
	if err != nil || len(all) != 1 || all[0].Err != nil || all[0].Waiting.ID != s.ID || left(t, outbox) != 0 {
		t.Errorf("%+v, %v, %d left", all, err, left(t, outbox))
	}
	if _, _, err := c.Resend(t.Context(), p.profile, waiting[0]); err != nil {
		t.Errorf("the same again: %v", err)
	}
}

func TestUnreachable(t *testing.T) {
	p := newProvider(t)
	newOther(t, &p).Close()
	c, outbox, _ := newCourier(t)
	_, _, err := c.HandOver(t.Context(), p.profile, p.seal(t))
	if f, _ := core.FindingOf(err); f.Code != finding.HandoverUnreachable || f.Detail["reason"] != "connection-refused" || left(t, outbox) != 2 {
		t.Errorf("%+v", f)
	}
}

func TestCancelledIsNotSentLater(t *testing.T) {
	p := newProvider(t)
	o := newOther(t, &p)
	c, outbox, _ := newCourier(t)
	ctx, cancel := context.WithCancel(t.Context())
	o.before = func(w http.ResponseWriter, _ *http.Request) bool {
		cancel()
		w.WriteHeader(http.StatusBadGateway)
		return true
	}
	if _, _, err := c.HandOver(ctx, p.profile, p.seal(t)); !core.HasCode(err, finding.Cancelled) || left(t, outbox) != 0 {
		t.Errorf("%v, %d left", err, left(t, outbox))
	}
}

func TestNothingGoesToAHostThatNobodyConfirmed(t *testing.T) {
	p := newProvider(t)
	c, outbox, _ := newCourier(t)
	s := p.seal(t)
	for _, address := range []string{"https://hub.acme.example/v1/handovers", "http://hub.acme.example/", "ftp://127.0.0.1/x", "%"} {
		p.profile.HandoverURL = address
		if _, _, err := c.HandOver(t.Context(), p.profile, s); !core.HasCode(err, finding.HostNotConfirmed) || left(t, outbox) != 0 {
			t.Errorf("%s: %v", address, err)
		}
	}
	p.profile.HandoverURL = ""
	if _, _, err := c.HandOver(t.Context(), p.profile, s); !core.HasCode(err, finding.HandoverNotOffered) {
		t.Errorf("without an address: %v", err)
	}
}

func TestStatusIsAskedOfTheSameHostOnly(t *testing.T) {
	p := newProvider(t)
	o := newOther(t, &p)
	c, _, _ := newCourier(t)
	s := p.seal(t)
	for said, want := range map[string]string{
		"handovers/1": o.URL + "/v1/handovers/1", "/x": o.URL + "/x", o.URL + "/y": o.URL + "/y", "": "",
		"https://elsewhere.example/x": "", "//elsewhere.example/x": "", "http://user@" + strings.TrimPrefix(o.URL, "http://") + "/": "",
	} {
		o.before = func(w http.ResponseWriter, _ *http.Request) bool {
			w.WriteHeader(http.StatusAccepted)
			_ = json.NewEncoder(w).Encode(map[string]string{"id": s.ID, "status_url": said})
			return true
		}
		if _, follow, err := c.HandOver(t.Context(), p.profile, s); err != nil || follow != want {
			t.Errorf("%q gives %q, %v", said, follow, err)
		}
	}
	if _, err := c.Ask(t.Context(), p.profile, "https://elsewhere.example/x"); err == nil {
		t.Error("another host was asked")
	}
}

func TestRefusals(t *testing.T) {
	p := newProvider(t)
	o := newOther(t, &p)
	c, outbox, _ := newCourier(t)
	s := p.seal(t)
	for _, tt := range []struct {
		status int
		body   string
		want   core.Code
		title  string
	}{
		{403, `{"finding":{"code":"handover-invite-refused","detail":{"reason":"used"}}}`, finding.HandoverInviteRefused, "This invite has been used"},
		{410, `{"finding":{"code":"handover-invite-refused","detail":{"reason":"expired"}}}`, finding.HandoverInviteRefused, "This invite has expired"},
		{410, `{"finding":{"code":"handover-invite-refused","detail":{"reason":"withdrawn"}}}`, finding.HandoverInviteRefused, "This invite was withdrawn"},
		{403, `{"finding":{"code":"handover-invite-refused"}}`, finding.HandoverInviteRefused, "The provider does not know this invite"},
		{422, `{"finding":{"code":"handover-other-account"}}`, finding.HandoverOtherAccount, ""},
		{400, `{"finding":{"code":"sealed-for-another"}}`, finding.SealedForAnother, ""},
		{409, `{"finding":{"code":"sealed-replayed"}}`, finding.SealedReplayed, ""},
		{400, `{"finding":{"code":"keychain-locked","title":"x"}}`, finding.HandoverRefused, ""},
		{404, `<html>`, finding.HandoverRefused, ""},
		{301, ``, finding.HandoverRefused, ""},
		{200, `{"id":"another"}`, finding.HandoverRefused, ""},
	} {
		o.before = func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Location", "/v1/elsewhere")
			w.WriteHeader(tt.status)
			_, _ = io.WriteString(w, tt.body)
			return true
		}
		_, _, err := c.HandOver(t.Context(), p.profile, s)
		f, _ := core.FindingOf(err)
		if f.Code != tt.want || tt.title != "" && f.Title != tt.title || left(t, outbox) != 0 {
			t.Errorf("%d %s: %+v, %d left", tt.status, tt.body, f, left(t, outbox))
		}
	}
}

// TestReceiverRefuses: by name, and without keeping anything.
func TestReceiverRefuses(t *testing.T) {
	p, stranger := newProvider(t), newProvider(t)
	o := newOther(t, &p)
	s := p.seal(t)
	elsewhere := p
	elsewhere.profile.ClientID = "Other-1"
	post := func(body []byte, key string) (int, core.Code) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, o.URL+"/v1/handovers", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Idempotency-Key", key)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		var said struct{ Finding core.Finding }
		_ = json.NewDecoder(resp.Body).Decode(&said)
		return resp.StatusCode, said.Finding.Code
	}
	forOther := elsewhere.seal(t)
	for _, tt := range []struct {
		name   string
		body   []byte
		key    string
		status int
		want   core.Code
	}{
		{"1 MiB", make([]byte, 1<<20), "x", 413, finding.SealedTooLarge},
		{"not age", []byte("hello"), "x", 400, finding.SealedNot},
		{"truncated", s.File[:len(s.File)-5], s.ID, 400, finding.SealedDamaged},
		{"wrong recipient", stranger.seal(t).File, "x", 400, finding.SealedForAnother},
		{"other client_id", forOther.File, forOther.ID, 400, finding.SealedOtherApp},
		{"another number", s.File, "12345678", 400, finding.SealedNot},
	} {
		if status, code := post(tt.body, tt.key); status != tt.status || code != tt.want || left(t, o.dir) != 0 {
			t.Errorf("%s: %d %s, %d kept", tt.name, status, code, left(t, o.dir))
		}
	}
	for range 3 {
		if status, _ := post(s.File, s.ID); status != http.StatusAccepted || left(t, o.dir) != 2 {
			t.Errorf("the right one, again: %d, %d kept", status, left(t, o.dir))
		}
	}
	// The same number around other content: only somebody who knows the key can
	// make it, and it must not take the first one's place.
	e, err := handover.Open(bytes.NewReader(s.File), p.identities, "")
	if err != nil {
		t.Fatal(err)
	}
	forged := encrypt(t, p, fmt.Sprintf(`{"v":1,"type":"sureline.credential","id":%q,"client_id":"AbC-1","credential":"x","fingerprint":%q}`, e.ID, core.NewSecret("x").Fingerprint()))
	if status, code := post(forged, e.ID); status != http.StatusConflict || code != finding.SealedReplayed {
		t.Errorf("replayed: %d %s", status, code)
	}
	if kept, _ := os.ReadFile(filepath.Join(o.dir, s.ID+".sealed")); !bytes.Equal(kept, s.File) {
		t.Error("the first one is gone")
	}
	for _, id := range []string{"00000000-0000", "..%2f..%2fetc%2fpasswd", "x"} {
		resp, err := http.Get(o.URL + "/v1/handovers/" + id)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusNotFound {
			t.Errorf("state of %s: %d", id, resp.StatusCode)
		}
	}
}
