package finding

import (
	"testing"
	"time"

	"github.com/sureline/sureline/core"
)

func TestRemedies(t *testing.T) {
	for _, c := range []struct {
		f    core.Finding
		want Remedy
	}{
		{New(CredentialRejected), NewCredential},
		{NewExpired(now, now), NewCredential},
		{NewAnswer(UserLacksPermission, Answer{Permission: "x"}), AskAdministrator},
		{NewProxyUnreachable("proxy.example"), ChangeNetwork},
		{NewCertificateUntrusted("h", UnknownAuthority, "Example CA", time.Time{}), ChangeNetwork},
		{NewOffline("h"), NoRemedy},
		{New(SealedNot), NoRemedy},
		{core.Finding{Code: "of-tomorrow"}, NoRemedy},
	} {
		if got := RemedyOf(c.f); got != c.want {
			t.Errorf("%s: %d, want %d", c.f.Code, got, c.want)
		}
	}
}
