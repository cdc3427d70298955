package demo

import (
	"bytes"
	"compress/gzip"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/demo/internal/lookalike"
	"github.com/sureline/sureline/core/finding"
)

// networkFaults are answers that are no answer of the platform's: cut off, late,
// or from somebody on the way.
var networkFaults = []Fault{
	onNetwork("slow", "answers correctly, after some seconds", "", slow),
	onNetwork("stall-before-answer", "never answers", finding.TimedOut, stallBeforeAnswer),
	onNetwork("stall-in-body", "stops in the middle of the answer", finding.TimedOut, stallInBody),
	onNetwork("truncated", "closes in the middle of the answer", finding.ConnectionLost, truncated),
	onNetwork("closed", "closes without an answer", finding.ConnectionLost, lookalike.Closed[*Platform]),
	onNetwork("reset", "resets the connection", finding.ConnectionLost, reset),
	onNetwork("captive-portal", "a sign-in page of the network, as if all were well", finding.CaptivePortal, lookalike.Answering[*Platform](http.StatusOK, "text/html; charset=utf-8", captivePage)),
	onNetwork("captive-redirect", "a redirect to the network's sign-in page", finding.CaptivePortal, captiveRedirect),
	onNetwork("captive-511", "network authentication required", finding.CaptivePortal, lookalike.Answering[*Platform](http.StatusNetworkAuthenticationRequired, "text/html; charset=utf-8", captivePage)),
	onNetwork("redirect", "a redirect that keeps the method, to another address of this platform", "", sameHostRedirect),
	onNetwork("bad-gateway", "a broken gateway's HTML page", finding.PlatformError, lookalike.Answering[*Platform](http.StatusBadGateway, "text/html", "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>")),
	onNetwork("not-json", "plain text where JSON is due", finding.UnexpectedAnswer, lookalike.Answering[*Platform](http.StatusOK, "text/plain", "OK")),
	onNetwork("cut-json", "JSON that stops early", finding.UnexpectedAnswer, jsonBody(`{"access_token":"U0pD`)),
	onNetwork("wrong-shape", "JSON of another shape", finding.UnexpectedAnswer, jsonBody(`[{"access_token":42},"surprise"]`)),
	onNetwork("empty-answer", "an empty answer", finding.UnexpectedAnswer, lookalike.Answering[*Platform](http.StatusOK, "application/json", "")),
	onNetwork("success-with-error", "status 200 with an error inside", finding.UnexpectedAnswer, jsonBody(`{"error":"temporarily_unavailable","error_description":"Try again"}`)),
	onNetwork("success-without-access-token", "status 200 without an access token", finding.UnexpectedAnswer, jsonBody(`{"token_type":"bearer","expires_in":3600,"scope":"ReadAccounts","owner_id":"400310101"}`)),
	onNetwork("oversized", "an answer of 10 MB", finding.UnexpectedAnswer, lookalike.Oversized[*Platform](jsonType, `{"access_token":"`, `"}`)),
	onNetwork("gzip-bomb", "a small answer that unpacks to 20 MB", finding.UnexpectedAnswer, gzipBomb),
	onNetwork("clock-behind", "the platform's clock differs by a day (earlier)", finding.ClockWrong, clock(-24*time.Hour)),
	onNetwork("clock-ahead", "the platform's clock differs by a day (later)", finding.ClockWrong, clock(24*time.Hour)),
	onNetwork("numbers-as-ids", "IDs as numbers where text is due", "", numbersAsIDs),
	onNetwork("without-request-id", "answers without the headers that support asks for", "", withoutRequestID),
	{Name: "key-set-empty", Title: "a key set without the credential's key", Family: "On the way", Where: WhereKeys, act: jsonBody(`{"keys":[]}`)},
	{Name: "key-set-missing", Title: "no key set at all", Family: "On the way", Where: WhereKeys, refusal: noSuchURI},
}

func onNetwork(name, title string, means core.Code, act action) Fault {
	return Fault{Name: name, Title: title, Family: "On the way", Where: WhereExchange, Means: means, act: act}
}

const captivePage = "<!doctype html><html><head><title>Welcome to Guest WiFi</title></head><body><form action=\"/login\"><button>Accept and connect</button></form></body></html>"

func jsonBody(text string) action {
	return lookalike.Answering[*Platform](http.StatusOK, jsonType, text)
}

// wait returns early when the client or the platform goes. It moves the server's
// own time limits out of the way.
func (p *Platform) wait(w http.ResponseWriter, r *http.Request, d time.Duration) {
	limit := time.Now().Add(d + time.Minute)
	_ = http.NewResponseController(w).SetWriteDeadline(limit)
	_ = http.NewResponseController(w).SetReadDeadline(limit)
	p.server.Stall(r, d)
}

func slow(p *Platform, w http.ResponseWriter, r *http.Request, delay time.Duration) bool {
	p.wait(w, r, delay)
	return true
}

// longest bounds a stall: no client's time limit is longer.
const longest = 10 * time.Minute

func stallBeforeAnswer(p *Platform, w http.ResponseWriter, r *http.Request, _ time.Duration) bool {
	swallow(r)
	p.wait(w, r, longest)
	panic(http.ErrAbortHandler)
}

func stallInBody(p *Platform, w http.ResponseWriter, r *http.Request, _ time.Duration) bool {
	swallow(r)
	halfBody(w)
	p.wait(w, r, longest)
	panic(http.ErrAbortHandler)
}

// swallow reads what was sent: only then does the server notice that the client
// has gone.
func swallow(r *http.Request) { _, _ = io.Copy(io.Discard, io.LimitReader(r.Body, maxForm)) }

func truncated(_ *Platform, w http.ResponseWriter, _ *http.Request, _ time.Duration) bool {
	halfBody(w)
	panic(http.ErrAbortHandler)
}

func halfBody(w http.ResponseWriter) {
	const text = `{"access_token":"U0pD`
	w.Header().Set("Content-Type", jsonType)
	w.Header().Set("Content-Length", strconv.Itoa(10*len(text)))
	_, _ = w.Write([]byte(text))
	_ = http.NewResponseController(w).Flush()
}

// reset closes with unsent data discarded, which the other side sees as a reset.
func reset(_ *Platform, w http.ResponseWriter, _ *http.Request, _ time.Duration) bool {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
	return false
}

func captiveRedirect(_ *Platform, w http.ResponseWriter, r *http.Request, _ time.Duration) bool {
	http.Redirect(w, r, "http://login.guest-wifi.invalid/welcome", http.StatusFound)
	return false
}

func sameHostRedirect(p *Platform, w http.ResponseWriter, r *http.Request, _ time.Duration) bool {
	http.Redirect(w, r, p.url+"/restapi/v1.0/moved", http.StatusTemporaryRedirect)
	return false
}

// bomb is 20 MB of spaces inside a JSON string, compressed.
var bomb = sync.OnceValue(func() []byte {
	var compressed bytes.Buffer
	z := gzip.NewWriter(&compressed)
	_, _ = z.Write([]byte(`{"scope":"`))
	spaces := bytes.Repeat([]byte(" "), 1<<20)
	for range 20 {
		_, _ = z.Write(spaces)
	}
	_, _ = z.Write([]byte(`"}`))
	_ = z.Close()
	return compressed.Bytes()
})

func gzipBomb(_ *Platform, w http.ResponseWriter, _ *http.Request, _ time.Duration) bool {
	w.Header().Set("Content-Encoding", "gzip")
	lookalike.Write(w, http.StatusOK, jsonType, bomb())
	return false
}

func clock(shift time.Duration) action {
	return func(p *Platform, w http.ResponseWriter, _ *http.Request, _ time.Duration) bool {
		setDate(w.Header(), p.now().Add(shift))
		return true
	}
}

func numbersAsIDs(p *Platform, w http.ResponseWriter, _ *http.Request, _ time.Duration) bool {
	u, _ := findUser(AdaJones)
	a, _ := findApp(AcmeSync)
	p.mu.Lock()
	token := p.sessions.open(session{id: uuid.NewString(), user: u, app: a, scopes: a.Permissions, expiresAt: p.now().Add(minTTL * time.Second)})
	p.mu.Unlock()
	authHeaders(w.Header())
	writeJSON(w, http.StatusOK, fields{
		"access_token": token, "token_type": "bearer", "expires_in": strconv.Itoa(minTTL), "scope": strings.Join(a.Permissions, " "),
		"owner_id": u.ID, "endpoint_id": 1, "session_id": 2,
	})
	return false
}

func withoutRequestID(_ *Platform, w http.ResponseWriter, _ *http.Request, _ time.Duration) bool {
	w.Header().Del("RCRequestId")
	return true
}
