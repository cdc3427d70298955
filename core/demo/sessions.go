package demo

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"github.com/sureline/sureline/core/demo/internal/lookalike"
)

const (
	// maxSessions is how many sessions a user may have with one app (guide,
	// "usually five"); the next one ends the oldest.
	maxSessions = 5
	// maxRemembered bounds the memory that ended and expired sessions take.
	maxRemembered = 1000
)

// tokenPrefix starts every access token: like the real ones in base64, it
// decodes to a routing key, and to the word DEMO.
var tokenPrefix = base64.RawURLEncoding.EncodeToString([]byte("SJC00P00DEMO00|"))

// session is what an access token stands for.
type session struct {
	id        string
	token     [sha256.Size]byte // the hash: nothing here can be used as a token
	user      user
	app       app
	scopes    []string
	expiresAt time.Time
	ended     bool
}

// sessions holds the oldest first. Not safe for concurrent use.
type sessions struct{ all []*session }

// open starts a session and returns its access token.
func (s *sessions) open(new session) (token string) {
	token = tokenPrefix + randomText(48)
	new.token = sha256.Sum256([]byte(token))
	var rivals []*session
	for _, old := range s.all {
		if !old.ended && old.user.ID == new.user.ID && old.app.ClientID == new.app.ClientID {
			rivals = append(rivals, old)
		}
	}
	if extra := len(rivals) - maxSessions + 1; extra > 0 {
		for _, old := range rivals[:extra] {
			old.ended = true
		}
	}
	s.all = lookalike.LastOf(append(s.all, &new), maxRemembered)
	return token
}

func (s *sessions) find(token string) (*session, bool) {
	hash := sha256.Sum256([]byte(token))
	return find(s.all, func(c *session) bool { return c.token == hash })
}

func (s *session) has(scope string) bool { return scope == "" || slices.Contains(s.scopes, scope) }

// looksIssued tells an access token that is gone from one that never was one.
func looksIssued(token string) bool { return strings.HasPrefix(token, tokenPrefix) }
