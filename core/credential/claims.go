package credential

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"strconv"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// parser keeps numbers as they are written, so that a string in place of a
// number is noticed and none is rounded.
var parser = jwt.NewParser(jwt.WithJSONNumber())

// claims are what a credential says of itself.
type claims struct {
	algorithm         string
	audiences         []string
	subject, issuer   string
	expires, issued   time.Time
	hasExpires        bool
	hasIssued         bool
	missing, mistyped []string
}

// readClaims reads header and payload, which decodeObject has found sound.
func readClaims(header, payload string) claims {
	values := jwt.MapClaims{}
	// The signature is left out, and an unknown algorithm is an error that is
	// told in its own words: header and claims are read in any case.
	token, _, _ := parser.ParseUnverified(header+"."+payload+".", values)
	var c claims
	c.algorithm, _ = token.Header["alg"].(string)
	c.audiences = c.list(values, "aud")
	c.subject = c.text(values, "sub")
	c.issuer = c.text(values, "iss")
	c.expires, c.hasExpires = c.date(values, "exp")
	c.issued, c.hasIssued = c.date(values, "iat")
	if !c.hasExpires && values["exp"] == nil {
		c.missing = append(c.missing, "exp")
	}
	return c
}

func (c *claims) text(values jwt.MapClaims, name string) string {
	switch v := values[name].(type) {
	case nil:
		c.missing = append(c.missing, name)
	case string:
		if v == "" {
			c.missing = append(c.missing, name)
		}
		return v
	default:
		c.mistyped = append(c.mistyped, name)
	}
	return ""
}

// list reads a claim that is a string or a list of strings (RFC 7519 section
// 4.1.3).
func (c *claims) list(values jwt.MapClaims, name string) []string {
	many, ok := values[name].([]any)
	if !ok {
		if one := c.text(values, name); one != "" {
			return []string{one}
		}
		return nil
	}
	var list []string
	for _, v := range many {
		if s, ok := v.(string); ok && s != "" {
			list = append(list, s)
			continue
		}
		c.mistyped = append(c.mistyped, name)
		return nil
	}
	if list == nil {
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
func (c *claims) date(values jwt.MapClaims, name string) (time.Time, bool) {
	v := values[name]
	if v == nil {
		return time.Time{}, false
	}
	number, ok := v.(json.Number)
	if !ok {
		c.mistyped = append(c.mistyped, name)
		return time.Time{}, false
	}
	seconds, err := strconv.ParseInt(number.String(), 10, 64)
	if err != nil {
		// The error of ParseFloat is one of range, and then f is infinite.
		f, _ := number.Float64()
		seconds = int64(math.Max(earliest, math.Min(latest, f)))
	}
	return time.Unix(max(earliest, min(latest, seconds)), 0).UTC(), true
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

// decodeObject decodes a header or payload and reports whether it is sound.
func decodeObject(segment string) ([]byte, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(segment)
	return raw, err == nil && soundObject(raw)
}
