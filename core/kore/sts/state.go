package sts

import (
	"context"
	"net/netip"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/sureline/sureline/core/internal/httpx"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/config"
)

// state is everything that a change of the configuration replaces at once. It is
// immutable.
type state struct {
	config  config.Config
	clients map[string]*served
	// usual is what a request without a client ID means; nil when that is not
	// clear.
	usual *served
	// origins are those of all clients: a preflight does not tell the client. The
	// value tells whether cookies may come along.
	origins map[string]bool
	hosts   map[string]bool

	perAddress *limiter[netip.Addr]
	perPerson  *limiter[person]
}

// served is a client with what it takes to sign for it.
type served struct {
	client   kore.Client
	signer   *kore.Signer
	sessions *sessions
	listed   map[string]bool
	signed   prometheus.Counter
}

// newState loads the secrets of all clients. Limiters of the old state go on
// where the limits are the same, so that a reload is no way round them.
func (s *Service) newState(ctx context.Context, c config.Config, old *state) (*state, error) {
	if problems := c.Check(); len(problems) > 0 {
		return nil, problems[0].Error("start the service", "")
	}
	st := &state{config: c, clients: map[string]*served{}, origins: map[string]bool{}, hosts: map[string]bool{}}
	for _, host := range c.Hosts {
		st.hosts[strings.ToLower(host)] = true
	}
	loader := s.loader
	loader.Dir = c.Dir
	for _, client := range c.Clients {
		k, err := s.serve(ctx, loader, client.WithDefaults(), c)
		if err != nil {
			return nil, err
		}
		st.clients[client.ClientID] = k
		for _, origin := range client.Origins {
			st.origins[origin] = st.origins[origin] || client.Session != nil && client.Session.Cookie != ""
		}
		if client.ClientID == c.DefaultClient || len(c.Clients) == 1 {
			st.usual = k
		}
	}
	if old != nil && old.config.Limits == c.Limits {
		st.perAddress, st.perPerson = old.perAddress, old.perPerson
	} else {
		st.perAddress = newLimiter[netip.Addr](c.Limits.AddressPerMinute, c.Limits.AddressBurst)
		st.perPerson = newLimiter[person](c.Limits.IdentityPerMinute, c.Limits.IdentityBurst)
	}
	return st, nil
}

func (s *Service) serve(ctx context.Context, loader kore.Loader, client kore.Client, c config.Config) (*served, error) {
	keys, err := loader.Keys(ctx, client)
	if err != nil {
		return nil, err
	}
	k := &served{client: client, listed: map[string]bool{}, signed: s.metrics.tokens.WithLabelValues(client.ClientID)}
	if k.signer, err = kore.NewSigner(client, keys); err != nil {
		return nil, err
	}
	for _, identity := range client.Identities {
		k.listed[identity] = true
	}
	if client.Session == nil {
		return k, nil
	}
	session := *client.Session
	if session.CAFile != "" {
		session.CAFile = c.Path(session.CAFile)
	}
	k.sessions, err = newSessions(session, httpx.Network{UserAgent: s.userAgent}, s.now)
	return k, err
}

// choose returns the client that the request means.
func (st *state) choose(id string) (*served, *refusal) {
	if id == "" || id == kore.PlaceholderClientID {
		if st.usual != nil {
			return st.usual, nil
		}
		return nil, clientRefused(id, len(st.clients))
	}
	if k := st.clients[id]; k != nil {
		return k, nil
	}
	return nil, clientRefused(id, len(st.clients))
}

// seconds rounds as audit lines want it.
func seconds(d time.Duration) int64 { return int64(d / time.Second) }
