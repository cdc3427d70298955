package onboard

import (
	"slices"
	"strings"
)

// endpoints are the calls that the test panel offers: all are GET, cost little
// and change nothing (RingCentral API reference).
var endpoints = []Endpoint{
	{Path: statusPath, Title: "endpoint.status"},
	{Path: "/restapi/v1.0/account/~/extension/~", Title: "endpoint.extension", Permission: "ReadAccounts", ProvesCredential: true},
	{Path: "/restapi/v1.0/account/~", Title: "endpoint.account", Permission: "ReadAccounts", ProvesCredential: true},
	{Path: "/restapi/v1.0", Title: "endpoint.version"},
	{Path: "/restapi/v2/accounts/~", Title: "endpoint.company", Permission: "ReadAccounts", ProvesCredential: true},
	{Path: "/restapi/v1.0/account/~/extension/~/authz-profile", Title: "endpoint.permissions", ProvesCredential: true},
	{Path: "/restapi/v1.0/dictionary/language", Title: "endpoint.languages", ProvesCredential: true},
}

// Endpoints returns the calls that the test panel offers, the status call
// first.
func (s *Service) Endpoints() []Endpoint { return slices.Clone(endpoints) }

// endpointOf returns what is known of a path; "~" stands for any ID. A query
// and a slash at the end do not count.
func endpointOf(path string) (Endpoint, bool) {
	path, _, _ = strings.Cut(path, "?")
	want := strings.Split(strings.TrimSuffix(path, "/"), "/")
	for _, e := range endpoints {
		if slices.EqualFunc(strings.Split(e.Path, "/"), want, func(known, given string) bool {
			return known == given || known == "~" && given != ""
		}) {
			return e, true
		}
	}
	return Endpoint{}, false
}
