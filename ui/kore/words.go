package kore

import (
	"fmt"
	"strings"
	"time"

	corekore "github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/ui/when"
	"github.com/sureline/sureline/ui/widgets"
)

// policies are the choices of the form, the safest first; the first line is for
// "not chosen yet".
var policies = []struct {
	policy corekore.Policy
	choice string
	short  string
}{
	{"", "Choose …", "nobody yet"},
	{corekore.PolicyAnonymous, "Only anonymous visitors", "anonymous visitors only"},
	{corekore.PolicySession, "People who are signed in at my site", "people signed in at the site"},
	{corekore.PolicyList, "People on a list", "people on a list"},
	{corekore.PolicyAny, "Anybody, unchecked: to try things here", "anybody, unchecked"},
}

// meaning says what a rule leads to.
func meaning(p corekore.Policy) string {
	switch p {
	case corekore.PolicyAnonymous:
		return "The service makes up who the visitor is. What the page says about the person is ignored."
	case corekore.PolicySession:
		return "The page sends the signed statement of your sign-in service, and the pass is for the person in it and nobody else."
	case corekore.PolicyList:
		return "The page says who the person is, and the service signs for those on the list. Any page that may ask can ask for any of them."
	case corekore.PolicyAny:
		return "Whoever can reach the service can chat as anybody. It works on this computer only, and is for trying things."
	}
	return "Kore.ai believes whatever is signed, so this is what keeps one visitor from chatting as another."
}

func policyIndex(p corekore.Policy) int {
	for i, line := range policies {
		if line.policy == p {
			return i
		}
	}
	return 0
}

// about is the quiet line of a client.
func about(c corekore.Client) string {
	c = c.WithDefaults()
	return strings.Join([]string{c.ClientID, string(c.Algorithm), policies[policyIndex(c.Policy)].short, host(c)}, " · ")
}

// goodFor says how long a pass is still good.
func goodFor(left time.Duration) string {
	switch {
	case left <= 0:
		return "It has run out. Make another one."
	case left < time.Minute:
		return "Good for another " + when.Seconds(left) + "."
	}
	left = left.Round(time.Second)
	return fmt.Sprintf("Good for another %d min %d s.", int(left.Minutes()), int(left.Seconds())%60)
}

// partValue is what stands in a part of a pass, with a time in words beside the
// number.
func partValue(p corekore.Entry, i corekore.Inspection, now time.Time) string {
	at := map[string]*time.Time{"iat": i.IssuedAt, "exp": i.ExpiresAt}[p.Name]
	if at == nil {
		return p.Value
	}
	day := when.Moment(now, *at)
	if strings.HasPrefix(day, "today") || strings.HasPrefix(day, "yesterday") {
		day, _, _ = strings.Cut(day, " ")
	}
	return p.Value + " (" + day + " " + at.Local().Format("15:04:05") + ")"
}

// partMeaning explains a part in a sentence of its own.
func partMeaning(p corekore.Entry) string {
	if p.Meaning == "" {
		return "Sureline does not know this part."
	}
	return widgets.Sentence(p.Meaning)
}

// hosts are the presets of the form, the last for any other.
func hosts() []string {
	var names []string
	for _, h := range corekore.Hosts() {
		names = append(names, h.Name+" ("+h.Region+")")
	}
	return append(names, "Another host")
}

func hostIndex(host string) int {
	all := corekore.Hosts()
	for i, h := range all {
		if strings.EqualFold(h.Name, strings.TrimSpace(host)) {
			return i
		}
	}
	return len(all)
}
