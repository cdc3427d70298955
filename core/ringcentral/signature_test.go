package ringcentral_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/nettest"
	"github.com/sureline/sureline/core/ringcentral"
)

// jwk returns the public half of the tests' key, with fields replaced; an empty
// one is left out.
func jwk(t *testing.T, replace map[string]string) map[string]string {
	t.Helper()
	encode := base64.RawURLEncoding.EncodeToString
	k := map[string]string{
		"kty": "RSA", "use": "sig", "alg": "RS256", "kid": coretest.KeyID,
		"n": encode(key().N.Bytes()), "e": encode(big.NewInt(int64(key().E)).Bytes()),
	}
	for name, value := range replace {
		k[name] = value
		if value == "" {
			delete(k, name)
		}
	}
	return k
}

func keySet(t *testing.T, keys ...any) string {
	t.Helper()
	data, err := json.Marshal(map[string]any{"keys": keys})
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestVerifySignature(t *testing.T) {
	genuine := credential().Reveal()
	other := coretest.Mint(coretest.NewKey(), coretest.Claims{})
	altered := strings.Split(coretest.Mint(key(), coretest.Claims{Subject: "987654321"}), ".")
	mixed := strings.Join([]string{altered[0], altered[1], strings.Split(genuine, ".")[2]}, ".")
	none := core.Code("")
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		text   string
		want   core.Code
	}{
		{"genuine", say(200, keySet(t, jwk(t, nil))), genuine, finding.SignatureVerified},
		{"genuine, a bare key", say(200, keySet(t, jwk(t, map[string]string{"use": "", "alg": ""}))), genuine, finding.SignatureVerified},
		{"genuine, among odd keys", say(200, keySet(t, nil, 5, jwk(t, map[string]string{"n": "!"}), map[string]string{"kty": "EC", "kid": coretest.KeyID}, jwk(t, nil))), genuine, finding.SignatureVerified},
		{"altered", say(200, keySet(t, jwk(t, nil))), mixed, finding.SignatureMismatch},
		{"signed by another", say(200, keySet(t, jwk(t, nil))), other, finding.SignatureMismatch},
		{"signature too short", say(200, keySet(t, jwk(t, nil))), genuine[:len(genuine)-8], finding.SignatureMismatch},
		{"unknown key", say(200, keySet(t, jwk(t, map[string]string{"kid": "another"}))), genuine, none},
		{"key without ID", say(200, keySet(t, jwk(t, map[string]string{"kid": ""}))), genuine, none},
		{"key for encryption", say(200, keySet(t, jwk(t, map[string]string{"use": "enc"}))), genuine, none},
		{"key too short", say(200, keySet(t, jwk(t, map[string]string{"n": base64.RawURLEncoding.EncodeToString([]byte("short"))}))), genuine, none},
		{"key of 1024 bits", say(200, keySet(t, jwk(t, map[string]string{"n": base64.RawURLEncoding.EncodeToString(coretest.NewKeyOf(1024).N.Bytes())}))), genuine, none},
		{"key with an even exponent", say(200, keySet(t, jwk(t, map[string]string{"e": "Ag"}))), genuine, none},
		{"no keys", say(200, `{"keys":[]}`), genuine, none},
		{"wrong shape", say(200, `{"keys":"x"}`), genuine, none},
		{"a page", bare(200, "text/html", nettest.Page), genuine, none},
		{"404", say(404, keySet(t, jwk(t, nil))), genuine, none},
		{"500", say(500, ""), genuine, none},
		{"not a credential", say(200, keySet(t, jwk(t, nil))), "hello", none},
		{"header that is no JSON", say(200, keySet(t, jwk(t, nil))), "eyJh.e30.AAAA", none},
		{"signature that is no base64", say(200, keySet(t, jwk(t, nil))), genuine + "!", none},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlatform(t, tt.answer)
			f, said := newClient(t, ringcentral.Options{}).VerifySignature(t.Context(), p.target().Profile, core.NewSecret(tt.text))
			if f.Code != tt.want || said != (tt.want != none) {
				t.Errorf("got %q, %t, want %q", f.Code, said, tt.want)
			}
			for _, r := range p.requests() {
				if r.header.Get("Authorization") != "" || r.uri != "/restapi/oauth/jwks" || len(r.form) != 0 {
					t.Errorf("sent %s %s", r.method, r.uri)
				}
			}
		})
	}
}

func TestKeySetIsFetchedOnceInTenMinutes(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	up := true
	p := newPlatform(t, func(w http.ResponseWriter, r *http.Request) {
		if !up {
			say(503, "")(w, r)
			return
		}
		say(200, keySet(t, jwk(t, nil)))(w, r)
	})
	c := newClient(t, ringcentral.Options{Now: func() time.Time { return now }})
	for i, step := range []struct {
		wait     time.Duration
		up, said bool
		fetches  int
	}{
		{0, true, true, 1},
		{9 * time.Minute, true, true, 1},
		{time.Minute, true, true, 2},
		{11 * time.Minute, false, false, 3},
		{30 * time.Second, true, false, 3},
		{time.Minute, true, true, 4},
	} {
		now, up = now.Add(step.wait), step.up
		_, said := c.VerifySignature(t.Context(), p.target().Profile, credential())
		if said != step.said || len(p.requests()) != step.fetches {
			t.Errorf("step %d: said %t after %d fetches, want %t after %d", i, said, len(p.requests()), step.said, step.fetches)
		}
	}
}

func TestNoSignatureWithoutAKeySetInReach(t *testing.T) {
	c := newClient(t, ringcentral.Options{Limits: short})
	for _, server := range []string{"http://" + nettest.Refused(t), "http://" + nettest.Stall(t, ""), "https://unconfirmed.example.test"} {
		if f, said := c.VerifySignature(t.Context(), core.Profile{Server: server}, credential()); said {
			t.Errorf("%s: said %s", server, f.Code)
		}
	}
}

// Whoever waits for a key set that another fetches waits no longer than its own
// context, and a fetch that ran out of time is not repeated at once.
func TestAStallingKeySetHoldsNobodyUp(t *testing.T) {
	p := newPlatform(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	c := newClient(t, ringcentral.Options{})
	var group sync.WaitGroup
	start := time.Now()
	for range 5 {
		group.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			if _, said := c.VerifySignature(ctx, p.target().Profile, credential()); said {
				t.Error("said something")
			}
		})
	}
	group.Wait()
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("took %s", took)
	}
	if _, said := c.VerifySignature(t.Context(), p.target().Profile, credential()); said || len(p.requests()) != 1 {
		t.Errorf("%d fetches, want 1", len(p.requests()))
	}
}

func TestACancelledFetchIsNotRemembered(t *testing.T) {
	p := newPlatform(t, say(200, keySet(t, jwk(t, nil))))
	c := newClient(t, ringcentral.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, said := c.VerifySignature(ctx, p.target().Profile, credential()); said {
		t.Error("said something without a key set")
	}
	if _, said := c.VerifySignature(t.Context(), p.target().Profile, credential()); !said {
		t.Error("said nothing although the key set is there")
	}
}
