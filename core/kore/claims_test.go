package kore_test

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/kore"
)

func TestDamagedTokensAreToldAsSuch(t *testing.T) {
	segment := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	for _, tt := range []struct{ name, token, why string }{
		{"list as header", segment("[]") + "." + segment("{}") + ".x", "first part"},
		{"text as header", segment(`"x"`) + "." + segment("{}") + ".x", "first part"},
		{"list as payload", segment("{}") + "." + segment(`[["a",1]]`) + ".x", "second part"},
		{"header that breaks off", segment(`{"alg":`) + "." + segment("{}") + ".x", "first part"},
		{"header without end", segment(`{"alg":"HS256"`) + "." + segment("{}") + ".x", "first part"},
		{"name that breaks off", segment("{}") + "." + segment(`{"iss`) + ".x", "second part"},
		{"four parts", "e30.e30.x.y", "three parts"},
		{"longest", strings.Repeat("a", kore.MaxToken), "three parts"},
		{"answer of the service that is too long", `{"jwt":"` + strings.Repeat("a", kore.MaxToken) + `"}`, "too long"},
		{"answer without a token", `{"errors":[]}`, "empty"},
	} {
		got := kore.Inspect(core.NewSecret(tt.token), nil, nil, now)
		if len(got.Findings) != 1 || got.Findings[0].Code != finding.KoreNotAPass || !strings.Contains(got.Findings[0].Explanation, tt.why) || got.Length == 0 && tt.why != "empty" {
			t.Errorf("%s: %+v", tt.name, got.Findings)
		}
	}
}

func TestPaddedSegmentsAreRead(t *testing.T) {
	c := client(nil)
	k := keys(t, c, secret, "")
	parts := strings.Split(token(t, jwt.SigningMethodHS256, []byte(secret), nil), ".")
	parts[1] += "=="
	if got := kore.Inspect(core.NewSecret(strings.Join(parts, ".")), &c, &k, now); len(got.Claims) != 6 {
		t.Errorf("%d claims", len(got.Claims))
	}
}

func TestInspectionSaysWhatEachEntryMeans(t *testing.T) {
	c := client(nil)
	text := token(t, jwt.SigningMethodHS256, []byte(secret), func(m jwt.MapClaims) {
		m["odd\x1b[31m"] = strings.Repeat("x", 600)
		m["list"] = []any{1, "two"}
	})
	got := kore.Inspect(core.NewSecret(text), &c, nil, now)
	if got.Signature != kore.SignatureNotChecked || got.Algorithm != "HS256" || got.Encrypted || got.Length != len(text) {
		t.Errorf("%+v", got)
	}
	values := map[string]string{}
	for _, p := range got.Claims {
		values[p.Name] = p.Value
		known := p.Name == "iss" || p.Name == "sub" || p.Name == "aud" || p.Name == "iat" || p.Name == "exp" || p.Name == "isAnonymous"
		if known != (p.Meaning != "") {
			t.Errorf("%q means %q", p.Name, p.Meaning)
		}
		if strings.ContainsRune(p.Name+p.Value, 0x1b) || len([]rune(p.Value)) > 501 {
			t.Errorf("%q is not for a terminal", p.Name)
		}
	}
	if values["iss"] != "cs-1" || values["isAnonymous"] != "false" || values["list"] != `[1,"two"]` || values["exp"] != fmt.Sprint(now.Unix()+60) {
		t.Errorf("values are %v", values)
	}
	if got.IssuedAt == nil || !got.IssuedAt.Equal(now) || got.ExpiresAt == nil || !got.ExpiresAt.Equal(now.Add(time.Minute)) {
		t.Errorf("times are %v and %v", got.IssuedAt, got.ExpiresAt)
	}
}

// TestClaimsOneByOne looks at what TestInspectFindsEveryMistake leaves out.
func TestClaimsOneByOne(t *testing.T) {
	for _, tt := range []struct {
		name   string
		client func(*kore.Client)
		change func(jwt.MapClaims)
		want   []core.Code
		word   string
	}{
		{"number as subject", nil, func(m jwt.MapClaims) { m["sub"] = 7 }, []core.Code{finding.KorePart}, "must be a text"},
		{"number as audience", nil, func(m jwt.MapClaims) { m["aud"] = 7 }, []core.Code{finding.KorePart}, "must be a text"},
		{"number as issuer", nil, func(m jwt.MapClaims) { m["iss"] = 7 }, []core.Code{finding.KorePart}, "must be a text"},
		{"number as isAnonymous", nil, func(m jwt.MapClaims) { m["isAnonymous"] = 1 }, []core.Code{finding.KorePart}, "true or false"},
		{"no isAnonymous", nil, func(m jwt.MapClaims) { delete(m, "isAnonymous") }, nil, ""},
		{"number as jti", nil, func(m jwt.MapClaims) { m["jti"] = 7 }, []core.Code{finding.KorePart}, "must be a text"},
		{"jti is wanted", func(c *kore.Client) { c.JTI = true }, nil, []core.Code{finding.KorePart}, "serial numbers"},
		{"jti is there", func(c *kore.Client) { c.JTI = true }, func(m jwt.MapClaims) { m["jti"] = "x" }, nil, ""},
		{"kore_jti is there", func(c *kore.Client) { c.JTI = true }, func(m jwt.MapClaims) { m["kore_jti"] = "x" }, nil, ""},
		{"kore_iss", nil, func(m jwt.MapClaims) { m["kore_iss"] = m["iss"]; delete(m, "iss") }, nil, ""},
		{"audience of its own", func(c *kore.Client) { c.Audience = "https://own.example" }, nil, []core.Code{finding.KorePart}, "https://own.example"},
		{"iat in the past", nil, func(m jwt.MapClaims) { m["iat"] = now.Unix() - 3000 }, nil, ""},
		{"exactly an hour", nil, func(m jwt.MapClaims) { m["exp"] = now.Unix() + 3600 }, nil, ""},
		{"over an hour", nil, func(m jwt.MapClaims) { m["exp"] = now.Unix() + 3601 }, []core.Code{finding.KoreLongLived}, ""},
		{"over an hour with kore_jti", nil, func(m jwt.MapClaims) { m["exp"], m["kore_jti"] = now.Unix()+3601, "x" }, []core.Code{finding.KoreLifetime}, ""},
		{"exp like iat", nil, func(m jwt.MapClaims) { m["iat"], m["exp"] = now.Unix()+30, now.Unix()+30 }, []core.Code{finding.KorePart}, "not later"},
		{"only exp in milliseconds, and far", nil, func(m jwt.MapClaims) { m["exp"] = now.Add(48 * time.Hour).UnixMilli() }, []core.Code{finding.KoreMilliseconds}, ""},
		{"only iat in milliseconds", nil, func(m jwt.MapClaims) { m["iat"] = now.UnixMilli() }, []core.Code{finding.KoreMilliseconds}, ""},
		{"last second of seconds", nil, func(m jwt.MapClaims) { m["exp"] = 99_999_999_999 }, []core.Code{finding.KoreLongLived}, ""},
		{"absurd exp", nil, func(m jwt.MapClaims) { m["exp"] = 1e18 }, []core.Code{finding.KorePart}, "number of seconds"},
		{"no iat", nil, func(m jwt.MapClaims) { delete(m, "iat") }, []core.Code{finding.KorePart}, "missing"},
		{"no iat, and long", nil, func(m jwt.MapClaims) { delete(m, "iat"); m["exp"] = now.Unix() + 7200 }, []core.Code{finding.KorePart}, "missing"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := client(tt.client)
			got := kore.Inspect(core.NewSecret(token(t, jwt.SigningMethodHS256, []byte(secret), tt.change)), &c, nil, now)
			var codes []core.Code
			for _, f := range got.Findings {
				codes = append(codes, f.Code)
			}
			if !slices.Equal(codes, tt.want) {
				t.Fatalf("found %v, want %v", codes, tt.want)
			}
			if len(codes) > 0 && !strings.Contains(got.Findings[0].Explanation, tt.word) {
				t.Errorf("%q lacks %q", got.Findings[0].Explanation, tt.word)
			}
		})
	}
}

func TestAlgorithmIsTheClients(t *testing.T) {
	for _, tt := range []struct {
		header, client string
		found          bool
	}{{"HS256", "HS256", false}, {"HS512", "HS256", true}, {"HS384", "", true}, {"HS512", "", false}, {"none", "", true}, {"", "", true}} {
		text := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"`+tt.header+`"}`)) + "." +
			strings.Split(token(t, jwt.SigningMethodHS256, []byte(secret), nil), ".")[1] + ".x"
		var c *kore.Client
		if tt.client != "" {
			c = &kore.Client{ClientID: "cs-1", Algorithm: kore.Algorithm(tt.client)}
		}
		got := kore.Inspect(core.NewSecret(text), c, nil, now)
		if has := slices.ContainsFunc(got.Findings, func(f core.Finding) bool { return f.Code == finding.KoreAlgorithm }); has != tt.found {
			t.Errorf("%q for %q: %+v", tt.header, tt.client, got.Findings)
		}
		if unsigned := tt.header == "" || tt.header == "none"; tt.found && strings.Contains(got.Findings[0].Explanation, "nothing at all") != unsigned {
			t.Errorf("%q: %s", tt.header, got.Findings[0].Explanation)
		}
	}
}
