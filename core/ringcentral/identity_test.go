package ringcentral_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/ringcentral"
)

const (
	extension = "/restapi/v1.0/account/~/extension/~"
	company   = "/restapi/v2/accounts/~"
	account   = "/restapi/v1.0/account/~"
	check     = "/restapi/v1.0/account/~/extension/~/authz-profile/check"
	language  = "/restapi/v1.0/dictionary/language"
)

// Bodies as the API reference shows them, cut to what matters: integers in v1,
// strings in v2.
const (
	ada = `{"uri":"https://platform.ringcentral.com/restapi/v1.0/account/37439510/extension/400129284008","id":400129284008,
		"extensionNumber":"101","name":"Ada Jones","type":"User","status":"Enabled","account":{"id":"37439510"},
		"contact":{"firstName":"Ada","lastName":"Jones","company":"Something else"}}`
	northwind    = `{"id":"37439510","companyName":"Northwind Traders","mainNumber":"+16505550100","status":"Confirmed"}`
	northwindOld = `{"id":37439510,"mainNumber":"16505550100","status":"Confirmed"}`
	refusedApp   = `{"errorCode":"InsufficientPermissions","errors":[{"errorCode":"CMN-401","permissionName":"ReadAccounts"}]}`
	refusedUser  = `{"errors":[{"errorCode":"CMN-408","permissionName":"ReadCompanyInfo"}]}`
)

type routes map[string]http.HandlerFunc

func (r routes) serve(w http.ResponseWriter, req *http.Request) {
	if h, ok := r[req.URL.Path]; ok {
		h(w, req)
		return
	}
	say(404, `{"errorCode":"AGW-404"}`)(w, req)
}

func TestIdentity(t *testing.T) {
	yes, no := true, false
	full := core.Identity{Account: "Northwind Traders", AccountID: "37439510", Person: "Ada Jones", Extension: "101", OwnerID: "400129284008", PersonalUser: &yes}
	with := func(change func(*core.Identity)) core.Identity {
		i := full
		change(&i)
		return i
	}
	owner := core.Identity{OwnerID: "400129284008"}
	for _, tt := range []struct {
		name   string
		scopes []string
		routes routes
		want   core.Identity
		code   core.Code
		calls  []string
	}{
		{
			"everything may be read",
			[]string{"CallControl", "ReadAccounts"},
			routes{extension: say(200, ada), company: say(200, northwind)},
			full, "",
			[]string{extension, company},
		},
		{
			"no newer account call",
			[]string{"ReadAccounts"},
			routes{extension: say(200, ada), account: say(200, northwindOld)},
			with(func(i *core.Identity) { i.Account = "16505550100" }), "",
			[]string{extension, company, account},
		},
		{
			"the user may not read the company",
			[]string{"ReadAccounts"},
			routes{extension: say(200, ada), company: say(403, refusedUser), account: say(403, refusedUser)},
			with(func(i *core.Identity) { i.Account = "37439510" }), "",
			[]string{extension, company, account},
		},
		{
			"busy: no further request",
			[]string{"ReadAccounts"},
			routes{extension: say(200, ada), company: say(429, "")},
			with(func(i *core.Identity) { i.Account = "37439510" }), "",
			[]string{extension, company},
		},
		{
			"session ends in between",
			[]string{"ReadAccounts"},
			routes{extension: say(200, ada), company: say(401, "")},
			with(func(i *core.Identity) { i.Account = "" }), finding.AccessTokenRejected,
			[]string{extension, company},
		},
		{
			"scopes unknown, may read",
			nil,
			routes{extension: say(200, ada), company: say(200, northwind)},
			full, "",
			[]string{extension, company},
		},
		{
			"scopes unknown, may not read",
			nil,
			routes{extension: say(403, refusedApp), check: say(200, `{"successful":true}`)},
			owner, "",
			[]string{extension, check},
		},
		{
			"may not read",
			[]string{"CallControl"},
			routes{check: say(200, `{"successful":false}`)},
			owner, "",
			[]string{check},
		},
		{
			"may not read, check not offered",
			[]string{"CallControl"},
			routes{language: say(200, `{"records":[]}`)},
			owner, "",
			[]string{check, language},
		},
		{
			"may not read, and the token is refused",
			[]string{"CallControl"},
			routes{check: say(401, `{"errorCode":"TokenInvalid"}`)},
			owner, finding.AccessTokenRejected,
			[]string{check},
		},
		{
			"no plain name, and not a person",
			[]string{"ReadAccounts"},
			routes{extension: say(200, `{"id":"5","type":"Department","extensionNumber":7,"contact":{"firstName":"Front","lastName":"Desk"}}`), company: say(200, `{"id":"9","mainNumber":"+1650"}`)},
			core.Identity{OwnerID: "5", Person: "Front Desk", Extension: "7", Account: "+1650", AccountID: "9", PersonalUser: &no},
			"",
			[]string{extension, company},
		},
		{
			"a kind that is not known",
			[]string{"ReadAccounts"},
			routes{extension: say(200, `{"id":5,"name":"X","type":"Hologram"}`), company: say(200, `{}`), account: say(200, `{}`)},
			core.Identity{OwnerID: "5", Person: "X"},
			"",
			[]string{extension, company, account},
		},
		{
			"not JSON",
			[]string{"ReadAccounts"},
			routes{extension: say(200, `hello`)},
			owner, finding.UnexpectedAnswer,
			[]string{extension},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlatform(t, tt.routes.serve)
			got, calls, err := newClient(t, ringcentral.Options{}).Identity(t.Context(), p.target().Profile, grant(tt.scopes...))
			if tt.code != "" {
				wantCode(t, err, tt.code)
			} else if err != nil {
				t.Fatal(err)
			}
			personal := func(i core.Identity) string {
				if i.PersonalUser == nil {
					return "unknown"
				}
				return map[bool]string{true: "yes", false: "no"}[*i.PersonalUser]
			}
			if personal(got) != personal(tt.want) {
				t.Errorf("personal user is %s, want %s", personal(got), personal(tt.want))
			}
			got.PersonalUser, tt.want.PersonalUser = nil, nil
			if got != tt.want {
				t.Errorf("got  %+v\nwant %+v", got, tt.want)
			}
			var paths []string
			for _, r := range p.requests() {
				path, _, _ := strings.Cut(r.uri, "?")
				paths = append(paths, path)
			}
			if !slices.Equal(paths, tt.calls) || len(calls) != len(tt.calls) {
				t.Errorf("called %v, want %v; %d calls told", paths, tt.calls, len(calls))
			}
		})
	}
}
