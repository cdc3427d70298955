package testpanel

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
)

// find returns the endpoint with the path, "~" standing for any ID; a free path
// gives one that needs nothing that Sureline knows of.
func find(endpoints []onboard.Endpoint, path string) (onboard.Endpoint, bool) {
	bare, _, _ := strings.Cut(path, "?")
	want := strings.Split(strings.TrimSuffix(bare, "/"), "/")
	i := slices.IndexFunc(endpoints, func(e onboard.Endpoint) bool {
		return slices.EqualFunc(strings.Split(e.Path, "/"), want, func(known, given string) bool {
			return known == given || known == "~" && given != ""
		})
	})
	if i < 0 {
		return onboard.Endpoint{Path: path}, false
	}
	return endpoints[i], true
}

// cleanPath returns the path as it is sent: without "GET", the host of a whole
// address (the call goes to the profile's server whatever was pasted) and the
// space around it. An empty result means that there is nothing to call.
func cleanPath(text string) string {
	text = strings.TrimSpace(text)
	if verb, rest, _ := strings.Cut(text, " "); strings.EqualFold(verb, "GET") {
		text = strings.TrimSpace(rest)
	}
	if _, rest, ok := strings.Cut(text, "://"); ok {
		_, path, _ := strings.Cut(rest, "/")
		text = "/" + path
	}
	if text != "" && !strings.HasPrefix(text, "/") {
		text = "/" + text
	}
	return text
}

// lacks returns the app permission that the endpoint needs and the connection
// was not granted; empty when there is none or nothing is known.
func lacks(e onboard.Endpoint, c core.Connection) string {
	if e.Permission == "" || len(c.Scopes) == 0 {
		return ""
	}
	if slices.ContainsFunc(c.Scopes, func(s string) bool { return strings.EqualFold(s, e.Permission) }) {
		return ""
	}
	return e.Permission
}

// aboutPath says what is known of a path before it is called.
func aboutPath(e onboard.Endpoint, known bool) string {
	switch {
	case !known:
		return lang.T("test.free_path")
	case e.Permission != "":
		return lang.T("test.about_permission", lang.S{"about": lang.T(e.Title), "permission": e.Permission})
	}
	return lang.T("test.about", lang.S{"about": lang.T(e.Title)})
}

// verdict is the badge of an answer: the key of its words, and their tone. Only a
// call that the platform refuses without a valid access token says that the
// credential is good.
func verdict(call core.Call, e onboard.Endpoint, known bool) (string, widgets.Tone) {
	switch {
	case call.Status == 0:
		return "test.verdict.no_answer", widgets.ToneError
	case call.Status >= 500:
		return "test.verdict.not_available", widgets.ToneError
	case call.Status == http.StatusTooManyRequests:
		return "test.verdict.too_many", widgets.ToneWarning
	case call.Status >= 400:
		return "test.verdict.refused", widgets.ToneError
	case call.Status >= 300:
		return "test.verdict.elsewhere", widgets.ToneWarning
	case known && e.ProvesCredential:
		return "test.verdict.accepted", widgets.ToneGood
	case known:
		return "test.verdict.reachable", widgets.ToneGood
	}
	return "test.verdict.answered", widgets.ToneGood
}

// callsLeft tells what the rate headers say. Without them, only for calls
// outside every rate group it is known that nothing is limited.
func callsLeft(call core.Call, e onboard.Endpoint, known bool) string {
	switch {
	case call.Rate != nil && call.Rate.WindowSeconds > 0 && call.Rate.WindowSeconds != 60:
		return lang.T("test.left_in", lang.S{"left": call.Rate.Remaining, "limit": call.Rate.Limit, "seconds": call.Rate.WindowSeconds})
	case call.Rate != nil:
		return lang.T("test.left", lang.S{"left": call.Rate.Remaining, "limit": call.Rate.Limit})
	case known && !e.ProvesCredential:
		return lang.T("test.not_limited")
	}
	return lang.T("test.limit_not_told")
}

// statusNote says why an answer of a call that needs no credential says
// nothing about it, and what is known instead.
func statusNote(c core.Connection, now time.Time) string {
	switch {
	case c.LastCode != "":
		return lang.T("test.status_failed")
	case c.VerifiedAt.IsZero():
		return lang.T("test.status_never")
	}
	return lang.T("test.status_accepted", lang.S{"ago": lang.Current().Ago(now, c.VerifiedAt)})
}

// shortID shortens a request ID for the table; Copy gives all of it.
func shortID(id string) string {
	if r := []rune(id); len(r) > 13 {
		return string(r[:4]) + "…" + string(r[len(r)-4:])
	}
	return id
}

// curl returns the call as a command line for a terminal. The access token is
// a placeholder: Sureline never shows it.
func curl(url string) string {
	quoted := "'" + strings.ReplaceAll(url, "'", `'\''`) + "'"
	return "curl --get " + quoted + ` \` + "\n" +
		"  --header 'Accept: application/json' \\\n" +
		"  --header 'Authorization: Bearer [access token]'"
}

// headerLines returns the headers of an answer, sorted, one on a line.
func headerLines(h http.Header) string {
	names := make([]string, 0, len(h))
	for name := range h {
		names = append(names, name)
	}
	slices.Sort(names)
	var b strings.Builder
	for _, name := range names {
		for _, value := range h[name] {
			b.WriteString(visible(name + ": " + value))
			b.WriteByte('\n')
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}
