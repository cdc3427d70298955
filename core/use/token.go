// Package use owns what programs on this computer get of a connection: the formats
// of an access token, and the proxy on loopback through which a program that knows
// nothing of Sureline calls RingCentral.
//
// It imports core, core/finding and core/onboard, whose Access gives the tokens. It
// holds no credential and no client secret.
package use

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/sureline/sureline/core"
)

// Format says how a token is printed.
type Format string

// The formats.
const (
	// Raw is the access token and a line break.
	Raw Format = "raw"
	// JSON is Token.
	JSON Format = "json"
	// OAuth is the success body of RFC 6749 section 5.1, which the setData and
	// set_data of RingCentral's SDKs take.
	OAuth Format = "oauth"
	// Header is one line for curl -H @-.
	Header Format = "header"
)

// Formats are all formats.
var Formats = []Format{Raw, JSON, OAuth, Header}

// Token is an access token with what is known of it. It is a secret.
type Token struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type"`
	// ExpiresAt and ExpiresOn are the same time, in UTC and in seconds since 1970:
	// clients that took a local time for one in UTC have broken on it elsewhere.
	ExpiresAt time.Time `json:"expires_at"`
	ExpiresOn int64     `json:"expires_on"`
	// ExpiresIn is in whole seconds from now, rounded down.
	ExpiresIn  int64    `json:"expires_in"`
	Scopes     []string `json:"scopes"`
	OwnerID    string   `json:"owner_id"`
	Connection string   `json:"connection"`
	Server     string   `json:"server"`
}

// NewToken describes a token of the connection.
func NewToken(g core.Grant, c core.Connection, p core.Profile, now time.Time) Token {
	return Token{
		AccessToken: g.AccessToken.Reveal(), TokenType: "bearer", ExpiresAt: g.ExpiresAt.UTC().Truncate(time.Second),
		ExpiresOn: g.ExpiresAt.Unix(), ExpiresIn: secondsLeft(g, now), Scopes: append([]string{}, g.Scopes...),
		OwnerID: g.OwnerID, Connection: c.Name, Server: p.Server,
	}
}

func secondsLeft(g core.Grant, now time.Time) int64 { return int64(g.ExpiresAt.Sub(now) / time.Second) }

// In returns the token in the format, with a line break at its end.
func (t Token) In(f Format) ([]byte, error) {
	switch f {
	case JSON:
		text, err := json.MarshalIndent(t, "", "  ")
		return append(text, '\n'), err
	case OAuth:
		text, err := json.Marshal(answer{
			AccessToken: t.AccessToken, TokenType: t.TokenType, ExpiresIn: t.ExpiresIn, Scope: strings.Join(t.Scopes, " "), OwnerID: t.OwnerID,
		})
		return append(text, '\n'), err
	case Header:
		return []byte("Authorization: Bearer " + t.AccessToken + "\n"), nil
	default:
		return []byte(t.AccessToken + "\n"), nil
	}
}

// answer is a success body (RFC 6749 section 5.1), as RingCentral's token endpoint
// gives it.
type answer struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type"`
	ExpiresIn   int64  `json:"expires_in"`
	Scope       string `json:"scope,omitempty"`
	OwnerID     string `json:"owner_id,omitempty"`
	EndpointID  string `json:"endpoint_id,omitempty"`
	// RefreshToken is of our making: with it, SDKs ask again by themselves.
	RefreshToken          string `json:"refresh_token,omitempty"`
	RefreshTokenExpiresIn int64  `json:"refresh_token_expires_in,omitempty"`
}
