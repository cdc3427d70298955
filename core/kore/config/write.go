package config

import (
	"bytes"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/pelletier/go-toml/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/appdir"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/kore"
)

const heading = "# Kore.ai clients of Sureline. No secret stands here, only where each one lies.\n"

// Format returns the content of a file that Parse reads back. Defaults are left
// out. The error carries the finding of the first problem.
func Format(c Config) ([]byte, error) {
	if problems := c.Check(); len(problems) > 0 {
		for i := range problems {
			problems[i].Missing = false
		}
		invalid := &Invalid{Problems: problems}
		return nil, core.Fail("write the list of Kore.ai clients", invalid.Findings()[0], invalid)
	}
	var b bytes.Buffer
	b.WriteString(heading)
	e := toml.NewEncoder(&b)
	e.SetIndentTables(false)
	if err := e.Encode(shape(c)); err != nil {
		return nil, core.Fail("write the list of Kore.ai clients", finding.New(finding.Internal), err)
	}
	return b.Bytes(), nil
}

// Save replaces the file as a whole, for this user only. The error carries the
// finding of the first problem, disk-full or kore-file-unreadable.
func Save(path string, c Config) error {
	data, err := Format(c)
	if err != nil {
		return err
	}
	err = appdir.WriteFile(path, data)
	switch {
	case err == nil:
		return nil
	case appdir.DiskFull(err):
		return core.Fail("write the list of Kore.ai clients", finding.New(finding.DiskFull), err)
	}
	return unreadable(path, err)
}

// LoadOrDefault is Load, but a file that is not there gives Default.
func LoadOrDefault(path string) (Config, error) {
	c, err := Load(path)
	if errors.Is(err, fs.ErrNotExist) {
		c = Default()
		c.Dir = filepath.Dir(path)
		return c, nil
	}
	return c, err
}

func shape(c Config) fileTOML {
	f := fileTOML{Listen: c.Listen, Hosts: c.Hosts, DefaultClient: c.DefaultClient}
	if slices.Equal(c.Listen, DefaultListen()) {
		f.Listen = nil
	}
	for _, p := range c.Proxies {
		f.Proxies = append(f.Proxies, p.String())
	}
	if c.TLS() {
		f.TLS = &tlsTOML{CertFile: c.TLSCert, KeyFile: c.TLSKey}
	}
	if c.MetricsListen != "" {
		f.Metrics = &metricsTOML{Listen: c.MetricsListen}
	}
	if l := c.Limits; l != DefaultLimits() {
		f.Limits = &limitsTOML{&l.AddressPerMinute, &l.AddressBurst, &l.IdentityPerMinute, &l.IdentityBurst}
	}
	if c.ShutdownGrace != DefaultShutdownGrace {
		f.ShutdownGrace = c.ShutdownGrace.String()
	}
	for _, k := range c.Clients {
		f.Client = append(f.Client, clientShape(k))
	}
	return f
}

func clientShape(k kore.Client) clientTOML {
	d := k.WithDefaults()
	unlessDefault := func(value, usual string) string {
		if value == usual {
			return ""
		}
		return value
	}
	c := clientTOML{
		ClientID: k.ClientID, Name: unlessDefault(d.Name, k.ClientID), Algorithm: string(d.Algorithm), JTI: k.JTI,
		Lifetime: d.Lifetime.String(), Audience: unlessDefault(d.Audience, kore.DefaultAudience),
		Identity: string(k.Policy), Identities: k.Identities, AnonymousToo: k.AnonymousToo, Merge: k.Merge,
		PrivateFromRequest: k.PrivateFromRequest, PrivateFromSession: k.PrivateFromSession,
		PrivateAs: unlessDefault(d.PrivateAs, kore.PrivateClaims), Origins: k.Origins, WithoutOrigin: k.WithoutOrigin,
		BotName: k.BotName, BotID: k.BotID, Host: unlessDefault(d.Host, kore.DefaultHost),
		Session: (*sessionTOML)(k.Session), Encryption: (*encryptionTOML)(k.Encryption),
	}
	secret, previous := &c.Secret, &c.PreviousSecret
	if !d.Algorithm.Symmetric() {
		secret, previous = &c.Key, &c.PreviousKey
	}
	*secret = (*sourceTOML)(&k.Secret)
	if !k.Previous.IsZero() {
		*previous = (*sourceTOML)(&k.Previous)
	}
	return c
}
