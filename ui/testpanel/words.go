package testpanel

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/onboard"
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
	if verb, rest, ok := strings.Cut(text, " "); ok && strings.EqualFold(verb, "GET") {
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

// verdict is the badge of an answer. Only a call that the platform refuses
// without a valid access token says that the credential is good.
func verdict(call core.Call, e onboard.Endpoint, known bool) (string, core.Severity) {
	switch {
	case call.Status == 0:
		return "No answer", core.SeverityError
	case call.Status >= 500:
		return fmt.Sprintf("%d Not available", call.Status), core.SeverityError
	case call.Status == http.StatusTooManyRequests:
		return "429 Too many calls", core.SeverityWarning
	case call.Status >= 400:
		return fmt.Sprintf("%d Refused", call.Status), core.SeverityError
	case call.Status >= 300:
		return fmt.Sprintf("%d Sent elsewhere", call.Status), core.SeverityWarning
	case known && e.ProvesCredential:
		return fmt.Sprintf("%d Credential accepted", call.Status), good
	case known:
		return fmt.Sprintf("%d Service reachable", call.Status), good
	}
	return fmt.Sprintf("%d Answered", call.Status), good
}

// good is the severity of a badge that is none: a plain success.
const good = core.Severity("good")

// callsLeft tells what the rate headers say. Without them, only for calls
// outside every rate group it is known that nothing is limited.
func callsLeft(call core.Call, e onboard.Endpoint, known bool) string {
	switch {
	case call.Rate != nil && call.Rate.WindowSeconds > 0 && call.Rate.WindowSeconds != 60:
		return fmt.Sprintf("%d of %d in %d s", call.Rate.Remaining, call.Rate.Limit, call.Rate.WindowSeconds)
	case call.Rate != nil:
		return fmt.Sprintf("%d of %d", call.Rate.Remaining, call.Rate.Limit)
	case known && !e.ProvesCredential:
		return "not limited"
	}
	return "not told"
}

// statusNote says why an answer of a call that needs no credential says
// nothing about it, and what is known instead.
func statusNote(c core.Connection, ago string) string {
	note := "“Service reachable” says nothing about the credential: this call is answered without one. "
	switch {
	case c.LastCode != "":
		return note + "The last verification did not succeed; press Verify to see where it stands."
	case c.VerifiedAt.IsZero():
		return note + "Press Verify to learn whether it is accepted."
	}
	return note + "The token exchange does: accepted, " + ago + "."
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
