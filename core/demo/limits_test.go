package demo

import (
	"net/http"
	"testing"
	"time"
)

func TestAuthLimitAndItsPenalty(t *testing.T) {
	f := start(t)
	jwt := f.credential(CredentialRequest{AllowedClientIDs: []string{AcmeSync, AcmeNotify}})
	want := func(what string, status int) reply {
		t.Helper()
		r := f.exchange(AcmeSync, jwt)
		if r.status != status {
			t.Fatalf("%s: %d %s, want %d", what, r.status, r.text, status)
		}
		return r
	}
	for range 5 {
		want("within the limit", http.StatusOK)
	}
	r := want("sixth", http.StatusTooManyRequests)
	if r.code() != "CMN-301" || r.json["errorCode"] != "CMN-301" || r.header.Get("Retry-After") != "60" ||
		r.header.Get("WWW-Authenticate") != `Bearer realm="RingCentral REST API", error="CMN-301"` || r.header.Get("X-Rate-Limit-Remaining") != "0" {
		t.Errorf("429 as recorded: %v %s", r.header, r.text)
	}
	if r := f.exchange(AcmeNotify, jwt); r.status != http.StatusOK {
		t.Errorf("another app shares the limit: %d", r.status)
	}
	f.clock.Advance(59 * time.Second)
	want("in the penalty", http.StatusTooManyRequests)
	f.clock.Advance(59 * time.Second) // past the first penalty, within the one that the last request began
	want("penalty begun anew", http.StatusTooManyRequests)
	f.clock.Advance(60 * time.Second)
	want("after the penalty", http.StatusOK)
}

func TestLimitSlides(t *testing.T) {
	f := start(t)
	for range 20 { // one every 12 seconds is exactly five a minute
		if r := f.exchange(AcmeSync, "x"); r.status != http.StatusBadRequest {
			t.Fatalf("%d", r.status)
		}
		f.clock.Advance(12 * time.Second)
	}
}

func TestInventedClientsCannotFillTheMemory(t *testing.T) {
	l := limiter{}
	now := time.Now()
	for i := range 5 * maxBuckets {
		l.take(id(int64(i)), groupAuth, now)
	}
	if len(l.buckets) > 2*maxBuckets {
		t.Errorf("%d buckets", len(l.buckets))
	}
	l.take("later", groupAuth, now.Add(time.Hour))
	if len(l.buckets) != 1 {
		t.Errorf("%d buckets an hour later", len(l.buckets))
	}
}

func TestHeavyCallsAreLimited(t *testing.T) {
	f := start(t)
	token := f.token(AdaJones, AcmeSync)
	const path = "/restapi/v1.0/account/~/call-log"
	for range 10 {
		if r := f.get(path, token); r.status != http.StatusOK || r.header.Get("X-Rate-Limit-Group") != "heavy" {
			t.Fatalf("%d %s", r.status, r.header.Get("X-Rate-Limit-Group"))
		}
	}
	if r := f.get(path, token); r.status != http.StatusTooManyRequests {
		t.Errorf("eleventh: %d", r.status)
	}
	if r := f.get("/restapi/v1.0/status", token); r.status != http.StatusOK {
		t.Errorf("status is not limited: %d", r.status)
	}
	if r := f.get("/restapi/v1.0/account/~", token); r.status != http.StatusOK {
		t.Errorf("light calls have a limit of their own: %d", r.status)
	}
}
