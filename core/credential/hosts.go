package credential

import (
	"net/url"
	"strings"

	"github.com/sureline/sureline/core"
)

// environmentNames are how the texts call RingCentral's platforms.
var environmentNames = map[core.Environment]string{
	core.Production:  "RingCentral's main platform",
	core.Sandbox:     "RingCentral's test platform (sandbox), which is being closed",
	core.Segregated:  "RingCentral's platform for AT&T and Verizon",
	core.CustomHosts: "a server that is not RingCentral's",
}

// platform is what a credential must be made for.
type platform struct {
	env core.Environment
	// unknown is true without a profile: any of RingCentral's will do.
	unknown bool
	// origin is that of the profile's server.
	origin string
}

func platformOf(p core.Profile) platform {
	if p.Server == "" {
		return platform{env: core.Production, unknown: true}
	}
	origin, _ := splitOrigin(p.Server)
	return platform{env: core.EnvironmentOf(p.Server), origin: origin}
}

// custom reports whether Sureline cannot know whom the server trusts.
func (p platform) custom() bool { return p.env == core.CustomHosts }

// host returns the server's host for texts.
func (p platform) host() string {
	_, host, _ := strings.Cut(p.origin, "://")
	return host
}

// match says how an issuer or audience relates to the platform.
type match int

const (
	matchSame   match = iota
	matchOther        // another of RingCentral's environments
	matchAlien        // not RingCentral's, nor the server's
	matchNotUse       // the right host, but not where credentials are used
)

func (p platform) matchIssuer(issuer string) (match, core.Environment) {
	origin, _ := splitOrigin(issuer)
	env := core.EnvironmentOf(origin)
	switch {
	case p.custom() && origin != "" && origin == p.origin:
		return matchSame, env
	case env == core.CustomHosts:
		return matchAlien, env
	case env == p.env || p.unknown:
		return matchSame, env
	}
	return matchOther, env
}

// matchAudience is like matchIssuer; RingCentral's own audience must also have
// the path of the token endpoint.
func (p platform) matchAudience(audience string) (match, core.Environment) {
	m, env := p.matchIssuer(audience)
	if m == matchSame && !p.custom() {
		if _, path := splitOrigin(audience); strings.TrimSuffix(path, "/") != core.TokenPath {
			return matchNotUse, env
		}
	}
	return m, env
}

// splitOrigin returns scheme and host of a URL, in small letters and without a
// default port, and its path. Both are empty for anything but a plain http(s)
// URL: user information, queries and fragments are ways to disguise a host.
func splitOrigin(raw string) (origin, path string) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", ""
	}
	host, port := strings.ToLower(u.Hostname()), u.Port()
	scheme := strings.ToLower(u.Scheme)
	switch {
	case scheme != "https" && scheme != "http" || host == "":
		return "", ""
	case scheme == "https" && port == "443" || scheme == "http" && port == "80":
		port = ""
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port != "" {
		host += ":" + port
	}
	return scheme + "://" + host, u.Path
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
