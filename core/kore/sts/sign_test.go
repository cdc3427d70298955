package sts_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core/kore"
)

func TestSignsAsThePlatformWantsIt(t *testing.T) {
	r := newRig(t, oneClient(nil))
	before := time.Now().Unix()
	claims := r.token(post(`{"identity":"` + ada + `"}`))
	names := slices.Sorted(maps.Keys(claims))
	if want := []string{"aud", "exp", "iat", "isAnonymous", "iss", "sub"}; !slices.Equal(names, want) {
		t.Errorf("claims are %v, want %v", names, want)
	}
	iat, exp := claims["iat"].(float64), claims["exp"].(float64)
	if iat < float64(before) || iat > float64(time.Now().Unix()) || exp-iat != 120 {
		t.Errorf("iat %v, exp %v", iat, exp)
	}
	if claims["iss"] != clientID || claims["sub"] != ada || claims["aud"] != kore.DefaultAudience || claims["isAnonymous"] != false {
		t.Errorf("claims are %v", claims)
	}
}

func TestAllWaysOfAsking(t *testing.T) {
	form := header("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	sdk := url.Values{
		"clientId": {"PLEASE_ENTER_CLIENT_ID"}, "clientSecret": {secret}, "identity": {ada}, "aud": {""}, "isAnonymous": {"false"},
	}.Encode()
	path := func(p string) func(*http.Request) { return func(r *http.Request) { r.URL.Path = p } }
	for _, tt := range []struct {
		name      string
		request   *http.Request
		anonymous bool
	}{
		{"documented", post(`{"identity":"` + ada + `"}`), false},
		{"no slash", post(`{"identity":"`+ada+`"}`, path("/api/users/sts")), false},
		{"mobile", post(`{"identity":"`+ada+`"}`, path("/users/sts")), false},
		{"mobile with slash", post(`{"identity":"`+ada+`"}`, path("/users/sts/")), false},
		{"web SDK's form with placeholders", post(sdk, form), false},
		{"its client ID", post(`{"identity":"` + ada + `","clientId":"` + clientID + `"}`), false},
		{"anonymous", post(`{"identity":"` + ada + `","isAnonymous":true}`), true},
		{"anonymous as text", post(`{"identity":"` + ada + `","isAnonymous":"true"}`), true},
		{"not anonymous as text", post(`{"identity":"` + ada + `","isAnonymous":"false"}`), false},
		{"anonymous as 1", post(`{"identity":"` + ada + `","isAnonymous":1}`), true},
		{"form with 1", post("identity="+url.QueryEscape(ada)+"&isAnonymous=1", form), true},
		{"form with 0", post("identity="+url.QueryEscape(ada)+"&isAnonymous=0", form), false},
		{"null for absent", post(`{"identity":"` + ada + `","aud":null,"isAnonymous":null,"clientId":null}`), false},
		{"default audience spelled out", post(`{"identity":"` + ada + `","aud":"` + kore.DefaultAudience + `"}`), false},
		{"mobile headers", post(`{"identity":"`+ada+`"}`, header("alg", "RS256"), header("typ", "JWT")), false},
		{"unknown fields", post(`{"identity":"` + ada + `","fName":"Ada","list":[{"a":[1]}]}`), false},
		{"charset", post(`{"identity":"`+ada+`"}`, header("Content-Type", `Application/JSON; charset="UTF-8"`)), false},
		{"no origin, from here", post(`{"identity":"`+ada+`"}`, header("Origin", "")), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t, oneClient(nil))
			claims := r.token(tt.request)
			if claims["sub"] != ada || claims["isAnonymous"] != tt.anonymous {
				t.Errorf("claims are %v", claims)
			}
			noLeak(t, r.log.String())
			lines := r.log.lines("signed")
			if len(lines) != 1 || lines[0]["client"] != clientID || len(lines[0]["identity_hash"].(string)) != 16 {
				t.Errorf("audit lines are %v", lines)
			}
		})
	}
}

func TestPreflightIsAnswered(t *testing.T) {
	r := newRig(t, oneClient(nil))
	request := post("", header("Access-Control-Request-Method", "POST"), header("Access-Control-Request-Headers", "content-type"),
		header("Access-Control-Request-Private-Network", "true"))
	request.Method = http.MethodOptions
	response, body := r.do(request)
	h := response.Header
	if response.StatusCode != http.StatusNoContent || body != "" || h.Get("Access-Control-Allow-Origin") != page ||
		h.Get("Access-Control-Allow-Methods") != "POST" || !strings.Contains(h.Get("Access-Control-Allow-Headers"), "content-type") ||
		h.Get("Access-Control-Allow-Private-Network") != "true" || !strings.Contains(h.Get("Vary"), "Origin") {
		t.Errorf("status %d, headers %v", response.StatusCode, h)
	}
	if h.Get("Access-Control-Allow-Credentials") != "" {
		t.Error("cookies are allowed, though none is read")
	}
	if len(r.log.lines("signed")) > 0 {
		t.Error("a preflight signed a token")
	}
}

func TestJTIIsNewEachTime(t *testing.T) {
	r := newRig(t, oneClient(func(c *kore.Client) { c.JTI = true; c.Lifetime = time.Hour }))
	seen := map[any]bool{}
	for range 5 {
		claims := r.token(post(`{"identity":"` + ada + `"}`))
		id, _ := claims["jti"].(string)
		if len(id) != 22 || seen[id] {
			t.Fatalf("jti %q, seen %v", id, seen)
		}
		seen[id] = true
		if life := claims["exp"].(float64) - claims["iat"].(float64); life != 3600 {
			t.Errorf("life is %v", life)
		}
		if logged := r.lastEvent().TokenID; logged != id {
			t.Errorf("logged %q, want %q", logged, id)
		}
	}
}

func TestAnswersPagesOfTheListOnly(t *testing.T) {
	r := newRig(t, oneClient(nil))
	response, _ := r.do(post(`{"identity":7}`))
	if response.StatusCode != http.StatusBadRequest || response.Header.Get("Access-Control-Allow-Origin") != page {
		t.Errorf("status %d, headers %v: the page could not read its mistake", response.StatusCode, response.Header)
	}
	response, _ = r.do(post(`{"identity":"x"}`, header("Origin", "https://evil.example")))
	if got := response.Header.Get("Access-Control-Allow-Origin"); got != "" || response.Header.Get("Vary") != "Origin" {
		t.Errorf("Access-Control-Allow-Origin is %q, headers %v", got, response.Header)
	}
}
