package core

import (
	"net/url"
	"slices"
	"strings"
)

// maxPath is the longest path of a call, in bytes.
const maxPath = 2000

// CallPath parses the path of a call, and its query. The reason is empty, or the
// key in core/text of why the path cannot be called: it could lead to another host
// or out of the platform. Whoever asks first spares a token exchange.
func CallPath(path string) (u *url.URL, reason string) {
	switch {
	case !strings.HasPrefix(path, "/"):
		return nil, "reason.path_slash"
	case strings.HasPrefix(path, "//"):
		return nil, "reason.path_two_slashes"
	case len(path) > maxPath:
		return nil, "reason.path_long"
	case strings.ContainsAny(path, " \\#"):
		return nil, "reason.path_signs"
	}
	u, err := url.Parse(path)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil {
		return nil, "reason.path_not"
	}
	for segment := range strings.SplitSeq(u.Path, "/") {
		if segment == ".." || segment == "." {
			return nil, "reason.path_dots"
		}
	}
	if strings.HasPrefix(u.Path, "//") || strings.ContainsFunc(u.Path, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\\' }) {
		return nil, "reason.path_characters"
	}
	return u, ""
}

// secretParameters are parts of query parameter names whose values are not
// shown.
var secretParameters = []string{"token", "secret", "assertion", "password", "credential", "authorization", "key", "code", "sig"}

// MaskQuery returns the query without the values that may be secret, going by
// their names.
func MaskQuery(query string) string {
	if query == "" {
		return ""
	}
	parts := strings.Split(query, "&")
	for i, part := range parts {
		name, _, _ := strings.Cut(part, "=")
		if secretParameter(name) {
			parts[i] = name + "=" + secretMask
		}
	}
	return strings.Join(parts, "&")
}

func secretParameter(name string) bool {
	if plain, err := url.QueryUnescape(name); err == nil {
		name = plain
	}
	name = strings.ToLower(name)
	return slices.ContainsFunc(secretParameters, func(part string) bool { return strings.Contains(name, part) })
}

// ShownPath returns the path of a call as it may be shown and sent on: without
// what may be secret in its query.
func ShownPath(path string) string {
	before, query, found := strings.Cut(path, "?")
	if !found {
		return path
	}
	return before + "?" + MaskQuery(query)
}
