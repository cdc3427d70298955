package sts

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/text"
)

func clientRefused(id string, n int) *refusal {
	const public = "This service does not sign for the client ID in the request."
	switch {
	case n == 0:
		return refuse(http.StatusServiceUnavailable, finding.KoreClientNotServed, "No client is set up in this service.", text.Say("reason.kore.no_client"))
	case id == "":
		return refuse(http.StatusBadRequest, finding.KoreClientNotServed, public,
			text.Say("reason.kore.no_client_id", text.Slots{"count": n}))
	case id == kore.PlaceholderClientID:
		return refuse(http.StatusBadRequest, finding.KoreClientNotServed, public,
			text.Say("reason.kore.placeholder_sent", text.Slots{"count": n}))
	}
	shown := finding.Printable(id, 80)
	why := text.Say("reason.kore.other_client", text.Slots{"id": shown})
	if !strings.HasPrefix(id, "cs-") {
		// What does not look like a client ID may be the client secret in the wrong place.
		start := []rune(shown)
		why = text.Say("reason.kore.no_client_id_at_all", text.Slots{"id": string(start[:min(4, len(start))])})
	}
	return refuse(http.StatusForbidden, finding.KoreClientNotServed, public, why)
}

// decide applies the client's policy: it returns for whom a token is signed. This
// is the border between a page that asks and the identity that it gets.
func (k *served) decide(r *http.Request, q tokenRequest) (kore.Person, *refusal) {
	p, claims, refused := k.person(r, q)
	if refused != nil {
		return p, refused
	}
	if p.Private, refused = k.private(q, claims); refused != nil {
		return p, refused
	}
	if q.merge == "" {
		return p, nil
	}
	switch {
	case !k.client.Merge:
		return p, notAllowed(text.Say("reason.kore.merge_off", text.Slots{"client": k.client.ClientID}))
	case k.client.Policy != kore.PolicyAny && !k.signer.MadeHere(q.merge):
		return p, notAllowed(text.Say("reason.kore.merge_foreign"))
	}
	p.IdentityToMerge = q.merge
	return p, nil
}

func (k *served) person(r *http.Request, q tokenRequest) (kore.Person, map[string]any, *refusal) {
	anonymous := kore.Person{Anonymous: true}
	switch k.client.Policy {
	case kore.PolicyAnonymous:
		anonymous.Identity = k.signer.NewAnonymous()
		return anonymous, nil, nil
	case kore.PolicySession:
		return k.fromSession(r, q)
	case kore.PolicyList:
		if q.anonymous && k.client.AnonymousToo {
			anonymous.Identity = k.signer.NewAnonymous()
			return anonymous, nil, nil
		}
		return k.fromList(q)
	case kore.PolicyAny:
		if q.identity == "" {
			return kore.Person{}, nil, badRequest(text.Say("reason.kore.field_missing", text.Slots{"field": "identity"}))
		}
		return kore.Person{Identity: q.identity, Anonymous: q.anonymous}, nil, nil
	}
	// Unreachable: the configuration was checked. A policy that is not known signs
	// for nobody.
	return kore.Person{}, nil, notAllowed(text.Say("reason.kore.policy_unknown"))
}

func (k *served) fromList(q tokenRequest) (kore.Person, map[string]any, *refusal) {
	switch {
	case q.identity == "":
		return kore.Person{}, nil, badRequest(text.Say("reason.kore.field_missing", text.Slots{"field": "identity"}))
	case q.anonymous:
		return kore.Person{}, nil, notAllowed(text.Say("reason.kore.anonymous_off", text.Slots{"client": k.client.ClientID}))
	case !k.listed[q.identity]:
		return kore.Person{}, nil, notAllowed(text.Say("reason.kore.not_listed", text.Slots{"client": k.client.ClientID}))
	}
	return kore.Person{Identity: q.identity}, nil, nil
}

func (k *served) fromSession(r *http.Request, q tokenRequest) (kore.Person, map[string]any, *refusal) {
	idToken := k.sessions.find(r)
	if k.client.AnonymousToo && (q.anonymous || idToken.Empty()) {
		return kore.Person{Identity: k.signer.NewAnonymous(), Anonymous: true}, nil, nil
	}
	if idToken.Empty() {
		why := text.Say("reason.kore.no_session")
		if cookie := k.client.Session.Cookie; cookie != "" {
			why = text.Say("reason.kore.no_session_or_cookie", text.Slots{"cookie": cookie})
		}
		return kore.Person{}, nil, notSignedIn(why)
	}
	if q.anonymous {
		return kore.Person{}, nil, notAllowed(text.Say("reason.kore.anonymous_off", text.Slots{"client": k.client.ClientID}))
	}
	identity, claims, refused := k.sessions.verify(r.Context(), idToken)
	return kore.Person{Identity: identity}, claims, refused
}

// private gathers the private claims that the policy lets through.
func (k *served) private(q tokenRequest, session map[string]any) (map[string]any, *refusal) {
	for name := range q.private {
		if !slices.Contains(k.client.PrivateFromRequest, name) {
			return nil, notAllowed(text.Say("reason.kore.private_claim", text.Slots{"claim": finding.Printable(name, 40), "client": k.client.ClientID}))
		}
	}
	all := maps.Clone(q.private)
	for _, name := range k.client.PrivateFromSession {
		value, there := session[name]
		if !there {
			continue
		}
		if all == nil {
			all = map[string]any{}
		}
		// The session's word counts more than the page's.
		all[name] = value
	}
	return all, nil
}

func notAllowed(why text.Sentence) *refusal {
	return refuse(http.StatusForbidden, finding.KoreIdentityRefused, "No token for this person. The log of the service says why.", why)
}
