package core

import (
	"net/url"
	"strings"
)

// maxPath is the longest path of a call, in bytes.
const maxPath = 2000

// CallPath parses the path of a call, and its query. The reason is empty, or
// says why the path cannot be called: it could lead to another host or out of
// the platform. Whoever asks first spares a token exchange.
func CallPath(path string) (u *url.URL, reason string) {
	switch {
	case !strings.HasPrefix(path, "/"):
		return nil, "it must begin with /"
	case strings.HasPrefix(path, "//"):
		return nil, "it must begin with one / only"
	case len(path) > maxPath:
		return nil, "it is too long"
	case strings.ContainsAny(path, " \\#"):
		return nil, "it must not hold spaces, \\ or #"
	}
	u, err := url.Parse(path)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil {
		return nil, "it is not a path"
	}
	for segment := range strings.SplitSeq(u.Path, "/") {
		if segment == ".." || segment == "." {
			return nil, "it must not hold . or .. as a part"
		}
	}
	if strings.HasPrefix(u.Path, "//") || strings.ContainsFunc(u.Path, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\\' }) {
		return nil, "it holds characters that no path has"
	}
	return u, ""
}
