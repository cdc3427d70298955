package core

import (
	"net"
	"net/url"
	"slices"
	"strings"
)

// ClientAuth says how the token endpoint is told which app asks.
type ClientAuth string

const (
	// ClientAuthBasic sends client ID and client secret in an HTTP Basic header
	// (RFC 6749 section 2.3.1).
	ClientAuthBasic ClientAuth = "basic"
	// ClientAuthNone sends the client ID in the form body: an app without a
	// secret, or a provider's token URL that adds the secret itself.
	ClientAuthNone ClientAuth = "none"
)

// ConnectVia says who uses a connection once it is made.
type ConnectVia string

const (
	// ConnectHere: an app or a script on this computer.
	ConnectHere ConnectVia = "here"
	// ConnectSealed: the provider, who gets the credential sealed in a file.
	ConnectSealed ConnectVia = "sealed"
	// ConnectHub: the provider's hub, which also proves the credential.
	ConnectHub ConnectVia = "hub"
)

// Environment is the RingCentral platform that a host belongs to.
type Environment string

// The environments (RingCentral developer guide, "Segregated environments").
const (
	Production  Environment = "production"
	Sandbox     Environment = "sandbox"
	Segregated  Environment = "segregated"
	CustomHosts Environment = "custom"
)

// Defaults of a profile, and the path of the token endpoint (RingCentral API
// reference, "Create access token").
const (
	DefaultServer  = "https://platform.ringcentral.com"
	DefaultConsole = "https://developers.ringcentral.com"
	TokenPath      = "/restapi/oauth/token"
	createPath     = "/console/my-credentials/create"
)

// environments maps the hosts that are built in: a credential may be sent to
// them without asking.
var environments = map[string]Environment{
	"platform.ringcentral.com":         Production,
	"platform.ringcentral.biz":         Segregated,
	"platform.devtest.ringcentral.com": Sandbox,
}

// consoleHost is where RingCentral's users create their credentials.
const consoleHost = "developers.ringcentral.com"

// Profile is what a provider ships about its app. It never holds the client
// secret, which goes to the keychain.
type Profile struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	ClientID string `json:"client_id"`
	// Server is the platform's base URL, without a slash at the end.
	Server string `json:"server"`
	// Console is the developer console's base URL, without a slash at the end.
	Console string `json:"console"`
	// Scopes are the app permissions that the app needs.
	Scopes       []string `json:"scopes"`
	SupportEmail string   `json:"support_email"`
	SupportURL   string   `json:"support_url"`
	// TokenURL is a provider's own token endpoint that adds the client secret;
	// empty means Server + TokenPath.
	TokenURL   string     `json:"token_url"`
	ClientAuth ClientAuth `json:"client_auth"`
	ConnectVia ConnectVia `json:"connect_via"`
	// HandoverRecipient is the age public key ("age1…") to which credentials are
	// sealed for the provider; empty when there is no hand-over.
	HandoverRecipient string `json:"handover_recipient"`
	// HandoverURL is where sealed credentials are sent; empty means that the user
	// takes the file there.
	HandoverURL string `json:"handover_url"`
	// Invite tells the provider which customer this is. Whoever has it can hand
	// over one credential in the customer's place, so it is not shown.
	Invite string `json:"-"`
	// Needs is the oldest version of Sureline that knows all keys of the profile;
	// empty means any.
	Needs string `json:"needs"`
	// ConfirmedHosts are the hosts that the user has been shown and has accepted,
	// as UnconfirmedHosts names them. Never read from a profile file.
	ConfirmedHosts []string `json:"confirmed_hosts"`
}

// HandsOver reports whether it is the provider who will use the credential, not a
// program on this computer.
func (p Profile) HandsOver() bool {
	return p.ConnectVia == ConnectSealed || p.ConnectVia == ConnectHub
}

// ProvesHere reports whether this computer tries the credential itself. A hub does
// that in its place, and what is sealed can be tried only with what the exchange
// needs: hasSecret says whether the app's client secret is kept here.
func (p Profile) ProvesHere(hasSecret bool) bool {
	switch p.ConnectVia {
	case ConnectHub:
		return false
	case ConnectSealed:
		return p.ClientAuth == ClientAuthNone || hasSecret
	}
	return true
}

// CredentialLink returns the address of the page on which the user creates the
// credential, the client ID URL-encoded (RingCentral developer guide, "JWT for
// public apps").
func (p Profile) CredentialLink() string {
	return strings.TrimSuffix(p.Console, "/") + createPath + "?client_id=" + url.QueryEscape(p.ClientID)
}

// TokenEndpoint returns the URL that the credential is sent to.
func (p Profile) TokenEndpoint() string {
	if p.TokenURL != "" {
		return p.TokenURL
	}
	return p.Audience()
}

// Audience returns the token endpoint of the platform itself, which is the
// audience of a credential made for it, also when TokenURL stands in front.
func (p Profile) Audience() string { return strings.TrimSuffix(p.Server, "/") + TokenPath }

// Environment tells which RingCentral platform Server is.
func (p Profile) Environment() Environment { return EnvironmentOf(p.Server) }

// EnvironmentOf tells which RingCentral platform the URL belongs to. Anything
// that is not https on the host itself is CustomHosts.
func EnvironmentOf(rawURL string) Environment {
	u, err := url.Parse(rawURL)
	if err != nil {
		return CustomHosts
	}
	return environmentOf(u)
}

func environmentOf(u *url.URL) Environment {
	if u.Scheme != "https" || u.User != nil || u.Port() != "" && u.Port() != "443" {
		return CustomHosts
	}
	if env, ok := environments[strings.ToLower(u.Hostname())]; ok {
		return env
	}
	return CustomHosts
}

// Addresses returns all URLs of the profile that get a secret, or are opened for
// the user to sign in. Those that are not named are empty.
func (p Profile) Addresses() []string {
	return []string{p.Server, p.Console, p.TokenURL, p.HandoverURL}
}

// UnconfirmedHosts returns the hosts of all addresses that the profile names
// that are neither RingCentral's nor loopback, and have not been confirmed by
// the user. Each is named as in its URL, with the port if there is one, and with
// what stands before an "@", which can be made to look like the host. What is no
// URL is named as it is.
func (p Profile) UnconfirmedHosts() []string {
	var hosts []string
	for _, raw := range p.Addresses() {
		host, known := hostOf(raw)
		if !known && !slices.Contains(p.ConfirmedHosts, host) && !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	return hosts
}

// hostOf returns what an address is confirmed by, and whether it needs none.
func hostOf(raw string) (host string, known bool) {
	u, err := url.Parse(raw)
	switch {
	case raw == "":
		return "", true
	case err != nil || u.Host == "":
		return raw, false
	case u.User != nil:
		return strings.ToLower(u.User.Username() + "@" + u.Host), false
	}
	return strings.ToLower(u.Host), isConsole(u) || environmentOf(u) != CustomHosts || IsLoopback(u.Hostname())
}

func isConsole(u *url.URL) bool {
	return u.Scheme == "https" && u.User == nil && strings.EqualFold(u.Host, consoleHost)
}

// ConsoleHost returns the host of the page on which the user creates the
// credential, and whether it is RingCentral's own.
func (p Profile) ConsoleHost() (host string, ringcentral bool) {
	u, err := url.Parse(p.Console)
	if err != nil {
		return p.Console, false
	}
	host, _ = hostOf(p.Console)
	return host, isConsole(u)
}

// IsLoopback reports whether the host name (without port) can only be this
// computer: localhost, a name under it, 127.0.0.0/8 or ::1.
func IsLoopback(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
