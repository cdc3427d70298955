package demo

import (
	"net/http"
	"net/url"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/demo/internal/lookalike"
)

// relayPath is a provider's own token endpoint, as a profile's token_url names it:
// it adds the client secret, so that none is shipped.
const relayPath = "/relay/token"

// relay passes an exchange on to the platform as AcmeSync. It asks for the invite
// first: without that, whoever got hold of a customer's credential would be given
// access tokens without knowing any secret. It serves no other app, no other
// grant, and nobody who brings a client secret along.
func (p *Platform) relay(w http.ResponseWriter, r *http.Request) *refusal {
	authHeaders(w.Header())
	form, refused := readForm(w, r)
	switch {
	case refused != nil:
		return refused
	case !p.mayRelay(r, form):
		return &refusal{
			status: http.StatusForbidden, word: "access_denied",
			message: "This endpoint serves invited customers of Acme Sync only: the invite is missing or not known",
		}
	}
	return p.exchangeAs(w, presented{clientID: AcmeSync, secret: p.ClientSecret(), basic: true}, form)
}

func (p *Platform) mayRelay(r *http.Request, form url.Values) bool {
	own := form.Get("client_id") == AcmeSync && form.Get("grant_type") == grantJWT
	return own && r.Header.Get("Authorization") == "" && !form.Has("client_secret") && p.relayInvite().Equal(core.NewSecret(form.Get("invite")))
}

// relayInvite is that of the relay's only customer.
func (p *Platform) relayInvite() core.Secret { return derived(p.key, "invite of "+AcmeSync) }

// RelayProfile returns the profile of the demo app for a provider that ships no
// client secret: credentials go to an endpoint of the provider's, with the invite
// by which it knows the customer.
func (p *Platform) RelayProfile() core.Profile {
	profile := p.Profile()
	profile.ID, profile.Name = "acme-sync-relay", "Acme Sync (relay)"
	profile.TokenURL, profile.ClientAuth, profile.Invite = p.url+relayPath, core.ClientAuthNone, p.relayInvite().Reveal()
	return profile
}

func (p *Platform) relayFile(w http.ResponseWriter, _ *http.Request) {
	profile := p.RelayProfile()
	w.Header().Set("Content-Disposition", `attachment; filename="`+profile.ID+`.sureline"`)
	lookalike.Write(w, http.StatusOK, "application/toml", profileFile(profile, core.Secret{}))
}
