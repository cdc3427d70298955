package connect

import (
	"fmt"
	"strings"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
)

// title returns the page's title and the line under it.
func title(p core.Profile) (string, string) {
	if p.ID == "" {
		return lang.T("connect.title_none"), lang.T("connect.lead_none")
	}
	return lang.T("connect.title", lang.S{"app": p.Name}), lang.T("connect.lead")
}

// mayDo says in plain words what the app may do; empty when the profile names
// nothing.
func mayDo(p core.Profile) string {
	what := lang.Current().PermissionList(p.Scopes)
	if what == "" {
		return ""
	}
	return lang.T("connect.may", lang.S{"app": p.Name, "permissions": what})
}

// whosePage says whose page opens in the browser.
func whosePage(p core.Profile) string {
	host, ringcentral := p.ConsoleHost()
	if ringcentral || p.ID == "" {
		return lang.T("connect.create.lead")
	}
	return lang.T("connect.create.lead_other", lang.S{"host": host})
}

// onThePage returns the lines that say what to do on the page in the browser,
// with that page's own labels.
func onThePage(app string) [][]text.Part {
	return [][]text.Part{
		lang.Parts("connect.create.label", lang.S{"app": app}),
		lang.Parts("connect.create.choose", lang.S{"app": app}),
		lang.Parts("connect.create.expiration"),
		lang.Parts("connect.create.press"),
	}
}

// accessRequest is the text for the person who can grant access.
func accessRequest(p core.Profile) string {
	return lang.T("connect.create.request", lang.S{"app": p.Name, "link": p.CredentialLink()})
}

// lineText returns what a line of step 3 says in a state.
func lineText(id onboard.StepID, s onboard.Step) string {
	done := s.State == onboard.StepDone
	switch {
	case id == onboard.StepExchange && done:
		return lang.T("connect.prove.exchange_done")
	case id == onboard.StepExchange:
		return lang.T("connect.prove.exchange")
	case id == onboard.StepIdentity && done && s.Identity != nil:
		return whom(*s.Identity)
	case id == onboard.StepIdentity:
		return lang.T("connect.prove.identity")
	case done:
		return lang.T("connect.prove.keep_done", lang.S{"keychain": text.Keychain()})
	}
	return lang.T("connect.prove.keep", lang.S{"keychain": text.Keychain()})
}

// whom names the person of an identity as far as it is known.
func whom(i core.Identity) string {
	switch {
	case i.Person != "" && i.Extension != "":
		return lang.T("connect.prove.identity_person_ext", lang.S{"person": i.Person, "extension": i.Extension})
	case i.Person != "":
		return lang.T("connect.prove.identity_person", lang.S{"person": i.Person})
	case i.OwnerID != "":
		return lang.T("connect.prove.identity_user", lang.S{"id": i.OwnerID})
	}
	return lang.T("connect.prove.identity_account")
}

// lineAside returns the fact at the right of a line.
func lineAside(id onboard.StepID, s onboard.Step, expiry string) string {
	took := lang.S{"took": lang.Current().Took(s.Took)}
	switch {
	case s.State != onboard.StepDone && s.State != onboard.StepFailed:
		return ""
	case id == onboard.StepExchange:
		return lang.T("connect.prove.exchange_took", took)
	case id == onboard.StepIdentity:
		return lang.T("connect.prove.identity_took", took)
	case s.State == onboard.StepDone:
		return expiry
	}
	return lang.T("connect.prove.keep_took", took)
}

// headings are the title of step 3 and the line under it, empty for none.
func headings(st state) (title, lead string) {
	app := lang.S{"app": st.profile.Name}
	switch {
	case st.phase == phaseConnected:
		return lang.T("connect.prove.title_done"), ""
	case st.phase == phaseHanded && st.hand.sent:
		return lang.T("connect.hand.title_done"), ""
	case st.phase == phaseHanded:
		return lang.T("connect.hand.title"), ""
	case !st.proves():
		return lang.T("connect.hand.title"), lang.T("connect.hand.lead", app)
	case st.phase == phaseIdle:
		return lang.T("connect.prove.title"), lang.T("connect.prove.lead", lang.S{"keychain": text.Keychain()})
	}
	return lang.T("connect.prove.title"), ""
}

// sentence returns the parts of what now works: that a program here can call, or
// that the credential is good, where it is the provider who will.
func sentence(c core.Connection, handsOver bool) []text.Part {
	slots := lang.S{"app": c.App, "owner": lang.Owner(c)}
	switch {
	case slots["owner"] != "" && handsOver:
		return lang.Parts("connect.hand.sentence", slots)
	case slots["owner"] != "":
		return lang.Parts("connect.prove.sentence", slots)
	case handsOver:
		return lang.Parts("connect.hand.sentence_account", slots)
	}
	return lang.Parts("connect.prove.sentence_account", slots)
}

// summary returns the text of "Copy summary", for support and so in English.
func summary(v core.Verdict, now time.Time) string {
	var b strings.Builder
	c, english := *v.Connection, text.English()
	fmt.Fprintf(&b, "%s connected to RingCentral on behalf of %s.\n\n", c.App, c.OnBehalfOf())
	b.WriteString(widgets.FactsText(append([]widgets.Fact{
		{Name: "Connection", Value: c.Name},
		{Name: "Connected", Value: utc(c.VerifiedAt)},
		{Name: "Credential", Value: english.Expiry(now, c.ExpiresAt)},
	}, callFacts(v.Calls)...)))
	for _, f := range v.Findings {
		b.WriteString("\n" + f.Title + ". " + f.Explanation + " " + f.NextStep + "\n")
	}
	return b.String()
}

// callFacts returns a line per request, as support needs it.
func callFacts(calls []core.Call) []widgets.Fact {
	facts := make([]widgets.Fact, 0, len(calls))
	for _, c := range calls {
		value := fmt.Sprintf("%s, status %d, %d ms", utc(c.At), c.Status, c.DurationMS)
		if c.RequestID != "" {
			value += ", request ID " + c.RequestID
		}
		if c.Error != "" {
			value += ", " + strings.Join(append([]string{c.Error}, c.ErrorCodes...), " ")
		}
		facts = append(facts, widgets.Fact{Name: c.Method + " " + c.URL, Value: value})
	}
	return facts
}

func utc(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }
