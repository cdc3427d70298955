package finding

import "github.com/sureline/sureline/core"

// NoClientSecret says that the client secret of the profile's app is not in the
// keychain, and who has it.
func NoClientSecret(p core.Profile) core.Finding {
	provider := "the provider of " + p.Name
	if p.SupportEmail != "" {
		provider += " (" + p.SupportEmail + ")"
	}
	return WithDetail(New(ClientSecretMissing, Args{"provider": provider}), map[string]string{"profile": p.ID, "client_id": p.ClientID})
}
