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

func serveVersions(p *Platform, w http.ResponseWriter, _ *http.Request, _ *session) {
	writeJSON(w, http.StatusOK, fields{
		"uri": p.url + "/restapi", "serverVersion": "26.3.1.0", "serverRevision": "demo",
		"apiVersions": []fields{p.version()},
	})
}

func serveVersion(p *Platform, w http.ResponseWriter, _ *http.Request, _ *session) {
	writeJSON(w, http.StatusOK, p.version())
}

func (p *Platform) version() fields {
	return fields{
		"uri": p.url + "/restapi/v1.0", "versionString": apiVersion,
		"releaseDate": "2026-01-01T00:00:00.000Z", "uriString": "v1.0",
	}
}

func serveStatus(_ *Platform, w http.ResponseWriter, _ *http.Request, _ *session) {
	w.Header().Set("Content-Length", "0")
	w.WriteHeader(http.StatusOK)
}

func (p *Platform) accountURI(u user) string {
	return p.url + "/restapi/v1.0/account/" + id(u.AccountID)
}

func (p *Platform) extensionURI(u user) string { return p.accountURI(u) + "/extension/" + id(u.ID) }

// serveAccountV1 has IDs as integers and no company name, like the real one.
func serveAccountV1(p *Platform, w http.ResponseWriter, _ *http.Request, s *session) {
	a, _ := findAccount(s.user.AccountID)
	writeJSON(w, http.StatusOK, fields{
		"uri": p.accountURI(s.user), "id": a.ID, "mainNumber": a.MainNumber, "status": a.Status,
		"setupWizardState": "Completed", "federated": false,
		"serviceInfo": fields{
			"uri":   p.accountURI(s.user) + "/service-info",
			"brand": fields{"id": "1210", "name": "RingCentral (demo)", "homeCountry": fields{"id": "1", "name": "United States", "isoCode": "US"}},
		},
	})
}

// serveAccountV2 has IDs as strings.
func serveAccountV2(_ *Platform, w http.ResponseWriter, _ *http.Request, s *session) {
	a, _ := findAccount(s.user.AccountID)
	writeJSON(w, http.StatusOK, fields{
		"id": id(a.ID), "companyName": a.Company, "mainNumber": a.MainNumber, "status": a.Status,
		"serviceInfo": fields{"brand": fields{"id": "1210", "name": "RingCentral (demo)"}},
	})
}

func serveExtension(p *Platform, w http.ResponseWriter, r *http.Request, s *session) {
	u, ok := s.user, true
	if value := r.PathValue("extension"); !own(value, u.ID) {
		n, _ := strconv.ParseInt(value, 10, 64)
		u, ok = findUser(n)
	}
	if !ok || u.AccountID != s.user.AccountID || u.Status == deleted {
		notFound("extensionId").write(w)
		return
	}
	writeJSON(w, http.StatusOK, p.extension(u))
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

func serveExtensions(p *Platform, w http.ResponseWriter, r *http.Request, s *session) {
	var all []fields
	for _, u := range users {
		if u.AccountID == s.user.AccountID && u.Status != deleted {
			all = append(all, p.extension(u))
		}
	}
	p.list(w, r, "records", all)
}

func serveAuthzProfile(p *Platform, w http.ResponseWriter, r *http.Request, s *session) {
	if !own(r.PathValue("extension"), s.user.ID) {
		notFound("extensionId").write(w)
		return
	}
	all := []fields{}
	for _, name := range s.user.permissions() {
		all = append(all, p.permission(name))
	}
	writeJSON(w, http.StatusOK, fields{"uri": p.extensionURI(s.user) + "/authz-profile", "permissions": all})
}

func (p *Platform) permission(name string) fields {
	return fields{
		"permission":    fields{"uri": p.url + "/restapi/v1.0/dictionary/permission/" + name, "id": name, "siteCompatible": "Independent", "readOnly": true, "assignable": true},
		"effectiveRole": fields{"uri": p.url + "/restapi/v1.0/dictionary/user-role/1", "id": "1"},
		"scopes":        []string{"Account"},
	}
}

func serveAuthzCheck(p *Platform, w http.ResponseWriter, r *http.Request, s *session) {
	name := r.URL.Query().Get("permissionId")
	switch {
	case !own(r.PathValue("extension"), s.user.ID):
		notFound("extensionId").write(w)
	case name == "":
		invalidParameter("permissionId", name).write(w)
	default:
		answer := fields{"uri": p.extensionURI(s.user) + "/authz-profile/check", "successful": false}
		if slices.Contains(s.user.permissions(), name) {
			answer["successful"], answer["details"] = true, p.permission(name)
		}
		writeJSON(w, http.StatusOK, answer)
	}
}

const maxPerPage = 1000

// list answers with one page of the records, as the API pages.
func (p *Platform) list(w http.ResponseWriter, r *http.Request, name string, all []fields) {
	page, ok1 := positive(r, "page", 1)
	size, ok2 := positive(r, "perPage", 100)
	switch {
	case !ok1:
		invalidParameter("page", r.URL.Query().Get("page")).write(w)
		return
	case !ok2 || size > maxPerPage:
		invalidParameter("perPage", r.URL.Query().Get("perPage")).write(w)
		return
	}
	start := min((page-1)*size, len(all))
	end := min(start+size, len(all))
	writeJSON(w, http.StatusOK, fields{
		"uri": p.url + r.URL.Path, name: append([]fields{}, all[start:end]...),
		"paging": fields{"page": page, "perPage": size, "totalPages": (len(all) + size - 1) / size, "totalElements": len(all)},
	})
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
func serveCallLog(p *Platform, w http.ResponseWriter, r *http.Request, s *session) {
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
	p.list(w, r, "records", all)
}

func serveLanguages(p *Platform, w http.ResponseWriter, r *http.Request, _ *session) {
	p.list(w, r, "records", named(p.url+r.URL.Path, [][2]string{
		{"English (U.S.)", "en-US"}, {"English (U.K.)", "en-GB"}, {"German", "de-DE"}, {"French", "fr-FR"}, {"Japanese", "ja-JP"},
	}, "localeCode"))
}

func serveCountries(p *Platform, w http.ResponseWriter, r *http.Request, _ *session) {
	p.list(w, r, "records", named(p.url+r.URL.Path, [][2]string{
		{"United States", "US"}, {"Canada", "CA"}, {"United Kingdom", "GB"}, {"Germany", "DE"}, {"France", "FR"}, {"Japan", "JP"},
	}, "isoCode"))
}

func serveTimezones(p *Platform, w http.ResponseWriter, r *http.Request, _ *session) {
	p.list(w, r, "records", named(p.url+r.URL.Path, [][2]string{
		{"GMT", "Monrovia, Casablanca"}, {"US/Eastern", "Eastern Time (US & Canada)"}, {"US/Pacific", "Pacific Time (US & Canada)"}, {"Europe/Berlin", "Amsterdam, Berlin, Rome"},
	}, "description"))
}

func named(uri string, entries [][2]string, second string) []fields {
	all := make([]fields, len(entries))
	for i, e := range entries {
		number := strconv.Itoa(i + 1)
		all[i] = fields{"uri": uri + "/" + number, "id": number, "name": e[0], second: e[1]}
	}
	return all
}

// serveKeys gives the public key (RFC 7517). Whether the real key set holds the
// key of personal credentials is not known; the faults have one without.
func serveKeys(p *Platform, w http.ResponseWriter, _ *http.Request, _ *session) {
	enc := base64.RawURLEncoding
	writeJSON(w, http.StatusOK, fields{"keys": []fields{{
		"kty": "RSA", "use": "sig", "alg": "RS256", "kid": p.kid, "n": enc.EncodeToString(p.key.N.Bytes()),
		"e": enc.EncodeToString(big.NewInt(int64(p.key.E)).Bytes()),
	}}})
}

func serveDiscovery(p *Platform, w http.ResponseWriter, _ *http.Request, _ *session) {
	writeJSON(w, http.StatusOK, fields{
		"issuer": p.url, "token_endpoint": p.url + core.TokenPath, "revocation_endpoint": p.url + "/restapi/oauth/revoke",
		"jwks_uri": p.url + "/restapi/oauth/jwks", "authorization_endpoint": p.url + "/restapi/oauth/authorize",
		"grant_types_supported": []string{grantJWT}, "token_endpoint_auth_methods_supported": []string{"client_secret_basic", "none"},
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		"id_token_signing_alg_values_supported": []string{"RS256"},
	})
}
