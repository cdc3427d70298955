package sts_test

import (
	"crypto/tls"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/config"
)

func TestBadInputGetsNoToken(t *testing.T) {
	const good = `{"identity":"` + ada + `"}`
	form := header("Content-Type", "application/x-www-form-urlencoded")
	method := func(m string) func(*http.Request) { return func(r *http.Request) { r.Method = m } }
	host := func(h string) func(*http.Request) { return func(r *http.Request) { r.Host = h } }
	for _, tt := range []struct {
		name    string
		request *http.Request
		status  int
		why     string
	}{
		{"no identity", post(`{}`), 400, "“identity” is missing"},
		{"empty identity", post(`{"identity":""}`), 400, "“identity” is missing"},
		{"null identity", post(`{"identity":null}`), 400, "“identity” is missing"},
		{"identity is a number", post(`{"identity":15551234}`), 400, "not a text"},
		{"identity is an object", post(`{"identity":{"$ne":""}}`), 400, "not a text"},
		{"identity is a list", post(`{"identity":["a"]}`), 400, "not a text"},
		{"identity is too long", post(`{"identity":"` + strings.Repeat("a", 257) + `"}`), 400, "longer than 256"},
		{"identity with line break", post(`{"identity":"a\nb"}`), 400, "cannot be seen"},
		{"identity with zero byte", post(`{"identity":"a\u0000"}`), 400, "cannot be seen"},
		{"identity with direction mark", post(`{"identity":"a\u202eb"}`), 400, "cannot be seen"},
		{"identity of half a pair", post(`{"identity":"\ud800"}`), 400, "not valid text"},
		{"identity of spaces", post(`{"identity":"  "}`), 400, "begins or ends"},
		{"another spelling of the key", post(`{"Identity":"` + ada + `"}`), 400, "missing"},
		{"1 MB", post(`{"identity":"` + strings.Repeat("a", 1<<20) + `"}`), 413, "16 KiB"},
		{"1 MB without a length", post("", func(r *http.Request) {
			r.Body, r.ContentLength = http.NoBody, -1
			r.Body = readCloser{strings.NewReader(strings.Repeat(" ", 1<<20))}
		}), 413, "16 KiB"},
		{"empty body", post(``), 400, "ends early"},
		{"cut JSON", post(`{"identity":"ada`), 400, "ends early"},
		{"two objects", post(good + good), 400, "follows"},
		{"list", post(`[` + good + `]`), 400, "not an object"},
		{"text", post(`"identity"`), 400, "not an object"},
		{"not JSON", post(`identity=x`), 400, "not JSON"},
		{"not UTF-8", post("{\"identity\":\"\xff\"}"), 400, "not UTF-8"},
		{"twice", post(`{"identity":"a","identity":"` + ada + `"}`), 400, "“identity” stands in it twice"},
		{"twice, escaped", post(`{"identity":"a","\u0069dentity":"b"}`), 400, "stands in it twice"},
		{"twice, deeper", post(`{"identity":"a","x":{"y":1,"y":2}}`), 400, "“y” stands in it twice"},
		{"twice in a form", post("identity=a&identity=b", form), 400, "stands in it twice"},
		{"pollution", post(`{"identity":"a","__proto__":{"isAnonymous":true}}`), 400, "__proto__"},
		{"pollution, deeper", post(`{"identity":"a","x":[{"constructor":{"prototype":{}}}]}`), 400, "constructor"},
		{"pollution in a form", post("identity=a&x[__proto__][y]=1", form), 400, "not allowed"},
		{"deep", post(`{"identity":"a","x":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}`), 400, "8 deep"},
		{"deep objects", post(`{"identity":"a","x":` + strings.Repeat(`{"x":`, 1000) + "1" + strings.Repeat("}", 1000) + `}`), 400, "8 deep"},
		{"malformed form", post("identity=%zz", form), 400, "malformed"},
		{"form that is not UTF-8", post("identity=%ff", form), 400, "not UTF-8"},
		{"isAnonymous is something else", post(`{"identity":"a","isAnonymous":"yes"}`), 400, "isAnonymous"},
		{"isAnonymous is 2", post(`{"identity":"a","isAnonymous":2}`), 400, "isAnonymous"},
		{"isAnonymous is a list", post(`{"identity":"a","isAnonymous":[]}`), 400, "isAnonymous"},
		{"other audience", post(`{"identity":"a","aud":"https://elsewhere.example"}`), 400, "audience"},
		{"no content type", post(good, header("Content-Type", "")), 415, "content type"},
		{"plain text", post(good, header("Content-Type", "text/plain")), 415, "text/plain"},
		{"multipart", post(good, header("Content-Type", "multipart/form-data; boundary=x")), 415, "multipart"},
		{"UTF-16", post(good, header("Content-Type", "application/json; charset=utf-16")), 415, "utf-16"},
		{"two content types", post(good, func(r *http.Request) { r.Header.Add("Content-Type", "text/plain") }), 415, "several"},
		{"compressed", post(good, header("Content-Encoding", "gzip")), 415, "gzip"},
		{"GET", post("", method(http.MethodGet)), 405, "GET"},
		{"PUT", post(good, method(http.MethodPut)), 405, "PUT"},
		{"HEAD", post("", method(http.MethodHead)), 405, "HEAD"},
		{"TRACE", post("", method(http.MethodTrace)), 405, "TRACE"},
		{"other path", post(good, path("/api/users/sts2")), 404, "no such path"},
		{"double slash", post(good, path("//api/users/sts")), 404, "no such path"},
		{"dots", post(good, path("/api/users/../users/sts")), 404, "no such path"},
		{"encoded slash", post(good, func(r *http.Request) { r.URL.Path, r.URL.RawPath = "/api/users/sts", "/api%2fusers/sts" }), 404, "no such path"},
		{"capitals", post(good, path("/API/users/sts")), 404, "no such path"},
		{"unknown client", post(`{"identity":"a","clientId":"cs-other"}`), 403, "cs-other is not set up"},
		{"client ID as path", post(`{"identity":"a","clientId":"../../etc/passwd"}`), 403, "not set up"},
		{"client ID is a number", post(`{"identity":"a","clientId":1}`), 400, "not a text"},
		{"foreign origin", post(good, header("Origin", "https://evil.example")), 403, "https://evil.example is not among"},
		{"null origin", post(good, header("Origin", "null")), 403, "null"},
		{"origin with port", post(good, header("Origin", page+":8443")), 403, "not among"},
		{"origin in the clear", post(good, header("Origin", "http://www.example.com")), 403, "not among"},
		{"longer origin", post(good, header("Origin", page+".evil.example")), 403, "not among"},
		{"two origins", post(good, func(r *http.Request) { r.Header.Add("Origin", page) }), 403, "several origins"},
		{"browser without origin", post(good, header("Origin", ""), header("Sec-Fetch-Site", "cross-site")), 403, "browser"},
		{"foreign preflight", post("", method(http.MethodOptions), header("Origin", "https://evil.example")), 403, "not among the origins of cs-1111"},
		{"preflight of a file", post("", method(http.MethodOptions), header("Origin", "null")), 403, "hides its origin"},
		{"preflight without origin", post("", method(http.MethodOptions), header("Origin", "")), 403, "no browser"},
		{"rebound name", post(good, host("evil.example:7000")), 403, "evil.example:7000"},
		{"no name", post(good, host("")), 403, "host"},
		{"rebound name with address", post(good, host("127.0.0.1.evil.example")), 403, "evil"},
		{"proxy that is not named", post(good, header("X-Forwarded-For", "203.0.113.9")), 403, "proxies"},
		{"proxy behind an empty header", post(good, func(r *http.Request) { r.Header["X-Forwarded-For"] = []string{"", "203.0.113.9"} }), 403, "proxies"},
		{"tunnel", post(good, header("Cf-Connecting-Ip", "203.0.113.9")), 403, "proxies"},
		{"proxy that tells its path", post(good, header("X-Forwarded-Prefix", "/sts")), 403, "proxies"},
		{"from elsewhere in the clear", post(good, func(r *http.Request) { r.RemoteAddr = "192.0.2.7:1234" }), 403, "in the clear"},
		{"merging", post(`{"identity":"a","identityToMerge":"b"}`), 403, "identity_to_merge"},
		{"private claim", post(`{"identity":"a","privateClaims":{"role":"admin"}}`), 403, "“role”"},
		{"private claims are a text", post(`{"identity":"a","privateClaims":"x"}`), 400, "not an object"},
		{"private claims twice", post(`{"identity":"a","privateClaims":{},"secureCustomData":{}}`), 400, "two names"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t, oneClient(nil))
			r.refused(tt.request, tt.status, tt.why)
			noLeak(t, r.log.String())
		})
	}
}

func TestAnyoneIsForThisComputerOnlyAlsoAfterAReload(t *testing.T) {
	r := newRig(t, oneClient(nil))
	request := post(`{"identity":"a"}`, func(r *http.Request) { r.RemoteAddr, r.TLS = "192.0.2.7:1234", &tls.ConnectionState{} })
	r.refused(request, 403, "for this computer only")
}

func TestWrongPathIsReadableAndLimited(t *testing.T) {
	c := oneClient(nil)
	c.Limits.AddressPerMinute, c.Limits.AddressBurst = 60, 2
	r := newRig(t, c)
	response := r.refused(post("", path("/api/users/getJWT")), 404, "no such path")
	if got := response.Header.Get("Access-Control-Allow-Origin"); got != page {
		t.Errorf("the page cannot read that its path is wrong: %q", got)
	}
	if e := r.lastEvent(); e.Address != "127.0.0.1" || e.Origin != page {
		t.Errorf("the log does not tell who asked: %+v", e)
	}
	r.refused(post("", path("/x"), header("Origin", "https://evil.example")), 404, "no such path")
	r.refused(post("", path("/y")), 429, "too often")
	r.refused(post("", path("/api/users/sts\u200b")), 429, "too often")
}

func path(p string) func(*http.Request) {
	return func(r *http.Request) { r.URL.Path, r.URL.RawPath = p, p }
}

type readCloser struct{ *strings.Reader }

func (readCloser) Close() error { return nil }

func TestSecretInTheRequestIsNeverSeen(t *testing.T) {
	for _, body := range []string{
		`{"identity":"a","clientSecret":"` + secret + `"}`,
		`{"identity":7,"clientSecret":"` + secret + `"}`,
		`{"clientSecret":"` + secret + `","clientSecret":"` + secret + `"}`,
		`{"clientSecret":"` + secret,
		`{"identity":"a"}` + secret,
		secret,
		`{"identity":"a","clientId":"` + secret + `"}`,
	} {
		r := newRig(t, oneClient(nil))
		response, answer := r.do(post(body))
		if response.StatusCode != http.StatusOK {
			noLeak(t, answer)
		}
		noLeak(t, r.log.String())
	}
}

func TestPathsInTheLogNameNobody(t *testing.T) {
	for _, p := range []string{"/api/users/" + ada, "/api/users/sts/ada%40example.com", "/x/eyJhbGciOiJub25lIn0.e30.", "/" + secret, "/users/sts/" + secret} {
		r := newRig(t, oneClient(nil))
		_, answer := r.do(post(`{}`, path(p)))
		noLeak(t, answer, r.log.String())
		if strings.Contains(r.log.String(), "ada") || len(r.log.lines("refused")) != 1 {
			t.Errorf("%s: log says %s", p, r.log)
		}
	}
}

func TestSeveralClients(t *testing.T) {
	c := oneClient(nil)
	other := c.Clients[0]
	other.ClientID, other.Origins = "cs-other", []string{"https://other.example"}
	c = c.Put(other)
	for _, tt := range []struct {
		name, body, origin string
		status             int
		why                string
	}{
		{"none named", `{"identity":"a"}`, page, 400, "2 clients are set up"},
		{"placeholder", `{"identity":"a","clientId":"PLEASE_ENTER_CLIENT_ID"}`, page, 400, "placeholder"},
		{"page of another client", `{"identity":"a","clientId":"cs-other"}`, page, 403, "not among the origins of cs-other"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t, c)
			response := r.refused(post(tt.body, header("Origin", tt.origin)), tt.status, tt.why)
			if response.Header.Get("Access-Control-Allow-Origin") != tt.origin {
				t.Error("the page cannot read its mistake")
			}
		})
	}
	r := newRig(t, c)
	if claims := r.token(post(`{"identity":"a","clientId":"cs-other"}`, header("Origin", "https://other.example"))); claims["iss"] != "cs-other" {
		t.Errorf("claims are %v", claims)
	}
	c.DefaultClient = "cs-other"
	r = newRig(t, c)
	if claims := r.token(post(`{"identity":"a"}`, header("Origin", "https://other.example"))); claims["iss"] != "cs-other" {
		t.Errorf("claims are %v", claims)
	}
}

func TestBehindAProxy(t *testing.T) {
	c := oneClient(func(k *kore.Client) { k.Policy = kore.PolicyAnonymous; k.WithoutOrigin = true })
	c.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8")}
	c.Hosts = []string{"sts.example.com"}
	at := func(r *http.Request) { r.Host = "STS.example.com" }
	r := newRig(t, c)
	r.token(post(`{}`, at, header("X-Forwarded-For", "198.51.100.9, 203.0.113.5, 10.0.0.3"), header("X-Forwarded-Proto", "https")))
	if got := r.lastEvent().Address; got != "203.0.113.5" {
		t.Errorf("the visitor's address is %s; what stands before it is only claimed", got)
	}
	r = newRig(t, c)
	r.refused(post(`{}`, at, header("X-Forwarded-For", "203.0.113.5"), header("X-Forwarded-Proto", "http")), 403, "in the clear")
	r = newRig(t, c)
	r.refused(post(`{}`, at, func(r *http.Request) { r.Header["X-Forwarded-Proto"] = []string{"https", "http"} }), 403, "in the clear")
	r.refused(post(`{}`, at, func(r *http.Request) { r.RemoteAddr = "192.0.2.1:99" }, header("X-Forwarded-For", "127.0.0.1")), 403, "proxies")
	r = newRig(t, c)
	r.refused(post(`{}`, at, func(r *http.Request) { r.RemoteAddr = "192.0.2.1:99" }), 403, "in the clear")
}

func TestMetricsAreForThisComputer(t *testing.T) {
	get := func(from, host string) *http.Request {
		r := post("", header("Origin", ""))
		r.Method, r.URL.Path, r.RemoteAddr, r.Host = http.MethodGet, "/metrics", from, host
		return r
	}
	r := newRig(t, oneClient(nil))
	r.token(post(`{"identity":"a"}`))
	response, body := r.do(get("127.0.0.1:9", "localhost:7000"))
	if response.StatusCode != 200 || !strings.Contains(body, `sureline_sts_tokens_total{client="`+clientID+`"} 1`) {
		t.Errorf("status %d: %s", response.StatusCode, body)
	}
	outside := get("192.0.2.1:9", "localhost:7000")
	secure := get("192.0.2.1:9", "localhost:7000")
	secure.TLS = &tls.ConnectionState{}
	for request, want := range map[*http.Request]int{outside: 403, secure: 404, get("127.0.0.1:9", "evil.example"): 403} {
		if response, body := r.do(request); response.StatusCode != want || strings.Contains(body, "sureline_sts") {
			t.Errorf("status %d from %s as %s, want %d", response.StatusCode, request.RemoteAddr, request.Host, want)
		}
	}
}

func TestHealth(t *testing.T) {
	r := newRig(t, config.Default())
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200} {
		request := post("", func(r *http.Request) { r.Method, r.URL.Path, r.Host = "GET", path, "10.0.0.7:7000" })
		if response, _ := r.do(request); response.StatusCode != want {
			t.Errorf("%s: status %d", path, response.StatusCode)
		}
	}
	if err := r.Shutdown(); err != nil {
		t.Fatal(err)
	}
	if response, _ := r.do(post("", func(r *http.Request) { r.Method, r.URL.Path = "GET", "/readyz" })); response.StatusCode != 503 {
		t.Errorf("ready although stopped: %d", response.StatusCode)
	}
}

func behindProxy(c config.Config) config.Config {
	c.Proxies, c.Hosts = []netip.Prefix{netip.MustParsePrefix("10.0.0.1/32")}, []string{"sts.example.com"}
	return c
}

// viaProxy makes a request one that came through the proxy of behindProxy.
func viaProxy(r *http.Request) {
	r.RemoteAddr, r.Host = "10.0.0.1:4000", "sts.example.com"
	r.Header.Set("X-Forwarded-For", "203.0.113.5")
}
