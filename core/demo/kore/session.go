package koredemo

import (
	"crypto/rand"
	"crypto/sha256"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/websocket"

	"github.com/sureline/sureline/core"
)

const (
	// sessionLife is how long an access token is good for; the real one is not
	// documented.
	sessionLife = time.Hour
	// ticketLife is documented for the address that rtm/start gives. That it can
	// be used once only is the stricter reading.
	ticketLife = 30 * time.Second
	// maxFrame of a WebSocket message, in bytes.
	maxFrame = 1 << 20
	// jwtProtocol precedes the JWT among the subprotocols of a secure WebSocket.
	jwtProtocol = "jwt|"
)

// session is what an access token stands for.
type session struct {
	app                 *App
	assertion           [sha256.Size]byte
	issuedAt, expiresAt time.Time
}

// ticket lets its holder open one WebSocket.
type ticket struct {
	session   session
	secure    bool
	expiresAt time.Time
}

var (
	noSession    = &refusal{status: http.StatusUnauthorized, msg: "Unauthorized", code: 401}
	tokenExpired = &refusal{status: http.StatusUnauthorized, msg: "token expired", code: "TOKEN_EXPIRED"}
)

func (p *Platform) open(app *App, assertion core.Secret) (core.Secret, session) {
	token := rand.Text() + rand.Text()
	now := p.now()
	s := session{app: app, assertion: sha256.Sum256([]byte(assertion.Reveal())), issuedAt: now, expiresAt: now.Add(sessionLife)}
	p.mu.Lock()
	defer p.mu.Unlock()
	maps.DeleteFunc(p.sessions, func(_ [sha256.Size]byte, old session) bool { return now.After(old.expiresAt.Add(sessionLife)) })
	p.sessions[sha256.Sum256([]byte(token))] = s
	return core.NewSecret(token), s
}

// bearer returns the session of the request's access token.
func (p *Platform) bearer(r *http.Request) (session, *refusal) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	p.mu.Lock()
	s, ok := p.sessions[sha256.Sum256([]byte(token))]
	p.mu.Unlock()
	switch {
	case !ok || !strings.EqualFold(scheme, "bearer"):
		return s, noSession
	case !p.now().Before(s.expiresAt):
		return s, tokenExpired
	}
	return s, nil
}

// rtmStart gives the address of the WebSocket. It has a query, because the SDK
// adds "&isReconnect=true" to it.
func (p *Platform) rtmStart(w http.ResponseWriter, r *http.Request) *refusal {
	s, refused := p.bearer(r)
	if refused == nil {
		_, refused = readObject(w, r)
	}
	if refused != nil {
		return refused
	}
	id := rand.Text()
	t := ticket{session: s, secure: p.secureRTM && r.Header.Get("X-Rtm-V") == "1", expiresAt: p.now().Add(ticketLife)}
	p.mu.Lock()
	maps.DeleteFunc(p.tickets, func(_ string, old ticket) bool { return p.now().After(old.expiresAt) })
	p.tickets[id] = t
	p.mu.Unlock()
	answer := struct {
		URL   string `json:"url"`
		Nonce string `json:"nonce,omitempty"`
	}{URL: "ws://" + r.Host + "/rtm?sid=" + url.QueryEscape(id)}
	if t.secure {
		answer.Nonce = rand.Text()
	}
	writeJSON(w, http.StatusOK, answer)
	return nil
}

// redeem takes the ticket of the request, which is then used.
func (p *Platform) redeem(r *http.Request) (ticket, bool) {
	id := r.URL.Query().Get("sid")
	p.mu.Lock()
	defer p.mu.Unlock()
	t, ok := p.tickets[id]
	delete(p.tickets, id)
	return t, ok && p.now().Before(t.expiresAt)
}

// socket opens the WebSocket of a ticket and reads what the client says, until
// one of the two goes. What a bot would answer is not this look-alike's matter.
func (p *Platform) socket(w http.ResponseWriter, r *http.Request) *refusal {
	t, ok := p.redeem(r)
	if !ok || p.server.Life().Err() != nil {
		return noSession
	}
	protocol, ok := t.protocol(r)
	if !ok {
		return badSignature
	}
	p.sockets.Add(1)
	defer p.sockets.Done()
	websocket.Server{
		Handshake: func(config *websocket.Config, _ *http.Request) error {
			config.Protocol = nil
			if protocol != "" {
				config.Protocol = []string{protocol}
			}
			return nil
		},
		Handler: p.listen,
	}.ServeHTTP(w, r)
	return nil
}

// protocol finds the JWT among the subprotocols that the client offers; it must
// be the very one that was granted. A browser wants it back.
func (t ticket) protocol(r *http.Request) (string, bool) {
	if !t.secure {
		return "", true
	}
	offered := strings.Split(strings.Join(r.Header.Values("Sec-WebSocket-Protocol"), ","), ",")
	i := slices.IndexFunc(offered, func(s string) bool {
		jwt, ok := strings.CutPrefix(strings.TrimSpace(s), jwtProtocol)
		return ok && sha256.Sum256([]byte(jwt)) == t.session.assertion
	})
	if i < 0 {
		return "", false
	}
	return strings.TrimSpace(offered[i]), true
}

func (p *Platform) listen(ws *websocket.Conn) {
	p.mu.Lock()
	p.opened++
	p.mu.Unlock()
	stopped := make(chan struct{})
	defer close(stopped)
	go func() {
		select {
		case <-p.server.Life().Done():
			_ = ws.Close()
		case <-stopped:
		}
	}()
	ws.MaxPayloadBytes = maxFrame
	for {
		var message []byte
		if err := websocket.Message.Receive(ws, &message); err != nil {
			return
		}
	}
}
