// Package config owns the file that lists the Kore.ai clients and says how the
// service listens: reading it, naming each mistake with its line, and writing
// it. One format serves sureline-sts and the window's own list. The file holds
// no secret, only where each one lies.
//
// It imports core, core/finding, core/appdir and core/kore.
package config

import (
	"crypto/tls"
	"net"
	"net/netip"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/appdir"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/text"
)

// FileName is the name of the window's own list.
const FileName = "kore.toml"

// Defaults of the service.
const (
	DefaultPort          = "7000"
	DefaultShutdownGrace = 10 * time.Second
	maxShutdownGrace     = 5 * time.Minute
)

// DefaultListen are the addresses of the SDK's own example, on both families of
// this computer only.
func DefaultListen() []string { return []string{"127.0.0.1:" + DefaultPort, "[::1]:" + DefaultPort} }

// Limits are token buckets. One page load asks twice, and an office shares one
// address, so the defaults are generous per address and tight per identity.
type Limits struct {
	AddressPerMinute  int
	AddressBurst      int
	IdentityPerMinute int
	IdentityBurst     int
}

// DefaultLimits hold where the file says nothing.
func DefaultLimits() Limits {
	return Limits{AddressPerMinute: 600, AddressBurst: 120, IdentityPerMinute: 30, IdentityBurst: 10}
}

// maxLimit keeps the arithmetic of the limiters sane.
const maxLimit = 1_000_000_000

// Config is all of the file. The zero value is not valid; see Default.
type Config struct {
	// Listen are host:port pairs. Port 0 takes a free one.
	Listen []string
	// Hosts are the names, besides those of this computer, under which requests
	// may come; without port.
	Hosts []string
	// Proxies are the addresses of proxies whose X-Forwarded headers count.
	Proxies []netip.Prefix
	// TLSCert and TLSKey are PEM files; both or none.
	TLSCert, TLSKey string
	// MetricsListen is an address of its own for /metrics; empty means that the
	// service itself answers it, to this computer only.
	MetricsListen string
	Limits        Limits
	// ShutdownGrace is how long running requests may take to end.
	ShutdownGrace time.Duration
	// DefaultClient is the client ID that a request without one means; empty
	// means the only client.
	DefaultClient string
	Clients       []kore.Client

	// Dir is the folder of the file, from which relative paths start.
	Dir string
}

// Default returns a configuration without clients.
func Default() Config {
	return Config{Listen: DefaultListen(), Limits: DefaultLimits(), ShutdownGrace: DefaultShutdownGrace}
}

// DefaultPath returns where the window keeps its own list.
func DefaultPath() (string, error) {
	dir, err := appdir.Config()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, FileName), nil
}

// Client returns the client with the client ID.
func (c Config) Client(id string) (kore.Client, bool) {
	i := slices.IndexFunc(c.Clients, func(k kore.Client) bool { return k.ClientID == id })
	if i < 0 {
		return kore.Client{}, false
	}
	return c.Clients[i], true
}

// Put adds the client, or replaces the one with the same client ID.
func (c Config) Put(client kore.Client) Config {
	c.Clients = slices.Clone(c.Clients)
	i := slices.IndexFunc(c.Clients, func(k kore.Client) bool { return k.ClientID == client.ClientID })
	if i < 0 {
		c.Clients = append(c.Clients, client)
	} else {
		c.Clients[i] = client
	}
	return c
}

// Without returns the configuration without the client.
func (c Config) Without(id string) Config {
	c.Clients = slices.DeleteFunc(slices.Clone(c.Clients), func(k kore.Client) bool { return k.ClientID == id })
	if c.DefaultClient == id {
		c.DefaultClient = ""
	}
	return c
}

// Loopback reports whether the service can be reached from this computer only.
func (c Config) Loopback() bool {
	return len(c.Proxies) == 0 && !slices.ContainsFunc(c.Listen, func(a string) bool { return !isLoopbackAddress(a) })
}

// TLS reports whether the service itself speaks TLS.
func (c Config) TLS() bool { return c.TLSCert != "" }

// Path returns a path of the file as it is to be opened.
func (c Config) Path(file string) string {
	if c.Dir == "" || filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(c.Dir, file)
}

// Certificate loads the TLS certificate.
func (c Config) Certificate() (tls.Certificate, error) {
	return tls.LoadX509KeyPair(c.Path(c.TLSCert), c.Path(c.TLSKey))
}

func isLoopbackAddress(address string) bool {
	host, _, err := net.SplitHostPort(address)
	return err == nil && core.IsLoopback(host)
}

// Check returns everything that is wrong. Problems of a client have keys such as
// "client[0].identity".
func (c Config) Check() []kore.Problem {
	var p kore.Problems
	p.Add(len(c.Listen) == 0, "listen", text.Say("reason.kore.listen_needed"))
	for _, address := range c.Listen {
		p.Add(!isAddress(address), "listen", text.Say("reason.kore.listen"))
	}
	p.Add(c.MetricsListen != "" && !isAddress(c.MetricsListen), "metrics.listen", text.Say("reason.kore.listen_one"))
	for _, host := range c.Hosts {
		p.Add(!isHostName(host), "hosts", text.Say("reason.kore.host_names"))
	}
	p.Add((c.TLSCert == "") != (c.TLSKey == ""), "tls", text.Say("reason.kore.tls"))
	outside := slices.ContainsFunc(c.Listen, func(a string) bool { return isAddress(a) && !isLoopbackAddress(a) })
	p.Add(outside && !c.TLS() && len(c.Proxies) == 0, "listen",
		text.Say("reason.kore.listen_outside"))
	p.Add((outside || len(c.Proxies) > 0) && len(c.Hosts) == 0, "hosts", text.Say("reason.kore.host_needed"))
	for _, limit := range []struct {
		key string
		n   int
	}{
		{"limits.address_per_minute", c.Limits.AddressPerMinute},
		{"limits.address_burst", c.Limits.AddressBurst},
		{"limits.identity_per_minute", c.Limits.IdentityPerMinute},
		{"limits.identity_burst", c.Limits.IdentityBurst},
	} {
		p.Add(limit.n < 1 || limit.n > maxLimit, limit.key, text.Say("reason.kore.from_one"))
	}
	p.Add(c.Limits.AddressBurst == 1 || c.Limits.IdentityBurst == 1, "limits", text.Say("reason.kore.burst"))
	p.Add(c.ShutdownGrace < 0 || c.ShutdownGrace > maxShutdownGrace, "shutdown_grace", text.Say("reason.kore.grace"))
	_, there := c.Client(c.DefaultClient)
	p.Add(c.DefaultClient != "" && !there, "default_client", text.Say("reason.kore.default_unknown"))
	return append(p, c.checkClients()...)
}

func (c Config) checkClients() []kore.Problem {
	var all []kore.Problem
	seen := map[string]bool{}
	for i, client := range c.Clients {
		client = client.WithDefaults()
		p := kore.Problems(client.Check())
		p.Add(seen[client.ClientID], "client_id", text.Say("reason.kore.id_twice"))
		seen[client.ClientID] = true
		p.Add(client.Policy == kore.PolicyAny && !c.Loopback(), "identity", text.Say("reason.kore.any_here_only"))
		key := "key"
		if client.Algorithm.Symmetric() {
			key = "secret"
		}
		p.Missing(client.Secret.IsZero(), key, text.Say("reason.kore.where_secret"))
		for _, problem := range p {
			problem.Key = clientKey(i, problem.Key)
			all = append(all, problem)
		}
	}
	return all
}

func clientKey(i int, key string) string { return "client[" + strconv.Itoa(i) + "]." + key }

func isAddress(address string) bool {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	n, err := strconv.Atoi(port)
	return err == nil && n >= 0 && n <= 65535 && (host == "localhost" || net.ParseIP(host) != nil)
}

func isHostName(host string) bool {
	if ip := net.ParseIP(host); ip != nil {
		return true
	}
	for _, r := range host {
		if r != '.' && r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') {
			return false
		}
	}
	return host != "" && host[0] != '.' && host[0] != '-'
}
