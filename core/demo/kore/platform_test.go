package koredemo

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

func TestPreflight(t *testing.T) {
	f := begin(t, Options{})
	for _, path := range []string{"/api/oAuth/token/jwtgrant", grantPath, "/api/rtm/start", "/api/websdkthemes/st-1/activetheme", "/api/anything"} {
		r := f.do(http.MethodOptions, path, "", "Origin", "http://127.0.0.1:8080", "Access-Control-Request-Method", "POST",
			"Access-Control-Request-Headers", "authorization,content-type")
		if r.status != http.StatusNoContent || r.header.Get("Access-Control-Allow-Origin") != "http://127.0.0.1:8080" ||
			!strings.Contains(r.header.Get("Access-Control-Allow-Headers"), "Authorization") || r.header.Get("Vary") != "Origin" {
			t.Errorf("%s: %d %v", path, r.status, r.header)
		}
	}
}

func TestRoutes(t *testing.T) {
	f := begin(t, Options{})
	for _, c := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/api/websdkthemes/st-1/activetheme", 200},
		{"GET", "/api/botmessages/rtm", 200},
		{"POST", "/api/oAuth/token/jwtgrant/anonymous", 404},
		{"POST", "/oAuth/token/jwtgrant", 404},
		{"POST", "/api/platform/websdk", 404},
		{"GET", "/", 404},
		{"GET", "/rtm?sid=guess", 401},
	} {
		if r := f.do(c.method, c.path, "{}"); r.status != c.status {
			t.Errorf("%s %s: %d %s", c.method, c.path, r.status, r.text)
		}
	}
	requests := f.Requests()
	if len(requests) != 7 || requests[2] != (Request{Method: "POST", Path: "/api/oAuth/token/jwtgrant/anonymous", Status: 404}) {
		t.Errorf("recorded %+v", requests)
	}
}

func TestAnotherNameIsRefused(t *testing.T) {
	app := NewApp()
	f := begin(t, Options{Apps: []App{app}})
	_, port, _ := strings.Cut(f.server.Host(), ":")
	for host, want := range map[string]int{f.server.Host(): 200, "localhost:" + port: 200, "evil.example:" + port: 421, "evil.example": 421, "localhost": 421} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.URL()+grantPath, strings.NewReader(grantBody(app, good(app).sign(t))))
		if err != nil {
			t.Fatal(err)
		}
		req.Host = host
		req.Header.Set("Content-Type", "application/json")
		resp, err := f.client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%s: %d, want %d", host, resp.StatusCode, want)
		}
	}
}

func TestStartRefuses(t *testing.T) {
	with := func(change func(a *App)) Options {
		app := NewApp()
		change(&app)
		return Options{Apps: []App{app}}
	}
	twice := NewApp()
	small := *testKey()
	small.PublicKey.N = small.Primes[0] // half as long as it should be
	for name, opts := range map[string]Options{
		"other host":     {Addr: "0.0.0.0:0"},
		"no port":        {Addr: "127.0.0.1"},
		"no ID":          with(func(a *App) { a.ClientID = "" }),
		"no bot":         with(func(a *App) { a.BotName = "" }),
		"ES256":          with(func(a *App) { a.Algorithm = "ES256" }),
		"no secret":      with(func(a *App) { a.Secret = core.Secret{} }),
		"no public key":  with(func(a *App) { a.Algorithm = "RS256" }),
		"short key":      with(func(a *App) { a.Algorithm = "RS256"; a.PublicKey = &small.PublicKey }),
		"key without ID": with(func(a *App) { a.EncryptionKey = testKey() }),
		"one app twice":  {Apps: []App{twice, twice}},
	} {
		if p, err := Start(t.Context(), opts); !core.HasCode(err, finding.SettingInvalid) {
			t.Errorf("%s: %v", name, err)
			if err == nil {
				p.Close()
			}
		}
	}
}

func TestLogHoldsNoSecret(t *testing.T) {
	app := NewApp()
	f := begin(t, Options{Apps: []App{app}})
	jwt := good(app).sign(t)
	token := f.accessToken(app, jwt)
	a, _ := f.rtm(token)
	ws, err := f.dial(a.URL)
	if err != nil {
		t.Fatal(err)
	}
	ws.Close()
	f.askGrant(app, jwt+"x")
	f.do(http.MethodGet, "/api/"+jwt+"?token="+token, "")
	if err := f.Close(); err != nil { // waits for the last line
		t.Fatal(err)
	}
	log := f.log.String()
	if strings.Count(log, "POST /api/1.1/oAuth/token/jwtgrant") != 2 || !strings.Contains(log, app.ClientID) {
		t.Fatalf("the log is %s", log)
	}
	_, ticket, _ := strings.Cut(a.URL, "sid=")
	signature := jwt[strings.LastIndexByte(jwt, '.')+1:]
	for name, secret := range map[string]string{"secret": app.Secret.Reveal(), "JWT": jwt, "signature": signature, "access token": token, "ticket": ticket} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds the %s", name)
		}
	}
}

func TestFaults(t *testing.T) {
	app := NewApp()
	f := begin(t, Options{Apps: []App{app}})
	jwt := good(app).sign(t)
	token := f.accessToken(app, jwt)
	for _, fault := range Faults() {
		t.Run(fault.Name, func(t *testing.T) {
			if err := f.Inject(Injection{Fault: fault.Name, Times: 1, Delay: time.Millisecond}); err != nil {
				t.Fatal(err)
			}
			path, body := grantPath, grantBody(app, jwt)
			if fault.Where == WhereRTM {
				path, body = "/api/rtm/start", startBody
			}
			if r := f.do(http.MethodOptions, path, ""); r.status != http.StatusNoContent {
				t.Errorf("a preflight is no request: %d", r.status)
			}
			r, err := f.send(http.MethodPost, path, body, "Authorization", "bearer "+token)
			switch {
			case fault.Name == "closed":
				if err == nil {
					t.Errorf("%d %s", r.status, r.text)
				}
			case fault.Name == "slow":
				if err != nil || r.status != http.StatusOK {
					t.Errorf("%v %d %.100s", err, r.status, r.text)
				}
			case err != nil || r.msg() != fault.Message || strings.Contains(r.text, "accessToken\":\"A") != (fault.Name == "oversized"):
				t.Errorf("%v %d %.100s", err, r.status, r.text)
			case fault.Name == "rate-limited" && r.header.Get("Retry-After") == "":
				t.Error("no Retry-After")
			}
			if r := f.do(http.MethodPost, path, body, "Authorization", "bearer "+token); r.status != http.StatusOK {
				t.Errorf("the fault was to hit once: %d %s", r.status, r.text)
			}
		})
	}
}

func TestInject(t *testing.T) {
	app := NewApp()
	f := begin(t, Options{Apps: []App{app}})
	for _, in := range []Injection{{}, {Fault: "no such"}, {Fault: "slow", Times: -1}, {Fault: "slow", Delay: time.Hour}, {Fault: "bad-signature", Status: 200}} {
		if err := f.Inject(in); !core.HasCode(err, finding.SettingInvalid) {
			t.Errorf("%+v: %v", in, err)
		}
	}
	jwt := good(app).sign(t)
	if err := f.Inject(Injection{Fault: "unknown-client", Status: 400}); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if r := f.askGrant(app, jwt); r.status != http.StatusBadRequest || r.msg() != "Not found" {
			t.Errorf("%d %s", r.status, r.text)
		}
	}
	f.ClearFault()
	if r := f.askGrant(app, jwt); r.status != http.StatusOK {
		t.Errorf("cleared: %d %s", r.status, r.text)
	}
	if n := len(f.Grants()); n != 1 {
		t.Errorf("%d grants recorded, though three never reached the platform", n)
	}
}
