package ringcentral

import (
	"context"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

const (
	opIdentity = "identity"

	extensionPath = "/restapi/v1.0/account/~/extension/~"
	companyPath   = "/restapi/v2/accounts/~"
	accountPath   = "/restapi/v1.0/account/~"
	// checkPath and languagePath need no permission of the app in
	// RingCentral's API reference; either proves that the access token is accepted.
	checkPath    = "/restapi/v1.0/account/~/extension/~/authz-profile/check?permissionId=ReadExtensions"
	languagePath = "/restapi/v1.0/dictionary/language"

	readAccounts = "ReadAccounts"
)

// Identity tells whom the grant acts for. Without ReadAccounts it only proves
// that the access token is accepted and knows the owner from the grant; a grant
// without scopes is tried as if it had it.
func (c *Client) Identity(ctx context.Context, p core.Profile, g core.Grant) (core.Identity, []core.Call, error) {
	who := &inquiry{client: c, profile: p, grant: g, known: core.Identity{OwnerID: g.OwnerID}}
	var err error
	if len(g.Scopes) == 0 || slices.Contains(g.Scopes, readAccounts) {
		err = who.ask(ctx)
	} else {
		err = who.prove(ctx)
	}
	return who.known, who.calls, err
}

// inquiry collects what the calls tell.
type inquiry struct {
	client  *Client
	profile core.Profile
	grant   core.Grant
	known   core.Identity
	calls   []core.Call
}

func (q *inquiry) get(ctx context.Context, path string) (fields, error) {
	a, err := q.client.get(ctx, opIdentity, q.profile, q.grant, path)
	q.calls = append(q.calls, a.call)
	if err != nil {
		return nil, err
	}
	if !a.problem.object || a.Truncated {
		return nil, core.Fail(opIdentity, a.oddSuccess(), nil)
	}
	return a.problem.fields, nil
}

// ask reads the extension, then the account.
func (q *inquiry) ask(ctx context.Context) error {
	extension, err := q.get(ctx, extensionPath)
	if lacksPermission(err) {
		return q.prove(ctx)
	}
	if err != nil {
		return err
	}
	q.readExtension(extension)
	for _, path := range []string{companyPath, accountPath} {
		account, err := q.get(ctx, path)
		if err == nil {
			q.readAccount(account)
			if q.known.Account != "" {
				return nil
			}
			continue
		}
		if stop, err := q.stops(err); stop {
			return err
		}
	}
	if q.known.Account == "" {
		q.known.Account = q.known.AccountID
	}
	return nil
}

// stops reports whether a failed account call ends the inquiry, and with what.
// The person is known by then, so a refusal or a busy platform costs only the
// company's name; a rejected access token or a broken line is the real news.
func (q *inquiry) stops(err error) (bool, error) {
	last := q.calls[len(q.calls)-1]
	switch {
	case last.Status == 0, core.HasCode(err, finding.AccessTokenRejected), core.HasCode(err, finding.Cancelled):
		return true, err
	case core.HasCode(err, finding.RateLimited), core.HasCode(err, finding.Maintenance):
		// Another request now would restart the penalty.
		if q.known.Account == "" {
			q.known.Account = q.known.AccountID
		}
		return true, nil
	}
	return false, nil
}

// prove makes a call that needs no permission.
func (q *inquiry) prove(ctx context.Context) error {
	_, err := q.get(ctx, checkPath)
	if !lacksPermission(err) && !core.HasCode(err, finding.NotFound) && !core.HasCode(err, finding.Refused) {
		return err
	}
	_, err = q.get(ctx, languagePath)
	return err
}

func lacksPermission(err error) bool {
	return core.HasCode(err, finding.AppLacksPermission) || core.HasCode(err, finding.UserLacksPermission)
}

// text reads a string or an integer. It is kept and shown, so an echo of the
// access token is taken out of it.
func (q *inquiry) text(raw jsontext.Value) string {
	return identifier(raw, scrubber(nil).with(q.grant.AccessToken))
}

func (q *inquiry) readExtension(f fields) {
	if id := q.text(f["id"]); id != "" {
		q.known.OwnerID = id
	}
	q.known.Person = q.text(f["name"])
	if q.known.Person == "" {
		contact, _ := jsonObject(f["contact"])
		q.known.Person = strings.TrimSpace(q.text(contact["firstName"]) + " " + q.text(contact["lastName"]))
	}
	q.known.Extension = q.text(f["extensionNumber"])
	account, _ := jsonObject(f["account"])
	q.known.AccountID = q.text(account["id"])
	q.known.PersonalUser = personalUser(f.text("type"))
}

// readAccount takes the company's name (v2 only), else the main number.
func (q *inquiry) readAccount(f fields) {
	if id := q.text(f["id"]); id != "" {
		q.known.AccountID = id
	}
	q.known.Account = q.text(f["companyName"])
	if q.known.Account == "" {
		q.known.Account = q.text(f["mainNumber"])
	}
}

// personalUser tells an ordinary user, by the extension types of the API
// reference ("Get extension"). It is nil for a type that is not there.
func personalUser(kind string) *bool {
	personal := false
	switch kind {
	case "User", "DigitalUser", "VirtualUser", "FlexibleUser", "FaxUser", "Limited":
		personal = true
	case "Department", "Announcement", "Voicemail", "DelegatedLinesGroup", "SharedLinesGroup", "PagingOnly",
		"IvrMenu", "ApplicationExtension", "ParkLocation", "GroupCallPickup", "Bot", "Room", "ProxyAdmin", "Site":
	default:
		return nil
	}
	return &personal
}
