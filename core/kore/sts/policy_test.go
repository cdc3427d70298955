package sts_test

import (
	"testing"

	"github.com/sureline/sureline/core/kore"
)

func TestAnonymousIdentitiesAreMadeHere(t *testing.T) {
	r := newRig(t, oneClient(func(c *kore.Client) { c.Policy = kore.PolicyAnonymous; c.Merge = true }))
	first := r.token(post(`{"identity":"` + ada + `","isAnonymous":false}`))
	second := r.token(post(`{}`))
	if first["sub"] == ada || first["sub"] == second["sub"] || first["isAnonymous"] != true {
		t.Errorf("got %v and %v", first, second)
	}
	earlier := first["sub"].(string)
	if claims := r.token(post(`{"identityToMerge":"` + earlier + `"}`)); claims["identityToMerge"] != earlier {
		t.Errorf("claims are %v", claims)
	}
	for _, forged := range []string{ada, "anon-", earlier[:len(earlier)-1] + "!", earlier + "x", "anon-AAAAAAAAAAAAAAAAAAAAAA-AAAAAAAAAAAAAAAA"} {
		r := newRig(t, oneClient(func(c *kore.Client) { c.Policy = kore.PolicyAnonymous; c.Merge = true }))
		r.refused(post(`{"identityToMerge":"`+forged+`"}`), 403, "not an anonymous one")
	}
}

func TestListSignsForItsPeopleOnly(t *testing.T) {
	list := func(c *kore.Client) {
		c.Policy, c.Identities = kore.PolicyList, []string{ada, "bob@example.com"}
		c.PrivateFromRequest = []string{"page"}
	}
	r := newRig(t, oneClient(list))
	claims := r.token(post(`{"identity":"` + ada + `","privateClaims":{"page":{"n":9007199254740993}}}`))
	private, _ := claims["privateClaims"].(map[string]any)
	if claims["sub"] != ada || claims["isAnonymous"] != false || private["page"] == nil {
		t.Errorf("claims are %v", claims)
	}
	for _, tt := range []struct {
		name, body string
		status     int
		why        string
	}{
		{"somebody else", `{"identity":"eve@example.com"}`, 403, "not in the list"},
		{"capitals", `{"identity":"ADA@example.com"}`, 403, "capitals count"},
		{"nobody", `{}`, 400, "missing"},
		{"anonymous", `{"identity":"` + ada + `","isAnonymous":true}`, 403, "anonymous_too"},
		{"another private claim", `{"identity":"` + ada + `","privateClaims":{"role":1}}`, 403, "“role”"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t, oneClient(list))
			r.refused(post(tt.body), tt.status, tt.why)
			noLeak(t, r.log.String())
		})
	}
	r = newRig(t, oneClient(func(c *kore.Client) { list(c); c.AnonymousToo = true }))
	if claims := r.token(post(`{"identity":"` + ada + `","isAnonymous":true}`)); claims["sub"] == ada || claims["isAnonymous"] != true {
		t.Errorf("claims are %v: an anonymous token names a person", claims)
	}
}

func TestOriginMayBeAbsentWhereAllowed(t *testing.T) {
	far := oneClient(func(c *kore.Client) { c.Policy = kore.PolicyAnonymous })
	r := newRig(t, behindProxy(far))
	r.refused(post(`{}`, header("Origin", ""), viaProxy), 403, "without_origin")
	far.Clients[0].WithoutOrigin = true
	newRig(t, behindProxy(far)).token(post(`{}`, header("Origin", ""), viaProxy))
}
