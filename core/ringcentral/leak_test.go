package ringcentral_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/ringcentral"
)

// echo answers with everything it was told, in every place where an answer has
// room for it: the platform's messages may echo request values.
func echo(status int, shape string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		form, _ := url.ParseQuery(string(body))
		told := strings.TrimPrefix(form.Get("assertion")+form.Get("token")+" "+strings.TrimPrefix(r.Header.Get("Authorization"), "Basic "), "Bearer ")
		w.Header().Set("RCRequestId", told)
		w.Header().Set("RoutingKey", told)
		w.Header().Set("X-Rate-Limit-Group", told)
		w.Header().Set("Location", "http://"+strings.ReplaceAll(told, " ", "")+".example.test/"+url.PathEscape(told))
		if status != http.StatusOK { // in a success it would be a contradiction, and nothing more would be read
			w.Header().Set("WWW-Authenticate", `Bearer error="`+told+`", error_description="`+told+`"`)
		}
		w.Header().Set("Set-Cookie", "session="+strings.ReplaceAll(told, " ", ""))
		w.WriteHeader(status)
		_, _ = io.WriteString(w, strings.ReplaceAll(shape, "TOLD", told))
	}
}

// issued has nothing in common with the other secrets, whose masking would hide
// that it is not masked itself.
const issued = "U1VQMDFQMDF8QUFCMTJ3WlhWQmR1"

func TestNoSecretComesBackInAnyForm(t *testing.T) {
	log := captureStderr(t)
	var seen []any
	grants, people := 0, 0
	for _, status := range []int{200, 302, 400, 401, 403, 429, 500, 503} {
		for _, shape := range []string{
			`{"error":"TOLD","error_description":"Bad TOLD!","errors":[{"errorCode":"TOLD","message":"TOLD","permissionName":"TOLD"}],"errorCode":"TOLD"}`,
			`{"error":"invalid_grant","error_description":"Cannot read 'TOLD'"}`,
			`{"access_token":"` + coretest.CanaryAccessToken + `","owner_id":"TOLD","scope":"TOLD ReadAccounts","endpoint_id":"TOLD","session_id":"TOLD"}`,
			`{"access_token":"` + issued + `","owner_id":"` + issued + `","scope":["` + issued + `"]}`,
			`{"id":"TOLD","name":"TOLD","extensionNumber":"TOLD","type":"User","account":{"id":"TOLD"},"companyName":"TOLD","mainNumber":"TOLD"}`,
			"plain TOLD", "<html>TOLD</html>", "",
		} {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				echo(status, shape)(w, r)
			}))
			p := &platform{Server: server}
			c := newClient(t, ringcentral.Options{})
			g, call, err := c.Exchange(t.Context(), p.target(), credential())
			seen = append(seen, g, call, err)
			if err == nil {
				grants++
				if text := fmt.Sprint(g.OwnerID, g.EndpointID, g.SessionID, g.Scopes); strings.Contains(text, issued[:12]) {
					t.Errorf("the access token is told beside itself: %s", text)
				}
			}
			call, err = c.Revoke(t.Context(), p.target(), grant())
			seen = append(seen, call, err)
			answer, err := c.Get(t.Context(), p.target().Profile, grant(), "/x?access_token="+coretest.CanaryAccessToken)
			seen = append(seen, answer.Call, fmt.Sprint(answer.Header), string(answer.Body), err)
			identity, calls, err := c.Identity(t.Context(), p.target().Profile, grant())
			seen = append(seen, identity, calls, err)
			if identity.Person != "" {
				people++
			}
			server.Close()
		}
	}
	wantNoSecret(t, append(seen, log())...)
	if grants != 2 || people == 0 {
		t.Errorf("%d grants and %d people were read: the echoes did not get that far", grants, people)
	}
}

func TestACutEchoIsMaskedToo(t *testing.T) {
	secret := credential().Reveal()
	for _, piece := range []string{secret[:40], secret[10:60], secret[len(secret)-40:], secret[300:340], coretest.CanarySecret[10:], strings.Split(secret, ".")[1][:30], strings.Split(secret, ".")[2][:30], coretest.CanarySecret[:20]} {
		p := newPlatform(t, say(400, `{"error":"invalid_request","error_description":"Cannot read [`+piece+`...]"}`))
		_, _, err := newClient(t, ringcentral.Options{}).Exchange(t.Context(), p.target(), credential())
		if f := findingOf(t, err); strings.Contains(f.Explanation+f.Detail["description"], piece[:12]) {
			t.Errorf("a piece is shown: %s", f.Explanation)
		}
	}
}

// captureStderr returns what is written to the standard error until it is asked:
// net/http and others log there unasked.
func captureStderr(t *testing.T) func() string {
	t.Helper()
	old := os.Stderr
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	os.Stderr = w
	var (
		text bytes.Buffer
		done sync.WaitGroup
	)
	done.Go(func() { _, _ = io.Copy(&text, r) })
	restore := sync.OnceFunc(func() {
		os.Stderr = old
		_ = w.Close()
		done.Wait()
	})
	t.Cleanup(restore)
	return func() string {
		restore()
		return text.String()
	}
}

func TestManyAtOnce(t *testing.T) {
	p := newPlatform(t, say(200, success))
	c := newClient(t, ringcentral.Options{})
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			if _, _, err := c.Exchange(t.Context(), p.target(), credential()); err != nil {
				t.Error(err)
			}
			c.VerifySignature(t.Context(), p.target().Profile, credential())
		})
	}
	all.Wait()
}
