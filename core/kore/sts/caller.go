package sts

import (
	"net"
	"net/http"
	"net/netip"
	"strings"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
)

// caller is who asks, as far as the connection and its headers tell.
type caller struct {
	// address is the visitor's, as far as proxies that are named tell it.
	address netip.Addr
	// loopback: from this computer itself, with no proxy in between.
	loopback bool
	origin   string
}

// proxyHeaders are added by web servers, tunnels and content networks in front,
// besides those that begin with X-Forwarded-.
var proxyHeaders = map[string]bool{
	"Forwarded": true, "Via": true, "X-Real-Ip": true, "X-Client-Ip": true, "X-Cluster-Client-Ip": true, "X-Original-Host": true,
	"X-Original-Forwarded-For": true, "X-Envoy-External-Address": true, "True-Client-Ip": true, "Cf-Connecting-Ip": true,
	"Fastly-Client-Ip": true, "Cdn-Loop": true,
}

// proxyHeader returns a header that tells of a proxy; "" for none. An empty one
// counts: a visitor may send it to hide the proxy's own that follows.
func proxyHeader(h http.Header) string {
	for name := range h {
		if proxyHeaders[name] || strings.HasPrefix(name, "X-Forwarded-") {
			return name
		}
	}
	return ""
}

// callerOf tells where the request came from, and refuses one that came round the
// proxy, through one that is not named, or in the clear.
func (st *state) callerOf(r *http.Request) (caller, *refusal) {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return caller{}, refuse(http.StatusForbidden, finding.KoreHostRefused, "Not allowed.", text.Say("reason.kore.address_unknown"))
	}
	c := caller{address: peer.Addr().Unmap()}
	if st.isProxy(c.address) {
		return st.behindProxy(r, c)
	}
	if name := proxyHeader(r.Header); name != "" {
		return c, refuse(http.StatusForbidden, finding.KoreHostRefused, "This service does not know the proxy in front of it.",
			text.Say("reason.kore.proxy_unknown", text.Slots{"address": c.address.String(), "header": finding.Printable(name, 40)}))
	}
	c.loopback = c.address.IsLoopback()
	if !c.loopback && r.TLS == nil {
		return c, refuse(http.StatusForbidden, finding.KoreHostRefused, "Use the service's https address.",
			text.Say("reason.kore.in_the_clear", text.Slots{"address": c.address.String()}))
	}
	return c, nil
}

func (st *state) behindProxy(r *http.Request, c caller) (caller, *refusal) {
	// All of them: the first may be the visitor's own.
	for _, proto := range r.Header.Values("X-Forwarded-Proto") {
		if proto != "" && !strings.EqualFold(proto, "https") {
			return c, refuse(http.StatusForbidden, finding.KoreHostRefused, "Use the service's https address.",
				text.Say("reason.kore.proxy_in_the_clear"))
		}
	}
	// The last address that is no proxy of ours is the one that ours has seen;
	// what stands before it is the visitor's own claim.
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		c.address = hop.Unmap()
		if !st.isProxy(c.address) {
			break
		}
	}
	return c, nil
}

func (st *state) isProxy(a netip.Addr) bool {
	for _, p := range st.config.Proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// checkHost refuses names that are not the service's own. A page whose name was
// pointed at this computer (DNS rebinding) still sends its own name.
func (st *state) checkHost(r *http.Request) *refusal {
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
	if st.hosts[host] || core.IsLoopback(host) {
		return nil
	}
	return refuse(http.StatusForbidden, finding.KoreHostRefused, "This service does not answer under this name.",
		text.Say("reason.kore.other_host", text.Slots{"host": finding.Printable(r.Host, 80)}))
}

// originOf returns the request's origin, "" for none. Two are a trick.
func originOf(r *http.Request) (string, *refusal) {
	all := r.Header.Values("Origin")
	if len(all) > 1 {
		return "", originRefused(text.Say("reason.kore.several_origins"))
	}
	if len(all) == 0 {
		return "", nil
	}
	return all[0], nil
}

func originRefused(why text.Sentence) *refusal {
	return refuse(http.StatusForbidden, finding.KoreOriginRefused, "This page may not ask for a token. The log of the service says why.", why)
}

// checkOrigin decides whether the page may ask for the client. It runs before
// anything is signed: a page that may not read an answer (CORS) has still sent
// its question.
func (k *served) checkOrigin(r *http.Request, c caller) *refusal {
	switch {
	case c.origin != "" && k.client.AllowsOrigin(c.origin):
		return nil
	case c.origin != "":
		return notAmongOrigins(c.origin, k)
	case r.Header.Get("Sec-Fetch-Site") != "":
		return originRefused(text.Say("reason.kore.origin_unnamed"))
	case c.loopback || k.client.WithoutOrigin:
		return nil
	}
	return originRefused(text.Say("reason.kore.no_origin", text.Slots{"client": k.client.ClientID}))
}

// notAmongOrigins refuses a page that the client does not allow; nil for any client.
func notAmongOrigins(origin string, k *served) *refusal {
	if origin == "null" {
		return originRefused(text.Say("reason.kore.origin_hidden"))
	}
	origin = finding.Printable(origin, 120)
	if k == nil {
		return originRefused(text.Say("reason.kore.other_origin_any", text.Slots{"origin": origin}))
	}
	return originRefused(text.Say("reason.kore.other_origin", text.Slots{"origin": origin, "client": k.client.ClientID}))
}
