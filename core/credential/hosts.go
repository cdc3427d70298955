package credential

import (
	"net/url"
	"strings"

	"github.com/sureline/sureline/core"
)

// platform is what a credential must be made for.
type platform struct {
	env core.Environment
	// unknown is true without a profile: any of RingCentral's will do.
	unknown bool
	// origin is that of the server, and host the same without the scheme, for texts.
	origin, host string
}

func platformOf(p core.Profile) platform {
	if p.Server == "" {
		return platform{env: core.Production, unknown: true}
	}
	origin, _ := splitOrigin(p.Server)
	_, host, _ := strings.Cut(origin, "://")
	return platform{env: core.EnvironmentOf(p.Server), origin: origin, host: host}
}

// custom reports whether Sureline cannot know whom the server trusts.
func (p platform) custom() bool { return p.env == core.CustomHosts }

// match says how an issuer or audience relates to the platform.
type match int

const (
	matchSame   match = iota
	matchOther        // another of RingCentral's environments
	matchAlien        // not RingCentral's, nor the server's
	matchNotUse       // the right host, but not where credentials are used
)

// relation is an issuer or audience, and how it compares with the platform.
type relation struct {
	name  string
	match match
	env   core.Environment
}

func (p platform) issuer(name string) relation {
	origin, _ := splitOrigin(name)
	return p.relate(name, origin)
}

// audience returns the one of the audiences that fits, else the first.
// RingCentral's own must also have the path of the token endpoint.
func (p platform) audience(names []string) relation {
	var first relation
	for i, name := range names {
		origin, path := splitOrigin(name)
		rel := p.relate(name, origin)
		if rel.match == matchSame && !p.custom() && strings.TrimSuffix(path, "/") != core.TokenPath {
			rel.match = matchNotUse
		}
		if rel.match == matchSame {
			return rel
		}
		if i == 0 {
			first = rel
		}
	}
	return first
}

func (p platform) relate(name, origin string) relation {
	rel := relation{name: name, match: matchOther, env: core.EnvironmentOf(origin)}
	switch {
	case p.custom() && origin != "" && origin == p.origin:
		rel.match = matchSame
	case rel.env == core.CustomHosts:
		rel.match = matchAlien
	case rel.env == p.env || p.unknown:
		rel.match = matchSame
	}
	return rel
}

// splitOrigin returns scheme and host of a URL, in small letters and without a
// default port, and its path. Both are empty for anything but a plain http(s)
// URL: user information, queries and fragments are ways to disguise a host.
func splitOrigin(raw string) (origin, path string) {
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && u.Scheme != "http" {
		return "", ""
	}
	defaultPort := map[string]string{"https": ":443", "http": ":80"}[u.Scheme]
	return u.Scheme + "://" + strings.TrimSuffix(strings.ToLower(u.Host), defaultPort), u.Path
}

// maxQuoted is the longest name from a credential, in characters, that a text
// shows, and leak the length from which a piece of the pasted text is a leak.
const (
	maxQuoted = 80
	leak      = 20
)

// quotable reports whether a name read from a credential may be shown: short,
// and no piece of the pasted text, which could be a secret.
func quotable(name, text, compact string) bool {
	if name == "" || len(name) > maxQuoted {
		return false
	}
	for i := 0; i+leak <= len(name); i++ {
		piece := name[i : i+leak]
		if strings.Contains(compact, piece) || strings.Contains(text, piece) {
			return false
		}
	}
	return true
}
