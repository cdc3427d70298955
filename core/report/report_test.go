package report_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/report"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.FixedZone("CET", 3600))

func input() report.Input {
	call := core.Call{
		Method: "POST", URL: "https://platform.ringcentral.com/restapi/oauth/token?q=Ada", Status: 400, DurationMS: 12,
		RequestID: "req-1", Routing: "SJC01P01", Error: "invalid_grant", ErrorCodes: []string{"OAU-140"}, At: noon,
		Rate: &core.Rate{Group: "auth", Limit: 5, Remaining: 4, WindowSeconds: 60},
	}
	f := finding.WithDetail(finding.New(finding.CredentialRejected),
		map[string]string{"status": "400", "request_id": "req-1", "description": "said of " + coretest.CanarySecret, "person": "Ada Jones"})
	return report.Input{
		Version: "1.0.0", Go: "go1.26", System: "linux/amd64", Now: noon,
		Profile:    core.Profile{ID: "acme", Name: "Acme Sync", ClientID: "AcmeId", Server: core.DefaultServer, TokenURL: "https://u:pw@t.example/x?k=v"},
		Connection: &core.Connection{Name: "Northwind / Ada Jones", Account: "Northwind", Person: "Ada Jones", OwnerID: "400", Scopes: []string{"ReadAccounts"}, Fingerprint: "0123456789ab", CreatedAt: noon},
		History:    []core.Verification{{At: noon, Code: finding.CredentialRejected, Calls: []core.Call{call}}},
		Findings:   []core.Finding{f}, Calls: []core.Call{call},
	}
}

func both(t *testing.T, in report.Input) string {
	t.Helper()
	r := report.New(in)
	encoded, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return r.Text() + string(encoded)
}

func TestReportHoldsWhatSupportNeeds(t *testing.T) {
	r := report.New(input())
	for _, want := range []string{
		"1.0.0", "linux/amd64", "AcmeId", "https://platform.ringcentral.com", "400", "ReadAccounts", "2026-03-01T11:00:00Z",
		"POST platform.ringcentral.com/restapi/oauth/token -> 400", "request id req-1", "routing SJC01P01", "OAU-140",
		"rate auth 4/5 in 60 s", "credential-rejected", "Expires:      never", "https://t.example/x",
	} {
		if !strings.Contains(r.Text(), want) {
			t.Errorf("%q is missing from:\n%s", want, r.Text())
		}
	}
}

// TestEveryFactOfAFindingIsTold: what support asks for first, in the text and in
// JSON, and nothing that is not on the list.
func TestEveryFactOfAFindingIsTold(t *testing.T) {
	facts := map[string]string{}
	for _, key := range strings.Fields(`status error error_codes request_id routing retry_after_seconds host stage code permission
		granted problem proxy issuer this_computer platform seconds_ahead client_id operation undo undo_code sent
		expected_fingerprint found_fingerprint kid algorithm`) {
		facts[key] = "fact of " + key
	}
	in := input()
	in.Findings[0].Detail = maps.Clone(facts)
	in.Findings[0].Detail["description"], in.Findings[0].Detail["person"] = "words of the platform", "Ada Jones"
	in.Findings = append(in.Findings, finding.WithDetail(finding.New(finding.CredentialRejected), map[string]string{"status": "second"}))
	r := report.New(in)
	if got := r.Findings[0].Detail; !maps.Equal(got, facts) {
		t.Errorf("kept %v", got)
	}
	for key, value := range facts {
		if !strings.Contains(r.Text(), "  "+key+": "+value+"\n") {
			t.Errorf("the text lacks %s", key)
		}
	}
	if !strings.Contains(r.Text(), "  status: second\n") {
		t.Error("the text lacks the second finding")
	}
}

// TestHistoryIsTold: each verification with its time, outcome and requests.
func TestHistoryIsTold(t *testing.T) {
	in := input()
	in.Calls, in.Findings = nil, nil
	failed := in.History[0]
	failed.Calls[0].Status = 0
	worked := core.Verification{At: noon.Add(-time.Hour), Connected: true, Calls: []core.Call{{
		Method: "GET", URL: "https://platform.ringcentral.com/restapi/v1.0/status", Status: 200, RequestID: "req-2", At: noon.Add(-time.Hour),
	}}}
	in.History = []core.Verification{failed, worked}
	r := report.New(in)
	if len(r.History) != 2 || r.History[0].Connected || !r.History[1].Connected || r.History[0].Code != "credential-rejected" || r.History[1].Code != "" {
		t.Fatalf("history %+v", r.History)
	}
	if !r.History[0].At.Equal(noon) || r.History[0].At.Location() != time.UTC || r.History[1].Calls[0].RequestID != "req-2" {
		t.Errorf("history %+v", r.History)
	}
	for _, want := range []string{
		"Verification of 2026-03-01T11:00:00Z: credential-rejected\n", "/restapi/oauth/token -> no answer (12 ms), request id req-1",
		"Verification of 2026-03-01T10:00:00Z: connected\n", "GET platform.ringcentral.com/restapi/v1.0/status -> 200 (0 ms), request id req-2\n",
	} {
		if !strings.Contains(r.Text(), want) {
			t.Errorf("%q is missing from:\n%s", want, r.Text())
		}
	}
	if strings.Contains(r.Text(), "Requests\n") {
		t.Error("a heading without requests")
	}
}

// TestTimesOfAConnection are told in UTC, and not at all before they were.
func TestTimesOfAConnection(t *testing.T) {
	in := input()
	ends := noon.Add(time.Hour)
	in.Connection.ExpiresAt, in.Connection.VerifiedAt, in.Connection.LastCheckedAt = &ends, noon, noon
	in.Connection.LastCode = finding.CredentialRejected
	r := report.New(in)
	for _, want := range []string{
		"Expires:      2026-03-01T12:00:00Z", "Connected:    2026-03-01T11:00:00Z", "Accepted:     2026-03-01T11:00:00Z",
		"Last outcome: credential-rejected, 2026-03-01T11:00:00Z", "Owner ID:     400", "Fingerprint:  0123456789ab",
	} {
		if !strings.Contains(r.Text(), want) {
			t.Errorf("%q is missing from:\n%s", want, r.Text())
		}
	}
	if strings.Contains(report.New(input()).Text(), "Accepted:") {
		t.Error("a time of acceptance that never was")
	}
}

func TestReportHoldsNothingElse(t *testing.T) {
	all := both(t, input())
	for _, no := range []string{"Ada", "Northwind", coretest.CanarySecret, "u:pw", "k=v"} {
		if strings.Contains(all, no) {
			t.Errorf("%q is in the report:\n%s", no, all)
		}
	}
}

// TestSecretsInTheWrongPlace plants a credential in every text that is copied.
func TestSecretsInTheWrongPlace(t *testing.T) {
	credential := coretest.Mint(coretest.NewKey(), coretest.Claims{})
	in := input()
	in.Profile.Name, in.Connection.OwnerID, in.Connection.Scopes = credential, credential, []string{credential}
	in.History[0].Calls[0].RequestID, in.History[0].Calls[0].ErrorCodes = credential, []string{credential}
	in.Findings[0].Detail["error"], in.Findings[0].Title = credential, credential
	in.Calls = []core.Call{{URL: "https://h/" + credential, Routing: credential, Rate: &core.Rate{Group: credential}}}
	all := both(t, in)
	for _, part := range strings.Split(credential, ".") {
		if strings.Contains(all, part[:20]) {
			t.Errorf("a part of the credential is in the report")
		}
	}
}

func TestEmptyReport(t *testing.T) {
	encoded, err := json.Marshal(report.New(report.Input{Now: noon}))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"findings":[]`, `"calls":[]`, `"history":[]`, `"connection":null`} {
		if !strings.Contains(string(encoded), want) {
			t.Errorf("%s is missing from %s", want, encoded)
		}
	}
}

func TestHandoverTellsOneFailureAndItsFacts(t *testing.T) {
	in := input()
	in.Findings = append(in.Findings, finding.New(finding.StatusUnavailable))
	in.Profile.TokenURL = ""
	text := report.Handover("Verifying the connection of Acme Sync", in)
	f := in.Findings[0]
	for _, want := range []string{
		"Hello,\n\nVerifying the connection of Acme Sync did not work.", f.Title, f.Explanation, f.NextStep,
		"AcmeId", "Owner ID:     400", "credential-rejected", "POST platform.ringcentral.com/restapi/oauth/token -> 400", "request id req-1",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing from:\n%s", want, text)
		}
	}
	for _, no := range []string{"Ada", "Northwind", coretest.CanarySecret, "q=", "Token URL", finding.New(finding.StatusUnavailable).Title} {
		if strings.Contains(text, no) {
			t.Errorf("%q is in:\n%s", no, text)
		}
	}
	credential := coretest.Mint(coretest.NewKey(), coretest.Claims{})
	in.Findings[0].Title, in.Findings[0].Explanation, in.Findings[0].NextStep = credential, credential, credential
	if text := report.Handover(credential, in); strings.Contains(text, credential[:40]) || strings.Contains(text, credential[len(credential)-60:]) {
		t.Errorf("the credential is in:\n%s", text)
	}
}

func TestHandoverOfAWarningSaysThatItWorked(t *testing.T) {
	in := input()
	in.Findings = []core.Finding{{Code: "x", Severity: core.SeverityWarning, Who: core.WhoIT, Title: "The clock is wrong"}}
	if text := report.Handover("Verifying", in); strings.Contains(text, "did not work") || !strings.Contains(text, "Verifying showed something to look into.") {
		t.Errorf("says:\n%s", text)
	}
}
