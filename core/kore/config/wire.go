package config

import (
	"net/netip"
	"time"

	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/text"
)

// fileTOML and the types below are the file's shape. The words differ from those
// of kore.Client where a person reads them in a file.
type fileTOML struct {
	Listen        []string     `toml:"listen,omitempty"`
	Hosts         []string     `toml:"hosts,omitempty"`
	Proxies       []string     `toml:"proxies,omitempty"`
	DefaultClient string       `toml:"default_client,omitempty"`
	ShutdownGrace string       `toml:"shutdown_grace,omitempty"`
	TLS           *tlsTOML     `toml:"tls,omitempty"`
	Metrics       *metricsTOML `toml:"metrics,omitempty"`
	Limits        *limitsTOML  `toml:"limits,omitempty"`
	Client        []clientTOML `toml:"client,omitempty"`
}

type tlsTOML struct {
	CertFile string `toml:"cert_file"`
	KeyFile  string `toml:"key_file"`
}

type metricsTOML struct {
	Listen string `toml:"listen"`
}

type limitsTOML struct {
	AddressPerMinute  *int `toml:"address_per_minute,omitempty"`
	AddressBurst      *int `toml:"address_burst,omitempty"`
	IdentityPerMinute *int `toml:"identity_per_minute,omitempty"`
	IdentityBurst     *int `toml:"identity_burst,omitempty"`
}

type sourceTOML struct {
	Keychain string `toml:"keychain,omitempty"`
	File     string `toml:"file,omitempty"`
	Env      string `toml:"env,omitempty"`
}

type clientTOML struct {
	ClientID       string      `toml:"client_id"`
	Name           string      `toml:"name,omitempty"`
	Algorithm      string      `toml:"algorithm,omitempty"`
	Secret         *sourceTOML `toml:"secret,omitempty,inline"`
	PreviousSecret *sourceTOML `toml:"previous_secret,omitempty,inline"`
	Key            *sourceTOML `toml:"key,omitempty,inline"`
	PreviousKey    *sourceTOML `toml:"previous_key,omitempty,inline"`
	Lifetime       string      `toml:"lifetime,omitempty"`
	Audience       string      `toml:"audience,omitempty"`
	JTI            bool        `toml:"jti,omitempty"`

	Identity     string   `toml:"identity"`
	Identities   []string `toml:"identities,omitempty"`
	AnonymousToo bool     `toml:"anonymous_too,omitempty"`
	Merge        bool     `toml:"identity_to_merge,omitempty"`

	PrivateFromRequest []string `toml:"private_claims_from_request,omitempty"`
	PrivateFromSession []string `toml:"private_claims_from_session,omitempty"`
	PrivateAs          string   `toml:"private_claims_as,omitempty"`

	Origins       []string `toml:"origins,omitempty"`
	WithoutOrigin bool     `toml:"without_origin,omitempty"`

	BotName string `toml:"bot_name,omitempty"`
	BotID   string `toml:"bot_id,omitempty"`
	Host    string `toml:"host,omitempty"`

	Session    *sessionTOML    `toml:"session,omitempty"`
	Encryption *encryptionTOML `toml:"encryption,omitempty"`
}

type sessionTOML struct {
	Issuer   string `toml:"issuer"`
	Audience string `toml:"audience"`
	JWKSURL  string `toml:"jwks_url,omitempty"`
	Claim    string `toml:"claim,omitempty"`
	Cookie   string `toml:"cookie,omitempty"`
	CAFile   string `toml:"ca_file,omitempty"`
}

type encryptionTOML struct {
	KeyFile   string `toml:"key_file"`
	KeyID     string `toml:"key_id,omitempty"`
	Algorithm string `toml:"algorithm,omitempty"`
	Content   string `toml:"content,omitempty"`
}

// config turns the file's shape into a Config, and says what cannot be turned.
func (f fileTOML) config() (Config, []kore.Problem) {
	c := Default()
	var all kore.Problems
	if f.Listen != nil {
		c.Listen = f.Listen
	}
	c.Hosts, c.DefaultClient = f.Hosts, f.DefaultClient
	for _, written := range f.Proxies {
		prefix, ok := parsePrefix(written)
		if !ok {
			all.Add(true, "proxies", text.Say("reason.kore.proxies"))
			continue
		}
		c.Proxies = append(c.Proxies, prefix)
	}
	if f.TLS != nil {
		c.TLSCert, c.TLSKey = f.TLS.CertFile, f.TLS.KeyFile
		all.Add(*f.TLS == tlsTOML{}, "tls", text.Say("reason.kore.tls"))
	}
	if f.Metrics != nil {
		c.MetricsListen = f.Metrics.Listen
	}
	all.Add(!setDuration(&c.ShutdownGrace, f.ShutdownGrace), "shutdown_grace", text.Say("reason.kore.duration"))
	if l := f.Limits; l != nil {
		for field, value := range map[*int]*int{
			&c.Limits.AddressPerMinute: l.AddressPerMinute, &c.Limits.AddressBurst: l.AddressBurst,
			&c.Limits.IdentityPerMinute: l.IdentityPerMinute, &c.Limits.IdentityBurst: l.IdentityBurst,
		} {
			if value != nil {
				*field = *value
			}
		}
	}
	for i, k := range f.Client {
		client, problems := k.client()
		for _, p := range problems {
			p.Key = clientKey(i, p.Key)
			all = append(all, p)
		}
		c.Clients = append(c.Clients, client)
	}
	return c, all
}

func (k clientTOML) client() (kore.Client, []kore.Problem) {
	c := kore.Client{
		ClientID: k.ClientID, Name: k.Name, Algorithm: kore.Algorithm(k.Algorithm), Audience: k.Audience, JTI: k.JTI,
		Policy: kore.Policy(k.Identity), Identities: k.Identities, AnonymousToo: k.AnonymousToo, Merge: k.Merge,
		PrivateFromRequest: k.PrivateFromRequest, PrivateFromSession: k.PrivateFromSession, PrivateAs: k.PrivateAs,
		Origins: k.Origins, WithoutOrigin: k.WithoutOrigin, BotName: k.BotName, BotID: k.BotID, Host: k.Host,
		Session: (*kore.Session)(k.Session), Encryption: (*kore.Encryption)(k.Encryption),
	}
	var all kore.Problems
	all.Add(!setDuration(&c.Lifetime, k.Lifetime), "lifetime", text.Say("reason.kore.duration"))
	own, other := [2]*sourceTOML{k.Secret, k.PreviousSecret}, [2]*sourceTOML{k.Key, k.PreviousKey}
	names, others := [2]string{"secret", "previous_secret"}, [2]string{"key", "previous_key"}
	why := "reason.kore.signs_with_secret"
	if a := c.WithDefaults().Algorithm; a.Known() && !a.Symmetric() {
		own, other, names, others = other, own, others, names
		why = "reason.kore.signs_with_key"
	}
	for i, field := range []*kore.Source{&c.Secret, &c.Previous} {
		if other[i] != nil {
			all.Add(true, others[i], text.Say(why, text.Slots{"algorithm": string(c.WithDefaults().Algorithm)}))
			own[i] = other[i]
		}
		if own[i] == nil {
			continue
		}
		*field = kore.Source(*own[i])
		why := checkSource(*field)
		all.Add(!why.Empty(), names[i], why)
	}
	return c, all
}

// setDuration reports whether the text is a duration; an empty one leaves d alone.
func setDuration(d *time.Duration, written string) bool {
	if written == "" {
		return true
	}
	parsed, err := time.ParseDuration(written)
	if err == nil {
		*d = parsed
	}
	return err == nil
}

func parsePrefix(written string) (netip.Prefix, bool) {
	if prefix, err := netip.ParsePrefix(written); err == nil {
		return prefix.Masked(), true
	}
	address, err := netip.ParseAddr(written)
	if err != nil || address.Zone() != "" {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(address, address.BitLen()), true
}
