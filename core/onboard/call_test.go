package onboard_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
)

func TestCallGivesTheSentence(t *testing.T) {
	w := newWorld(t)
	c := w.connected(1)
	r := w.Call(t.Context(), c.ID, status)
	clean(t, r)
	if r.App != "Acme Sync" || r.Path != status || r.OnBehalfOf != "Northwind Traders / Ada Jones (ext. 101)" || r.Answer == nil ||
		len(r.Findings) != 0 || len(r.Calls) != 1 {
		t.Errorf("call %+v", r)
	}
}

func TestCallRefusesBeforeAnythingIsSent(t *testing.T) {
	w := newWorld(t)
	c := w.connected(1)
	w.platform.ExchangeFunc = func(_ context.Context, _ core.Target, s core.Secret) (core.Grant, core.Call, error) {
		g := w.grant(s.Fingerprint())
		g.Scopes = []string{"ReadCallLog"}
		return g, w.call("POST", "/t", 200), nil
	}
	w.Verify(t.Context(), c.ID, nil)
	before := len(w.platform.Asks())
	for path, want := range map[string]core.Code{
		"":                         finding.SettingInvalid,
		"restapi/v1.0/status":      finding.SettingInvalid,
		"//evil.example/x":         finding.SettingInvalid,
		"https://evil.example/x":   finding.SettingInvalid,
		"/restapi/../x":            finding.SettingInvalid,
		"/restapi/%2e%2e/x":        finding.SettingInvalid,
		"/a\r\nHost: evil.example": finding.SettingInvalid,
		"/restapi/v1.0/account/~":  finding.AppLacksPermission,
		"/restapi/v1.0/account/12/extension/34/?x=1": finding.AppLacksPermission,
	} {
		r := w.Call(t.Context(), c.ID, path)
		clean(t, r)
		if codes(r.Findings) != string(want) || r.Answer != nil {
			t.Errorf("%q: %q, want %s", path, codes(r.Findings), want)
		}
	}
	if r := w.Call(t.Context(), "nobody", status); codes(r.Findings) != string(finding.ConnectionUnknown) {
		t.Errorf("unknown connection: %q", codes(r.Findings))
	}
	if n := len(w.platform.Asks()); n != before {
		t.Errorf("%d requests were sent", n-before)
	}
	if r := w.Call(t.Context(), c.ID, "/restapi/v1.0/dictionary/language"); len(r.Findings) != 0 {
		t.Errorf("a call that needs no permission: %q", codes(r.Findings))
	}
}

// TestPathIsShownWithoutItsSecrets: the sentence about a call is copied and sent
// on.
func TestPathIsShownWithoutItsSecrets(t *testing.T) {
	w := newWorld(t)
	c := w.connected(1)
	for path, want := range map[string]string{
		"/x?a=1&access_token=" + coretest.CanaryAccessToken + "&b=2": "/x?a=1&access_token=[secret]&b=2",
		"/x?Client%5FSecret=" + coretest.CanarySecret:                "/x?Client%5FSecret=[secret]",
		"x?token=" + coretest.CanaryAccessToken:                      "x?token=[secret]",
		"/x?a=b":                                                     "/x?a=b",
	} {
		r := w.Call(t.Context(), c.ID, path)
		if r.Path != want || strings.Contains(fmt.Sprintf("%+v", r.Findings), "DoNotLeak") {
			t.Errorf("%q is shown as %q, findings %+v", path, r.Path, r.Findings)
		}
	}
}

func TestAnswerOfAnyStatusIsAnAnswer(t *testing.T) {
	w := newWorld(t)
	c := w.connected(1)
	w.platform.GetFunc = func(context.Context, core.Profile, core.Grant, string) (core.Answer, error) {
		return core.Answer{Call: w.call("GET", "/x", 404)}, fails(finding.NotFound)
	}
	if r := w.Call(t.Context(), c.ID, "/restapi/v1.0/x"); r.Answer == nil || codes(r.Findings) != "not-found" {
		t.Errorf("404: %+v", r)
	}
	w.platform.GetFunc = func(context.Context, core.Profile, core.Grant, string) (core.Answer, error) {
		return core.Answer{Call: w.call("GET", "/x", 0)}, fails(finding.ConnectionLost)
	}
	if r := w.Call(t.Context(), c.ID, "/restapi/v1.0/x"); r.Answer != nil || codes(r.Findings) != "connection-lost" || len(r.Calls) != 1 {
		t.Errorf("no answer: %+v", r)
	}
}

// TestRefusedAccessToken: ten callers are refused at once; one exchange follows.
func TestRefusedAccessToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		c := w.connected(1)
		old := w.grant(credential(1).Fingerprint()).AccessToken
		w.platform.ExchangeFunc = func(context.Context, core.Target, core.Secret) (core.Grant, core.Call, error) {
			<-time.After(time.Second)
			return w.grant("second"), w.call("POST", "/t", 200), nil
		}
		w.platform.GetFunc = func(_ context.Context, _ core.Profile, g core.Grant, path string) (core.Answer, error) {
			<-time.After(time.Second)
			if g.AccessToken.Equal(old) {
				return core.Answer{Call: w.call("GET", path, 401)}, fails(finding.AccessTokenRejected)
			}
			return core.Answer{Call: w.call("GET", path, 200)}, nil
		}
		var group sync.WaitGroup
		for range 10 {
			group.Go(func() {
				if r := w.Call(t.Context(), c.ID, status); len(r.Findings) != 0 || r.Answer.Call.Status != 200 {
					t.Errorf("call %+v", r)
				}
			})
		}
		group.Wait()
		if n := w.platform.Asked("Exchange"); n != 2 {
			t.Errorf("%d exchanges, want 2", n)
		}
	})
}

func TestAccessTokenRefusedTwice(t *testing.T) {
	w := newWorld(t)
	c := w.connected(1)
	w.platform.GetFunc = func(_ context.Context, _ core.Profile, _ core.Grant, path string) (core.Answer, error) {
		return core.Answer{Call: w.call("GET", path, 401)}, fails(finding.AccessTokenRejected)
	}
	r := w.Call(t.Context(), c.ID, status)
	if codes(r.Findings) != "access-token-rejected" || w.platform.Asked("Exchange") != 2 || w.platform.Asked("Get") != 2 || len(r.Calls) != 3 {
		t.Errorf("call %+v, requests %v", r, w.platform.Asks())
	}
	w.store.Wait = func(string) time.Duration { return time.Second }
	if r := w.Call(t.Context(), c.ID, status); codes(r.Findings) != "rate-limited" || w.platform.Asked("Get") != 2 {
		t.Errorf("with the budget spent: %q", codes(r.Findings))
	}
}

func TestEndpointsBeginWithStatus(t *testing.T) {
	w := newWorld(t)
	w.connected(1)
	all := w.Endpoints()
	if len(all) < 4 || all[0].Path != status || all[0].ProvesCredential || !all[1].ProvesCredential {
		t.Errorf("endpoints %+v", all)
	}
	all[0].Path = "changed"
	if w.Endpoints()[0].Path != status {
		t.Error("the caller can change the table")
	}
}
