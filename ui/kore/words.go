package kore

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sureline/sureline/core"
	corekore "github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/sts"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
)

// rules are the choices who may ask for whom, the safest first; the first line is
// for "not chosen yet". Choice, short and meaning are keys.
var rules = []struct {
	policy                 corekore.Policy
	choice, short, meaning string
}{
	{"", "kore.rule.none", "kore.rule.none_short", "kore.rule.none_meaning"},
	{corekore.PolicyAnonymous, "kore.rule.anonymous", "kore.rule.anonymous_short", "kore.rule.anonymous_meaning"},
	{corekore.PolicySession, "kore.rule.session", "kore.rule.session_short", "kore.rule.session_meaning"},
	{corekore.PolicyList, "kore.rule.list", "kore.rule.list_short", "kore.rule.list_meaning"},
	{corekore.PolicyAny, "kore.rule.any", "kore.rule.any_short", "kore.rule.any_meaning"},
}

// ruleOf is the place of a policy among the rules.
func ruleOf(p corekore.Policy) int {
	for i, r := range rules {
		if r.policy == p {
			return i
		}
	}
	return 0
}

func nameOf(c corekore.Client) string { return c.WithDefaults().Name }

// host is where a live check goes.
func host(c corekore.Client) string {
	if u, why := c.WithDefaults().BaseURL(); why.Empty() {
		return u.Host
	}
	return c.Host
}

// about is the quiet line of a client.
func about(c corekore.Client) string {
	return strings.Join([]string{c.ClientID, string(c.WithDefaults().Algorithm), lang.T(rules[ruleOf(c.Policy)].short), host(c)}, " · ")
}

// goodFor says how long a token is still good.
func goodFor(left time.Duration) string {
	seconds := int((left + time.Second - 1) / time.Second)
	switch {
	case seconds <= 0:
		return lang.T("kore.token.over")
	case seconds < 60:
		return lang.T("kore.token.seconds", lang.S{"count": seconds})
	}
	return lang.T("kore.token.minutes", lang.S{"minutes": seconds / 60, "seconds": seconds % 60})
}

// entryValue is what stands in an entry of a token, with a time in words beside the
// number.
func entryValue(e corekore.Entry, in corekore.Inspection) string {
	at := map[string]*time.Time{"iat": in.IssuedAt, "exp": in.ExpiresAt}[e.Name]
	if at == nil {
		return e.Value
	}
	return lang.T("kore.token.time", lang.S{"value": e.Value, "day": *at, "time": at.Local().Format("15:04:05")})
}

// entryMeaning explains an entry in a sentence of its own.
func entryMeaning(e corekore.Entry) string {
	if e.MeaningKey == "" {
		return lang.T("kore.token.unknown")
	}
	return widgets.Sentence(lang.T(e.MeaningKey))
}

// hosts are the presets of the form, the last for any other.
func hosts() []string {
	var names []string
	for _, h := range corekore.Hosts() {
		names = append(names, h.Name+" ("+lang.T(h.Region)+")")
	}
	return append(names, lang.T("kore.form.another_host"))
}

// hostIndex is the place of a host among the presets.
func hostIndex(host string) int {
	all := corekore.Hosts()
	i := slices.IndexFunc(all, func(h corekore.Host) bool { return strings.EqualFold(h.Name, strings.TrimSpace(host)) })
	if i < 0 {
		return len(all)
	}
	return i
}

// callFacts are the facts of a request for support; it had no secret in its
// address.
func callFacts(c core.Call) []widgets.Fact {
	status := lang.T("kore.live.no_answer")
	if c.Status != 0 {
		status = strconv.Itoa(c.Status)
	}
	facts := []widgets.Fact{
		{Name: lang.T("kore.live.request"), Value: c.Method + " " + c.URL},
		{Name: lang.T("kore.live.status"), Value: status},
		{Name: lang.T("kore.live.took"), Value: lang.TookMS(c.DurationMS)},
		{Name: lang.T("kore.live.sent"), Value: c.At.UTC().Format("2006-01-02 15:04:05 UTC")},
	}
	if c.Error != "" {
		facts = append(facts, widgets.Fact{Name: lang.T("kore.live.said"), Value: strings.Join(append([]string{c.Error}, c.ErrorCodes...), " · ")})
	}
	return facts
}

// verdict is how a request ended, in a few words, and its tone.
func verdict(e sts.Event) (string, widgets.Tone) {
	if f, refused := e.Finding(); refused {
		return lang.Finding(f).Title, widgets.ToneError
	}
	switch {
	case e.Verdict == sts.Preflight:
		return lang.T("kore.service.preflight"), widgets.ToneInfo
	case e.Anonymous:
		return lang.T("kore.service.signed_anonymous"), widgets.ToneGood
	}
	return lang.T("kore.service.signed", lang.S{"person": e.IdentityHash[:min(8, len(e.IdentityHash))]}), widgets.ToneGood
}

// askedBy is the page that asked, else the program.
func askedBy(e sts.Event) string {
	if e.Origin != "" {
		return e.Origin
	}
	return lang.T("kore.service.no_page", lang.S{"address": e.Address})
}
