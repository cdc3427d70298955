package sts

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/kore"
)

func clientRefused(id string, n int) *refusal {
	const public = "This service does not sign for the client ID in the request."
	switch {
	case n == 0:
		return refuse(http.StatusServiceUnavailable, finding.KoreClientNotServed, "No client is set up in this service.", "no client is set up yet")
	case id == "":
		return refuse(http.StatusBadRequest, finding.KoreClientNotServed, public,
			fmt.Sprintf("the request names no client ID, and %d clients are set up; set default_client, or have the page send clientId", n))
	case id == kore.PlaceholderClientID:
		return refuse(http.StatusBadRequest, finding.KoreClientNotServed, public,
			fmt.Sprintf("the page still has the sample's placeholder for the client ID, and %d clients are set up; put the client ID into the page, or set default_client", n))
	}
	return refuse(http.StatusForbidden, finding.KoreClientNotServed, public,
		"the client ID "+shownID(id)+" is not set up here")
}

// shownID is an unknown client ID as the log may repeat it: one that does not look
// like one may be the client secret in the wrong place.
func shownID(id string) string {
	if strings.HasPrefix(id, "cs-") {
		return finding.Printable(id, 80)
	}
	shown := []rune(finding.Printable(id, 80))
	return fmt.Sprintf("“%s…”, which does not begin with cs-,", string(shown[:min(4, len(shown))]))
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
		return p, notAllowed("it names an earlier identity (identityToMerge), and identity_to_merge is not set for " + k.client.ClientID)
	case k.client.Policy != kore.PolicyAny && !k.signer.MadeHere(q.merge):
		return p, notAllowed("the earlier identity (identityToMerge) is not an anonymous one that this service made")
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
			return kore.Person{}, nil, badRequest("“identity” is missing")
		}
		return kore.Person{Identity: q.identity, Anonymous: q.anonymous}, nil, nil
	}
	// Unreachable: the configuration was checked. A policy that is not known signs
	// for nobody.
	return kore.Person{}, nil, notAllowed("the client's policy is not known")
}

func (k *served) fromList(q tokenRequest) (kore.Person, map[string]any, *refusal) {
	switch {
	case q.identity == "":
		return kore.Person{}, nil, badRequest("“identity” is missing")
	case q.anonymous:
		return kore.Person{}, nil, notAllowed("it asks for an anonymous visitor, and anonymous_too is not set for " + k.client.ClientID)
	case !k.listed[q.identity]:
		return kore.Person{}, nil, notAllowed("the identity is not in the list of " + k.client.ClientID + "; capitals count")
	}
	return kore.Person{Identity: q.identity}, nil, nil
}

func (k *served) fromSession(r *http.Request, q tokenRequest) (kore.Person, map[string]any, *refusal) {
	idToken := k.sessions.find(r)
	if k.client.AnonymousToo && (q.anonymous || idToken.Empty()) {
		return kore.Person{Identity: k.signer.NewAnonymous(), Anonymous: true}, nil, nil
	}
	if idToken.Empty() {
		where := "in the Authorization header"
		if k.client.Session.Cookie != "" {
			where += " or the cookie " + k.client.Session.Cookie
		}
		return kore.Person{}, nil, notSignedIn("it carries no session " + where)
	}
	if q.anonymous {
		return kore.Person{}, nil, notAllowed("it asks for an anonymous visitor, and anonymous_too is not set for " + k.client.ClientID)
	}
	identity, claims, refused := k.sessions.verify(r.Context(), idToken)
	return kore.Person{Identity: identity}, claims, refused
}

// private gathers the private claims that the policy lets through.
func (k *served) private(q tokenRequest, session map[string]any) (map[string]any, *refusal) {
	for name := range q.private {
		if !slices.Contains(k.client.PrivateFromRequest, name) {
			return nil, notAllowed("it brings the private claim " + shownKey(name) + ", which is not in private_claims_from_request of " + k.client.ClientID)
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

func notAllowed(why string) *refusal {
	return refuse(http.StatusForbidden, finding.KoreIdentityRefused, "No token for this person. The log of the service says why.", why)
}
