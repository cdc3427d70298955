package crosscheck_test

import (
	"net/http"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/demo"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/profile"
)

// TestRelay connects as a customer does whose provider ships no client secret: with
// the profile file as the demo serves it, and nothing else.
func TestRelay(t *testing.T) {
	r := newRig(t)
	resp, err := http.Get(r.URL() + "/demo/acme-sync-relay.sureline")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	file, err := profile.Read(resp.Body, "acme-sync-relay.sureline")
	if err != nil {
		t.Fatal(profile.Problems(err))
	}
	if !file.ClientSecret.Empty() || file.Profile.Invite == "" || file.Profile.TokenURL == "" {
		t.Fatalf("got %+v", file)
	}
	jwt, err := r.CreateCredential(demo.CredentialRequest{AllowedClientIDs: []string{demo.AcmeSync}})
	if err != nil {
		t.Fatal(err)
	}
	target := core.Target{Profile: file.Profile}
	if g, _, err := r.client.Exchange(t.Context(), target, jwt); err != nil || g.AccessToken.Empty() {
		t.Errorf("with the invite: %v", err)
	}
	target.Profile.Invite = ""
	if g, _, err := r.client.Exchange(t.Context(), target, jwt); !core.HasCode(err, finding.Refused) || !g.AccessToken.Empty() {
		t.Errorf("with the credential alone: %v", err)
	}
}
