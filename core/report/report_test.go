package report_test

import (
	"encoding/json"
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
	f := finding.WithDetail(finding.New(finding.CredentialRejected, finding.Args{"app": "Acme Sync"}),
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
	in.Findings = append(in.Findings, finding.New(finding.StatusUnavailable, nil))
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
	for _, no := range []string{"Ada", "Northwind", coretest.CanarySecret, "q=", "Token URL", finding.New(finding.StatusUnavailable, nil).Title} {
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

func TestRecipientIsSomebodyElse(t *testing.T) {
	for _, code := range finding.Codes() {
		f := finding.New(code, nil)
		name, ok := report.Recipient(f)
		other := f.Who == core.WhoProvider || f.Who == core.WhoIT || f.Who == core.WhoRingCentral
		if ok != (name != "") || ok != (other && (f.Severity == core.SeverityError || f.Severity == core.SeverityWarning)) {
			t.Errorf("%s (%s, %s): %q %v", code, f.Who, f.Severity, name, ok)
		}
	}
}
