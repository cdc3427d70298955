package sts

import (
	"encoding/json"
	"strings"

	"github.com/sureline/sureline/core/kore"
)

// Snippet returns the JavaScript that a page with the Web SDK needs to ask the
// service at the URL for the client: the SDK's own hook, spelled as the SDK
// spells it. It holds no secret.
func Snippet(serviceURL string, c kore.Client) string {
	fields := []string{"clientId: " + quoteJS(c.ClientID)}
	headers := "'Content-Type': 'application/json'"
	extra := ""
	switch c.Policy {
	case kore.PolicyAny, kore.PolicyList:
		fields = append(fields, "identity: 'ada@example.com' /* the person who is signed in to your page */")
	case kore.PolicySession:
		if c.Session != nil && c.Session.Cookie != "" {
			extra = "    credentials: 'include',\n"
		} else {
			headers += ", Authorization: 'Bearer ' + idToken /* from your sign-in */"
		}
	}
	return strings.Join([]string{
		"chatConfig.JWTAsertion = async function (commitJWT) {",
		"  const answer = await fetch(" + quoteJS(serviceURL) + ", {",
		"    method: 'POST',",
		extra + "    headers: { " + headers + " },",
		"    body: JSON.stringify({ " + strings.Join(fields, ", ") + " }),",
		"  });",
		"  const result = await answer.json();",
		"  if (!answer.ok) {",
		"    console.error('No token for the chat: ' + result.errors[0].msg);",
		"    return;",
		"  }",
		"  chatWindowInstance.setJWT(result.jwt);",
		"  commitJWT();",
		"};",
		"",
	}, "\n")
}

// quoteJS writes a text as JavaScript; JSON's form is valid there, and keeps
// </script> from ending the page's script.
func quoteJS(text string) string {
	data, _ := json.Marshal(text)
	return "'" + strings.ReplaceAll(strings.Trim(string(data), `"`), "'", `\u0027`) + "'"
}
