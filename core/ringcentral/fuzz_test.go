package ringcentral

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"math"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/internal/httpx"
)

// decoded is the oracle: encoding/json's decoding to any.
func decoded(body []byte) (map[string]any, bool) {
	decoder := json.NewDecoder(bytes.NewReader(utf8Body(body)))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return nil, false
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, false // there is more behind it
	}
	fields, ok := value.(map[string]any)
	return fields, ok
}

// repeats reports an object with two members of one name, at any depth.
func repeats(body []byte) bool {
	decoder := json.NewDecoder(bytes.NewReader(utf8Body(body)))
	var open []map[string]bool // the names of each object that is open, nil for a list
	isName := false
	for {
		token, err := decoder.Token()
		if err != nil {
			return false
		}
		inObject := len(open) > 0 && open[len(open)-1] != nil
		if name, ok := token.(string); ok && inObject && isName {
			if open[len(open)-1][name] {
				return true
			}
			open[len(open)-1][name], isName = true, false
			continue
		}
		switch token {
		case json.Delim('{'):
			open = append(open, map[string]bool{})
		case json.Delim('['):
			open = append(open, nil)
		case json.Delim('}'), json.Delim(']'):
			open = open[:len(open)-1]
		}
		isName = true
	}
}

func FuzzGrant(f *testing.F) {
	for _, seed := range []string{
		`{"access_token":"abc","token_type":"bearer","expires_in":3600,"scope":"ReadAccounts","owner_id":"1"}`,
		`{"access_token":"abc","expires_in":"3600","owner_id":123456789012}`, `{"access_token":"a b"}`, `{"access_token":"é"}`,
		`{"access_token":""}`, `{"ACCESS_TOKEN":"abc"}`, `[]`, `null`, `{"access_token":"a","expires_in":1e999}`, "\xef\xbb\xbf{}", `{"access_token":"a"}{}`,
		`{"access_token":"a","access_token":"b"}`, `{"access_token":"a","x":[{"b":1,"\u0062":2}]}`,
	} {
		f.Add([]byte(seed))
	}
	sent := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, body []byte) {
		read := readProblem(httpx.Reply{Status: http.StatusOK, Body: body}, scrubber{})
		g, ok := decodeGrant(read.fields, sent, nil)
		fields, object := decoded(body)
		object = object && !repeats(body)
		token, _ := fields["access_token"].(string)
		usable := object && token != "" && len(token) <= maxAccessToken &&
			strings.IndexFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
		if number, isNumber := fields["access_token"].(json.Number); isNumber {
			_, err := strconv.ParseInt(number.String(), 10, 64)
			token, usable = number.String(), object && err == nil
		}
		kind, isText := fields["token_type"].(string)
		if number, isNumber := fields["token_type"].(json.Number); isNumber {
			_, err := strconv.ParseInt(number.String(), 10, 64)
			kind, isText = number.String(), err == nil
		}
		if isText && kind != "" && !strings.EqualFold(kind, "bearer") {
			usable = false
		}
		if ok != usable {
			t.Fatalf("usable is %t, want %t: %q", ok, usable, body)
		}
		if !ok {
			if !g.AccessToken.Empty() {
				t.Fatal("a token without a grant")
			}
			return
		}
		if g.AccessToken.Reveal() != token {
			t.Errorf("token differs from the one in %q", body)
		}
		if d := g.ExpiresAt.Sub(sent); d < 0 || d > maxTTL {
			t.Errorf("lasts %v", d)
		}
		if number, isNumber := fields["expires_in"].(json.Number); isNumber {
			if want, err := number.Float64(); err == nil && want >= 0 && want <= maxTTL.Seconds() {
				if got := g.ExpiresAt.Sub(sent).Seconds(); got != math.Floor(want) {
					t.Errorf("lasts %v s, want %v", got, want)
				}
			}
		}
		wantPrintable(t, append(g.Scopes, g.OwnerID, g.EndpointID, g.SessionID)...)
	})
}

func FuzzProblem(f *testing.F) {
	for _, seed := range []string{
		`{"error":"invalid_grant","error_description":"x","errors":[{"errorCode":"OAU-140","message":"y","parameters":[]}]}`,
		`{"errorCode":"CMN-401","permissionName":"ReadCallLog"}`, `{"errors":[{"errorCode":"CMN-408","parameters":[{"parameterName":"permissionName","parameterValue":"ThirdPartyAppAccess"}]}]}`,
		`<html>`, `[]`, "\x1b[31m", `{"error":{"a":1}}`, `{"errors":[null,1,"x",{"errorCode":5}]}`, "Ung\xfcltig",
		" { \"a\\\"b\" : [ 1 , {\"c\":\"]}\"} ] , \"n\":-1.5e3 ,\"a\":null, \"a\" : true }\n",
	} {
		f.Add([]byte(seed), 400, `Bearer error="CMN-301"`)
	}
	f.Fuzz(func(t *testing.T, body []byte, status int, challenge string) {
		s := scrubber{core.NewSecret("fuzzCanaryDoNotLeak0123456789")}
		reply := httpx.Reply{Status: status, Body: body, Header: http.Header{"Www-Authenticate": {challenge}}}
		p := readProblem(reply, s)
		wantPrintable(t, append([]string{p.word, p.description, p.permission}, p.codes...)...)

		// Whatever came, it has a meaning, and it is never a success.
		a := answer{Reply: reply, problem: p, scrub: s, app: "Acme Sync", host: "127.0.0.1"}
		for _, in := range []phase{exchanging, calling} {
			if got := a.finding(in); got.Code == "" || got.Code == "internal" || got.Severity != core.SeverityError {
				t.Errorf("means %+v", got)
			}
		}

		fields, object := decoded(body)
		object = object && !repeats(body)
		if p.object != object {
			t.Fatalf("object is %t, want %t: %q", p.object, object, body)
		}
		var want map[string]json.RawMessage
		if object && (json.Unmarshal(utf8Body(body), &want) != nil || !maps.EqualFunc(p.fields, want, sameRaw)) {
			t.Fatalf("fields are %q, want %q", p.fields, want)
		}
		if !object {
			return
		}
		if word, ok := fields["error"].(string); ok && simple(word) && p.word != word {
			t.Errorf("word is %q, want %q", p.word, word)
		}
		list, _ := fields["errors"].([]any)
		for _, item := range list[:min(len(list), maxCodes)] {
			entry, _ := item.(map[string]any)
			code, ok := entry["errorCode"].(string)
			// Codes in small letters are read in capitals, and a full list takes no more.
			read := p.has(code) || p.has(strings.ToUpper(code)) || len(p.codes) == maxCodes
			if ok && simple(code) && !read {
				t.Errorf("code %q of %q is missing in %v", code, body, p.codes)
			}
		}
	})
}

func sameRaw(a jsontext.Value, b json.RawMessage) bool { return bytes.Equal(a, b) }

// simple reports whether a text passes unchanged: short, plain, and without
// anything that looks like a secret.
func simple(s string) bool {
	return s != "" && len(s) <= maxCode && !strings.Contains(s, "eyJ") &&
		strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) < 0 && !strings.Contains(s, "fuzzCanary")
}

func wantPrintable(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(text, "fuzzCanaryDoNotLeak0123456789") {
			t.Errorf("a secret is shown in %q", text)
		}
		if len([]rune(text)) > maxDescription+len(mask) {
			t.Errorf("%d characters", len([]rune(text)))
		}
		if i := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) && !unicode.IsGraphic(r) }); i >= 0 {
			t.Errorf("control character in %q", text)
		}
	}
}
