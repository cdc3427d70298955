package koredemo

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/websocket"
)

const startBody = `{"botInfo":{}}`

type rtmAnswer struct{ URL, Nonce string }

func (f *fixture) rtm(token string, headers ...string) (rtmAnswer, reply) {
	f.t.Helper()
	r := f.do(http.MethodPost, "/api/rtm/start", startBody, append([]string{"Authorization", "bearer " + token}, headers...)...)
	var a rtmAnswer
	if r.status == http.StatusOK {
		if err := json.Unmarshal([]byte(r.text), &a); err != nil {
			f.t.Fatal(err)
		}
	}
	return a, r
}

func (f *fixture) dial(url string, protocols ...string) (*websocket.Conn, error) {
	f.t.Helper()
	config, err := websocket.NewConfig(url, "https://shop.example")
	if err != nil {
		f.t.Fatal(err)
	}
	config.Protocol = protocols
	return config.DialContext(f.t.Context())
}

func TestRTM(t *testing.T) {
	app := NewApp()
	f := begin(t, Options{Apps: []App{app}})
	token := f.accessToken(app, good(app).sign(t))
	for _, wrong := range []string{"", "bearer", "Basic " + token, "bearer " + token + "x", token} {
		if r := f.do(http.MethodPost, "/api/1.1/rtm/start", startBody, "Authorization", wrong); r.status != http.StatusUnauthorized || r.msg() != "Unauthorized" {
			t.Errorf("with %.8q: %d %s", wrong, r.status, r.text)
		}
	}
	a, r := f.rtm(token, "X-Rtm-V", "1")
	if !strings.HasPrefix(a.URL, "ws://") || !strings.Contains(a.URL, "?") || a.Nonce != "" {
		t.Fatalf("%d %s", r.status, r.text)
	}
	ws, err := f.dial(a.URL + "&isReconnect=true")
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	if err := websocket.Message.Send(ws, `{"type":"ping"}`); err != nil {
		t.Fatal(err)
	}
	if _, err := f.dial(a.URL); err == nil {
		t.Error("an address is good once")
	}
	late, _ := f.rtm(token)
	f.clock.Advance(30 * time.Second)
	if _, err := f.dial(late.URL); err == nil {
		t.Error("an address lives for less than 30 seconds")
	}
	f.clock.Advance(time.Hour)
	if _, r := f.rtm(token); r.text != `{"errors":[{"msg":"token expired","code":"TOKEN_EXPIRED"}]}` || r.status != http.StatusUnauthorized {
		t.Errorf("after an hour: %d %s", r.status, r.text)
	}
	// Close waits for the WebSocket, so the count is settled after it.
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if n := f.Connections(); n != 1 {
		t.Errorf("%d connections", n)
	}
}

func TestSecureRTM(t *testing.T) {
	app := NewApp()
	f := begin(t, Options{Apps: []App{app}, SecureRTM: true})
	jwt := good(app).sign(t)
	token := f.accessToken(app, jwt)
	old, r := f.rtm(token)
	if old.Nonce != "" {
		t.Errorf("an SDK before 11.22.0 gets no nonce: %s", r.text)
	}
	ws, err := f.dial(old.URL)
	if err != nil {
		t.Fatal(err)
	}
	ws.Close()
	another := good(app).with("sub", "bob@example.com").sign(t)
	for name, c := range map[string]struct {
		protocols []string
		good      bool
	}{
		"the JWT":           {[]string{"jwt|" + jwt}, true},
		"among others":      {[]string{"chat", "jwt|" + jwt}, true},
		"nothing":           {nil, false},
		"the JWT alone":     {[]string{jwt}, false},
		"another user's":    {[]string{"jwt|" + another}, false},
		"a signature apart": {[]string{"jwt|" + jwt[:len(jwt)-1]}, false},
	} {
		a, r := f.rtm(token, "X-Rtm-V", "1")
		if a.Nonce == "" {
			t.Fatalf("no nonce: %s", r.text)
		}
		ws, err := f.dial(a.URL, c.protocols...)
		if (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil {
			continue
		}
		if got := ws.Config().Protocol; len(got) != 1 || got[0] != "jwt|"+jwt {
			t.Errorf("%s: the answer does not name the protocol", name)
		}
		ws.Close()
	}
}
