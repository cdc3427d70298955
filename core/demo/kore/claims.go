package koredemo

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	// audience is always this, whatever the region (SDK Security, JWT parameters).
	audience = "https://idproxy.kore.com/authorize"
	// skew is how far clocks may differ. Nobody has documented what the real
	// platform allows.
	skew = 5 * time.Second
	// maxLifetime is the longest that any document shows; none names a limit.
	maxLifetime    = 24 * time.Hour
	maxJTILifetime = time.Hour
	// maxIdentity bounds the user's identity, in bytes.
	maxIdentity = 512
)

// claims are a payload, numbers as json.Number.
type claims jwt.MapClaims

// value returns a claim, or its kore_ variant, which is for issuers whose
// library fills the plain one by itself and therefore comes first.
func (c claims) value(name string) (value any, present bool) {
	if v, ok := c["kore_"+name]; ok {
		return v, true
	}
	v, ok := c[name]
	return v, ok
}

// text is a claim that is a string; empty for everything else.
func (c claims) text(name string) string {
	v, _ := c.value(name)
	s, _ := v.(string)
	return s
}

// seconds reads a NumericDate as Kore writes it: a whole number of seconds.
// Milliseconds are too large to be one.
func (c claims) seconds(name string) (time.Time, bool) {
	number, ok := c[name].(json.Number)
	if !ok {
		return time.Time{}, false
	}
	n, err := strconv.ParseInt(number.String(), 10, 64)
	const year3000 = 32503680000
	if err != nil || n <= 0 || n >= year3000 {
		return time.Time{}, false
	}
	return time.Unix(n, 0), true
}

// anonymous reads isAnonymous; the text "false", which the reference makes of a
// form post, is no boolean.
func (c claims) anonymous() (anonymous, ok bool) {
	v, present := c["isAnonymous"]
	if !present {
		return false, true
	}
	anonymous, ok = v.(bool)
	return anonymous, ok
}

// checkClaims applies the rules in the order in which a reader would name the
// faults. The JWT ID comes last: one that is refused for another reason has not
// been used.
func (p *Platform) checkClaims(app *App, c claims) *refusal {
	anonymous, boolean := c.anonymous()
	identity := c.text("sub")
	switch {
	case c["aud"] != audience:
		return unverified("jwt audience invalid")
	case identity == "" || len(identity) > maxIdentity:
		return userNeeded
	case !boolean:
		return unverified("isAnonymous must be a boolean")
	case anonymous && !app.Anonymous:
		return userNeeded
	}
	lifetime, refused := p.checkTimes(c)
	if refused == nil {
		refused = checkExtras(c)
	}
	if refused == nil {
		refused = p.checkJTI(app, c, lifetime)
	}
	return refused
}

func (p *Platform) checkTimes(c claims) (lifetime time.Duration, refused *refusal) {
	issued, hasIssued := c.seconds("iat")
	expires, hasExpires := c.seconds("exp")
	now := p.now()
	switch {
	case !hasIssued:
		return 0, unverified("iat must be whole seconds")
	case !hasExpires:
		return 0, unverified("exp must be whole seconds")
	case issued.After(now.Add(skew)):
		return 0, unverified("issued in the future")
	case !expires.After(now.Add(-skew)):
		return 0, unverified("jwt expired")
	case !expires.After(issued) || expires.Sub(issued) > maxLifetime:
		return 0, unverified("lifetime")
	}
	if _, present := c["nbf"]; present {
		if notBefore, ok := c.seconds("nbf"); !ok || notBefore.After(now.Add(skew)) {
			return 0, unverified("jwt not active")
		}
	}
	return expires.Sub(issued), nil
}

// checkExtras holds the optional claims to their documented types.
func checkExtras(c claims) *refusal {
	if v, present := c["identityToMerge"]; present {
		if s, _ := v.(string); s == "" {
			return unverified("identityToMerge must be a string")
		}
	}
	for _, name := range []string{"privateClaims", "secureCustomData"} {
		if v, present := c[name]; present {
			if _, ok := v.(map[string]any); !ok {
				return unverified(name + " must be an object")
			}
		}
	}
	return nil
}

// checkJTI applies the documented rules: at most an hour, and never twice.
func (p *Platform) checkJTI(app *App, c claims, lifetime time.Duration) *refusal {
	_, present := c.value("jti")
	jti := c.text("jti")
	switch {
	case !present && !app.EnforceJTI:
		return nil
	case jti == "":
		return unverified("a jti is required")
	case lifetime > maxJTILifetime:
		return jtiTooLong
	case !p.useJTI(app.ClientID + " " + jti):
		return jtiReplayed
	}
	return nil
}

// useJTI reports whether the ID is new, and remembers it for longer than its
// JWT can live.
func (p *Platform) useJTI(id string) bool {
	now := p.now()
	p.mu.Lock()
	defer p.mu.Unlock()
	for used, until := range p.usedJTI {
		if now.After(until) {
			delete(p.usedJTI, used)
		}
	}
	if _, used := p.usedJTI[id]; used {
		return false
	}
	p.usedJTI[id] = now.Add(maxJTILifetime + 2*skew)
	return true
}
