package connect

import (
	"fmt"
	"strings"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/when"
	"github.com/sureline/sureline/ui/widgets"
)

// title returns the page's title and the line under it.
func title(p core.Profile) (string, string) {
	if p.ID == "" {
		return "Connect to RingCentral", "Open the profile that your app provider sent you first."
	}
	return "Connect " + p.Name + " to RingCentral", "Three steps, about two minutes. Nobody will ask for your password."
}

// onThePage returns the lines that say what to do on the page in the browser,
// with that page's own labels.
func onThePage(app string) [][]widgets.Part {
	p, b := widgets.P, widgets.B
	return [][]widgets.Part{
		{p("Give it a "), b("Label"), p(", such as “" + app + "”.")},
		{p("Choose "), b("Only specific apps of my choice"), p(" and check that the table shows "), b(app), p(".")},
		{p("Leave the "), b("Expiration Date"), p(" empty, or choose one.")},
		{p("Press "), b("Create JWT"), p(", then copy the long text that appears.")},
	}
}

// The text behind "Before you start".
const (
	beforeAccess = "The page opens only for RingCentral users who may use the developer console. " +
		"If it does not open for you, send this to your RingCentral administrator:"
	beforePerson = "Sign in there as a user made for this connection rather than as yourself, if you can. " +
		"A credential belongs to the person who makes it and stops working when that person leaves."
)

// accessRequest is the text for the person who can grant access.
func accessRequest(p core.Profile) string {
	return fmt.Sprintf("Hello,\n\nI am connecting the app “%s” to our RingCentral account and need to create a credential at\n%s\n\n"+
		"Please give my RingCentral user a role with the permission “Developer Portal Access” (Admin Portal, group “Features”), "+
		"or create a user for this connection and let me sign in as it: a credential stops working when the person who made it leaves.\n\nThank you\n", p.Name, p.CredentialLink())
}

// lineText returns what a line of step 3 says in a state.
func lineText(id onboard.StepID, s onboard.Step, keychain string) string {
	done := s.State == onboard.StepDone
	switch id {
	case onboard.StepExchange:
		if done {
			return "RingCentral accepted the credential"
		}
		return "Ask RingCentral to accept the credential"
	case onboard.StepIdentity:
		if done && s.Identity != nil {
			return "It acts for " + whom(*s.Identity)
		}
		return "Ask whom it acts for"
	case onboard.StepKeep:
		if done {
			return "Kept in " + keychain
		}
		return "Keep it in " + keychain
	case onboard.StepStatus:
	}
	return ""
}

// whom names the person of an identity as far as it is known.
func whom(i core.Identity) string {
	switch {
	case i.Person != "" && i.Extension != "":
		return i.Person + ", ext. " + i.Extension
	case i.Person != "":
		return i.Person
	case i.OwnerID != "":
		return "user " + i.OwnerID
	}
	return "your account"
}

// lineAside returns the fact at the right of a line.
func lineAside(id onboard.StepID, s onboard.Step, expires string) string {
	if s.State != onboard.StepDone && s.State != onboard.StepFailed {
		return ""
	}
	if id == onboard.StepKeep && s.State == onboard.StepDone {
		return "expires " + expires
	}
	name := map[onboard.StepID]string{
		onboard.StepExchange: "token exchange", onboard.StepIdentity: "identity call", onboard.StepKeep: "keychain",
	}[id]
	return name + ", " + when.Took(s.Took)
}

// sentence returns the parts of what now works.
func sentence(c core.Connection) []widgets.Part {
	parts := []widgets.Part{widgets.B(c.App), widgets.P(" can now call RingCentral on behalf of ")}
	if who := c.OnBehalfOf(); who != "" {
		return append(parts, widgets.B(who))
	}
	return append(parts, widgets.P("your account"))
}

// summary returns the text of "Copy summary".
func summary(v core.Verdict, keychain string, expires string) string {
	var b strings.Builder
	for _, p := range sentence(*v.Connection) {
		b.WriteString(p.Text)
	}
	b.WriteString(".\n\n")
	b.WriteString(widgets.FactsText(append([]widgets.Fact{
		{Name: "Connection", Value: v.Connection.Name},
		{Name: "Connected", Value: utc(v.Connection.VerifiedAt)},
		{Name: "Kept in", Value: strings.TrimPrefix(keychain, "the ")},
		{Name: "Credential expires", Value: expires},
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
		value := fmt.Sprintf("%s, status %d, %s", utc(c.At), c.Status, when.TookMS(c.DurationMS))
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
