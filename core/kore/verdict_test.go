package kore_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/kore"
)

func TestLiveAnswersThatOnlyLookGood(t *testing.T) {
	for _, tt := range []struct {
		name, answer string
		status       int
		accepted     bool
	}{
		{"granted", granted, 200, true},
		{"created", granted, 201, true},
		{"grant with a status that is none", granted, 400, false},
		{"grant that goes on for ever", granted + strings.Repeat(" ", 4<<20), 200, false},
		{"number as access token", `{"authorization":{"accessToken":12345}}`, 200, false},
		{"no authorization", `{"accessToken":"x"}`, 200, false},
	} {
		c := client(func(c *kore.Client) { c.Host = platform(t, tt.status, tt.answer, nil).URL })
		got, err := live(t).Verify(t.Context(), signer(t, c, keys(t, c, secret, "")), kore.Trial{})
		if err != nil || got.Accepted != tt.accepted || (got.Findings[0].Code == finding.KoreVerified) != tt.accepted {
			t.Errorf("%s: %v, %+v", tt.name, err, got)
		}
	}
}

func TestLiveKeepsThePlatformsCode(t *testing.T) {
	for code, want := range map[string]string{`401`: "401", `"INVALID_CLIENT"`: "INVALID_CLIENT", `null`: "", `{}`: "", `4.5`: "4.5"} {
		answer := `{"errors":[{"msg":"no","code":` + code + `}]}`
		c := client(func(c *kore.Client) { c.Host = platform(t, 400, answer, nil).URL })
		got, err := live(t).Verify(t.Context(), signer(t, c, keys(t, c, secret, "")), kore.Trial{})
		if err != nil || strings.Join(got.Call.ErrorCodes, ",") != want || got.Call.Error != "no" || got.Findings[0].Detail["error_codes"] != want || got.Findings[0].Detail["status"] != "400" {
			t.Errorf("%s: %v, %+v", code, err, got)
		}
	}
}

func TestClockThatIsOffDoesNotHideAnAcceptance(t *testing.T) {
	for _, off := range []time.Duration{59 * time.Second, -10 * time.Minute, 10 * time.Minute} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", time.Now().Add(off).UTC().Format(http.TimeFormat))
			_, _ = fmt.Fprint(w, granted)
		}))
		c := client(func(c *kore.Client) { c.Host = s.URL })
		got, err := live(t).Verify(t.Context(), signer(t, c, keys(t, c, secret, "")), kore.Trial{})
		s.Close()
		want := []core.Code{finding.KoreVerified}
		if off.Abs() > time.Minute {
			want = append(want, finding.KoreClock)
		}
		var codes []core.Code
		for _, f := range got.Findings {
			codes = append(codes, f.Code)
		}
		if err != nil || !slices.Equal(codes, want) {
			t.Errorf("%s off: %v, %v", off, err, codes)
		}
	}
}

func TestProbeGoesToSafeAddressesOnly(t *testing.T) {
	for _, tt := range []struct{ service, page string }{
		{"http://sts.example.com/api/users/sts/", "https://www.example.com"},
		{"https://sts.example.com/?a=b", "https://www.example.com"},
		{"https://127.0.0.1:1/api/users/sts/", "https://www.example.com/"},
		{"https://127.0.0.1:1/api/users/sts/", "null"},
	} {
		u, err := url.Parse(tt.service)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := live(t).ProbeService(t.Context(), u, tt.page); !core.HasCode(err, finding.KoreSettingInvalid) {
			t.Errorf("%s from %s: %v", tt.service, tt.page, err)
		}
	}
}

func TestLiveCheckCanBeCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c := client(func(c *kore.Client) {
		c.Host = platform(t, 200, granted, func(map[string]any, *http.Request) { cancel() }).URL
	})
	got, err := live(t).Verify(ctx, signer(t, c, keys(t, c, secret, "")), kore.Trial{})
	if got.Accepted || err == nil && len(got.Findings) == 0 {
		t.Errorf("%v, %+v", err, got)
	}
}
