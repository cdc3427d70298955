package demo

import (
	"encoding/base64"
	"math/big"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/sureline/sureline/core"
)

// fields is a JSON object of an answer.
type fields = map[string]any

const apiVersion = "1.0.60"

func id(n int64) string { return strconv.FormatInt(n, 10) }

func serveVersions(p *Platform, _ *http.Request, _ *session) (any, *refusal) {
	return fields{
		"uri": p.url + "/restapi", "serverVersion": "26.3.1.0", "serverRevision": "demo",
		"apiVersions": []fields{p.version()},
	}, nil
}

func serveVersion(p *Platform, _ *http.Request, _ *session) (any, *refusal) {
	return p.version(), nil
}

func (p *Platform) version() fields {
	return fields{
		"uri": p.url + "/restapi/v1.0", "versionString": apiVersion,
		"releaseDate": "2026-01-01T00:00:00.000Z", "uriString": "v1.0",
	}
}

func serveStatus(*Platform, *http.Request, *session) (any, *refusal) { return nil, nil }

func (p *Platform) accountURI(u user) string {
	return p.url + "/restapi/v1.0/account/" + id(u.AccountID)
}

func (p *Platform) extensionURI(u user) string { return p.accountURI(u) + "/extension/" + id(u.ID) }

// serveAccountV1 has IDs as integers and no company name, like the real one.
func serveAccountV1(p *Platform, _ *http.Request, s *session) (any, *refusal) {
	a, _ := findAccount(s.user.AccountID)
	return fields{
		"uri": p.accountURI(s.user), "id": a.ID, "mainNumber": a.MainNumber, "status": a.Status,
		"setupWizardState": "Completed", "federated": false,
		"serviceInfo": fields{
			"uri":   p.accountURI(s.user) + "/service-info",
			"brand": fields{"id": "1210", "name": "RingCentral (demo)", "homeCountry": fields{"id": "1", "name": "United States", "isoCode": "US"}},
		},
	}, nil
}

// serveAccountV2 has IDs as strings.
func serveAccountV2(_ *Platform, _ *http.Request, s *session) (any, *refusal) {
	a, _ := findAccount(s.user.AccountID)
	return fields{
		"id": id(a.ID), "companyName": a.Company, "mainNumber": a.MainNumber, "status": a.Status,
		"serviceInfo": fields{"brand": fields{"id": "1210", "name": "RingCentral (demo)"}},
	}, nil
}

func serveExtension(p *Platform, r *http.Request, s *session) (any, *refusal) {
	u, ok := s.user, true
	if value := r.PathValue("extension"); !own(value, u.ID) {
		n, _ := strconv.ParseInt(value, 10, 64)
		u, ok = findUser(n)
	}
	if !ok || u.AccountID != s.user.AccountID || u.Status == deleted {
		return nil, notFound("extensionId")
	}
	return p.extension(u), nil
}

func (p *Platform) extension(u user) fields {
	a, _ := findAccount(u.AccountID)
	role := "Standard (demo)"
	if u.Admin {
		role = "Super Admin (demo)"
	}
	return fields{
		"uri": p.extensionURI(u), "id": u.ID, "extensionNumber": u.Extension, "name": u.Name(),
		"account":     fields{"uri": p.accountURI(u), "id": id(u.AccountID)},
		"contact":     fields{"firstName": u.First, "lastName": u.Last, "company": a.Company, "email": u.Email},
		"permissions": fields{"admin": fields{"enabled": u.Admin}, "internationalCalling": fields{"enabled": false}},
		"roles":       []fields{{"uri": p.accountURI(u) + "/user-role/1", "id": "1", "displayName": role}},
		"site":        fields{"id": "main-site", "name": "Main Site"},
		"type":        "User", "status": string(u.Status), "setupWizardState": "Completed", "hidden": false,
	}
}

func serveExtensions(p *Platform, r *http.Request, s *session) (any, *refusal) {
	var all []fields
	for _, u := range users {
		if u.AccountID == s.user.AccountID && u.Status != deleted {
			all = append(all, p.extension(u))
		}
	}
	return p.list(r, all)
}

func serveAuthzProfile(p *Platform, r *http.Request, s *session) (any, *refusal) {
	if !own(r.PathValue("extension"), s.user.ID) {
		return nil, notFound("extensionId")
	}
	all := []fields{}
	for _, name := range s.user.permissions() {
		all = append(all, p.permission(name))
	}
	return fields{"uri": p.extensionURI(s.user) + "/authz-profile", "permissions": all}, nil
}

func (p *Platform) permission(name string) fields {
	return fields{
		"permission":    fields{"uri": p.url + "/restapi/v1.0/dictionary/permission/" + name, "id": name, "siteCompatible": "Independent", "readOnly": true, "assignable": true},
		"effectiveRole": fields{"uri": p.url + "/restapi/v1.0/dictionary/user-role/1", "id": "1"},
		"scopes":        []string{"Account"},
	}
}

func serveAuthzCheck(p *Platform, r *http.Request, s *session) (any, *refusal) {
	name := r.URL.Query().Get("permissionId")
	switch {
	case !own(r.PathValue("extension"), s.user.ID):
		return nil, notFound("extensionId")
	case name == "":
		return nil, invalidParameter("permissionId", name)
	default:
		answer := fields{"uri": p.extensionURI(s.user) + "/authz-profile/check", "successful": false}
		if slices.Contains(s.user.permissions(), name) {
			answer["successful"], answer["details"] = true, p.permission(name)
		}
		return answer, nil
	}
}

const maxPerPage = 1000

// list answers with one page of the records, as the API pages.
func (p *Platform) list(r *http.Request, all []fields) (any, *refusal) {
	page, ok1 := positive(r, "page", 1)
	size, ok2 := positive(r, "perPage", 100)
	switch {
	case !ok1:
		return nil, invalidParameter("page", r.URL.Query().Get("page"))
	case !ok2 || size > maxPerPage:
		return nil, invalidParameter("perPage", r.URL.Query().Get("perPage"))
	}
	start := min((page-1)*size, len(all))
	end := min(start+size, len(all))
	return fields{
		"uri": p.url + r.URL.Path, "records": append([]fields{}, all[start:end]...),
		"paging": fields{"page": page, "perPage": size, "totalPages": (len(all) + size - 1) / size, "totalElements": len(all)},
	}, nil
}

// positive reads a page number; at most a million, so that it cannot overflow.
func positive(r *http.Request, name string, otherwise int) (int, bool) {
	value := r.URL.Query().Get(name)
	if value == "" {
		return otherwise, true
	}
	n, err := strconv.Atoi(value)
	return n, err == nil && n > 0 && n <= 1_000_000
}

// serveCallLog gives a long listing: about 600 bytes a call, so that perPage=1000
// comes near a large answer of the real platform.
func serveCallLog(p *Platform, r *http.Request, s *session) (any, *refusal) {
	newest := p.now().UTC().Truncate(time.Hour)
	all := make([]fields, 2*maxPerPage)
	for i := range all {
		callID := "demo" + strconv.Itoa(100000+i)
		all[i] = fields{
			"uri": p.accountURI(s.user) + "/call-log/" + callID + "?view=Simple", "id": callID,
			"sessionId": strconv.Itoa(900000000 + i), "telephonySessionId": "s-demo" + strconv.Itoa(i),
			"startTime": newest.Add(-time.Duration(i) * 7 * time.Minute).Format("2006-01-02T15:04:05.000Z"),
			"duration":  13 * (i%40 + 1), "type": "Voice", "direction": []string{"Inbound", "Outbound"}[i%2],
			"action": "Phone Call", "result": []string{"Accepted", "Missed", "Voicemail"}[i%3], "internalType": "Local",
			"from":      fields{"phoneNumber": "+1206555" + strconv.Itoa(1000+i), "name": "Caller " + strconv.Itoa(i), "location": "Seattle, WA"},
			"to":        fields{"phoneNumber": "+12065550100", "extensionId": id(s.user.ID), "name": s.user.Name()},
			"extension": fields{"uri": p.extensionURI(s.user), "id": s.user.ID}, "transport": "PSTN",
			"lastModifiedTime": newest.Format("2006-01-02T15:04:05.000Z"),
		}
	}
	return p.list(r, all)
}

// dictionary serves a list of names, each with a second text under its own key.
func dictionary(key string, entries ...[2]string) func(*Platform, *http.Request, *session) (any, *refusal) {
	return func(p *Platform, r *http.Request, _ *session) (any, *refusal) {
		all := make([]fields, len(entries))
		for i, e := range entries {
			number := strconv.Itoa(i + 1)
			all[i] = fields{"uri": p.url + r.URL.Path + "/" + number, "id": number, "name": e[0], key: e[1]}
		}
		return p.list(r, all)
	}
}

var (
	serveLanguages = dictionary("localeCode", [2]string{"English (U.S.)", "en-US"}, [2]string{"English (U.K.)", "en-GB"},
		[2]string{"German", "de-DE"}, [2]string{"French", "fr-FR"}, [2]string{"Japanese", "ja-JP"})
	serveCountries = dictionary("isoCode", [2]string{"United States", "US"}, [2]string{"Canada", "CA"}, [2]string{"United Kingdom", "GB"},
		[2]string{"Germany", "DE"}, [2]string{"France", "FR"}, [2]string{"Japan", "JP"})
	serveTimezones = dictionary("description", [2]string{"GMT", "Monrovia, Casablanca"}, [2]string{"US/Eastern", "Eastern Time (US & Canada)"},
		[2]string{"US/Pacific", "Pacific Time (US & Canada)"}, [2]string{"Europe/Berlin", "Amsterdam, Berlin, Rome"})
)

// serveKeys gives the public key (RFC 7517). Whether the real key set holds the
// key of personal credentials is not known; the faults have one without.
func serveKeys(p *Platform, _ *http.Request, _ *session) (any, *refusal) {
	enc := base64.RawURLEncoding
	return fields{"keys": []fields{{
		"kty": "RSA", "use": "sig", "alg": "RS256", "kid": p.kid, "n": enc.EncodeToString(p.key.N.Bytes()),
		"e": enc.EncodeToString(big.NewInt(int64(p.key.E)).Bytes()),
	}}}, nil
}

func serveDiscovery(p *Platform, _ *http.Request, _ *session) (any, *refusal) {
	return fields{
		"issuer": p.url, "token_endpoint": p.url + core.TokenPath, "revocation_endpoint": p.url + "/restapi/oauth/revoke",
		"jwks_uri": p.url + "/restapi/oauth/jwks", "authorization_endpoint": p.url + "/restapi/oauth/authorize",
		"grant_types_supported": []string{grantJWT}, "token_endpoint_auth_methods_supported": []string{"client_secret_basic", "none"},
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		"id_token_signing_alg_values_supported": []string{"RS256"},
	}, nil
}
