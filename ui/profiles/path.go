package profiles

import (
	"net/url"
	"regexp"
	"strings"
)

// afterSlash is a drive behind the slash that ends the host of a file URL (RFC
// 8089 appendix E.2).
var afterSlash = regexp.MustCompile(`^/[A-Za-z]:(/|$)`)

// pathOf returns the path in what was typed, dropped or pasted: without what
// "Copy as path" leaves around it, and out of a file URL (RFC 8089). windows says
// whose paths they are.
func pathOf(text string, windows bool) string {
	path := strings.Trim(strings.TrimSpace(text), `"'`)
	if u, err := url.Parse(path); err == nil && strings.EqualFold(u.Scheme, "file") {
		path = u.Path
		if windows && u.Host != "" && !strings.EqualFold(u.Host, "localhost") {
			path = "//" + u.Host + u.Path
		}
	}
	if !windows {
		return path
	}
	if afterSlash.MatchString(path) {
		path = path[1:]
	}
	return strings.ReplaceAll(path, "/", `\`)
}
