package credential

import (
	"encoding/json"
	"math"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// claims are what a credential says of itself.
type claims struct {
	audiences         []string
	subject, issuer   string
	expires, issued   time.Time
	hasExpires        bool
	hasIssued         bool
	missing, mistyped []string
}

// readClaims reads a payload.
func readClaims(o object) claims {
	var c claims
	c.audiences = c.list("aud", o.Aud)
	c.subject = c.text("sub", o.Sub)
	c.issuer = c.text("iss", o.Iss)
	c.expires, c.hasExpires = c.date("exp", o.Exp)
	c.issued, c.hasIssued = c.date("iat", o.Iat)
	if isAbsent(o.Exp) {
		c.missing = append(c.missing, "exp")
	}
	return c
}

func isAbsent(v jsontext.Value) bool { return v == nil || v.Kind() == 'n' }

func (c *claims) text(name string, v jsontext.Value) string {
	s := stringOf(v)
	switch {
	case isAbsent(v), s == "" && v.Kind() == '"':
		c.missing = append(c.missing, name)
	case s == "":
		c.mistyped = append(c.mistyped, name)
	}
	return s
}

// list reads a claim that is a string or a list of strings (RFC 7519 section
// 4.1.3).
func (c *claims) list(name string, v jsontext.Value) []string {
	if v.Kind() != '[' {
		if one := c.text(name, v); one != "" {
			return []string{one}
		}
		return nil
	}
	var list []string
	switch err := json.Unmarshal(v, &list); {
	case err != nil:
		c.mistyped = append(c.mistyped, name)
		return nil
	case len(list) == 0:
		c.missing = append(c.missing, name)
	}
	return list
}

// latest is the end of the year 9999, beyond which neither Go's JSON nor any
// calendar follows; earliest is the beginning of Unix time.
const (
	earliest = 0
	latest   = 253402300799
)

// date reads a NumericDate (RFC 7519 section 2): seconds, perhaps with a
// fraction. Numbers out of all bounds become the nearest bound.
func (c *claims) date(name string, v jsontext.Value) (time.Time, bool) {
	if isAbsent(v) {
		return time.Time{}, false
	}
	if v.Kind() != '0' {
		c.mistyped = append(c.mistyped, name)
		return time.Time{}, false
	}
	// The error of ParseFloat is one of range, and then the number is infinite.
	seconds, _ := strconv.ParseFloat(string(v), 64)
	return time.Unix(int64(max(earliest, min(latest, seconds))), 0).UTC(), true
}

// never is RingCentral's "never expires" in seconds after iat, and farAhead
// what counts as never without iat.
const (
	never    = math.MaxInt32
	farAhead = 50 // years
)

// neverExpires reports whether the credential has, in effect, no end.
func (c claims) neverExpires(now time.Time) bool {
	if !c.hasExpires || !c.expires.After(now) {
		return false
	}
	lasts := c.expires.Unix() - c.issued.Unix()
	return c.hasIssued && c.issued.Unix() > 0 && lasts >= never || c.expires.After(now.AddDate(farAhead, 0, 0))
}
