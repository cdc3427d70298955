package sts_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/sts"
)

func TestSnippetIsTheSDKsHook(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*kore.Client)
		want   string
	}{
		{"anonymous", func(c *kore.Client) { c.Policy = kore.PolicyAnonymous }, "JSON.stringify({ clientId: '" + clientID + "' })"},
		{"any", func(c *kore.Client) {}, "identity: '"},
		{"session", func(c *kore.Client) { c.Policy, c.Session = kore.PolicySession, &kore.Session{} }, "Authorization: 'Bearer ' + idToken"},
		{"cookie", func(c *kore.Client) {
			c.Policy, c.Session = kore.PolicySession, &kore.Session{Cookie: "s"}
		}, "credentials: 'include'"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := sts.Snippet("http://localhost:7000/api/users/sts/", oneClient(tt.change).Clients[0])
			for _, want := range []string{tt.want, "chatConfig.JWTAsertion = ", "fetch('http://localhost:7000/api/users/sts/'", "chatWindowInstance.setJWT(result.jwt);"} {
				if !strings.Contains(got, want) {
					t.Errorf("%s\nlacks %s", got, want)
				}
			}
			node, err := exec.LookPath("node")
			switch {
			case err != nil && (os.Getenv("CI") != "" || os.Getenv("SURELINE_REQUIRE_ALL") != ""):
				t.Fatal("node is not installed; it is in the Debian package nodejs")
			case err != nil:
				t.Skip("node is not installed: whether this is JavaScript was not checked")
			}
			check := exec.CommandContext(t.Context(), node, "--check", "-")
			check.Stdin = strings.NewReader(got)
			if out, err := check.CombinedOutput(); err != nil {
				t.Errorf("not JavaScript: %s\n%s", out, got)
			}
		})
	}
	evil := sts.Snippet("http://x/'</script>\\", kore.Client{ClientID: "cs-1"})
	if strings.Contains(evil, "</script>") || strings.Contains(evil, "x/'<") {
		t.Errorf("the address breaks out: %s", evil)
	}
}
