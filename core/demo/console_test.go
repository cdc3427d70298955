package demo

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// all returns the elements of the page that match.
func elements(t *testing.T, page string, match func(*html.Node) bool) []*html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var found []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && match(n) {
			found = append(found, n)
		}
	}
	return found
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func texts(t *testing.T, page, tag string) []string {
	t.Helper()
	var all []string
	for _, n := range elements(t, page, func(n *html.Node) bool { return n.Data == tag }) {
		all = append(all, textOf(n))
	}
	return all
}

func byID(t *testing.T, page, id string) *html.Node {
	t.Helper()
	found := elements(t, page, func(n *html.Node) bool { return attr(n, "id") == id })
	if len(found) != 1 {
		t.Fatalf("%d elements with the id %s", len(found), id)
	}
	return found[0]
}

const createURL = "/console/my-credentials/create"

func TestCreatePageHasTheLabels(t *testing.T) {
	f := start(t)
	r := f.get(createURL+"?client_id="+AcmeSync, "")
	if r.status != http.StatusOK {
		t.Fatal(r.status)
	}
	labels := append(texts(t, r.text, "label"), append(texts(t, r.text, "legend"), texts(t, r.text, "button")...)...)
	labels = append(append(labels, texts(t, r.text, "a")...), texts(t, r.text, "th")...)
	for _, want := range []string{
		"Label (required)", "What apps are permitted to use this credential? (required)",
		"All apps created by developers within my organization", "Only specific apps of my choice", "Add app",
		"Client ID", "App Name", "Provider", "Action", "Expiration Date (UTC) (optional)", "Cancel", "Create JWT",
	} {
		if !slices.Contains(labels, want) {
			t.Errorf("no %q in %q", want, labels)
		}
	}
	if cells := texts(t, r.text, "td"); !slices.Equal(cells[:3], []string{AcmeSync, "Acme Sync", "Acme Software"}) {
		t.Errorf("the table holds %q", cells)
	}
	if has(byID(t, r.text, "chosen-apps"), "checked") || has(byID(t, r.text, "all-apps"), "checked") {
		t.Error("which apps are permitted is the user's to choose")
	}
	for _, n := range elements(t, r.text, func(n *html.Node) bool { return n.Data == "input" || n.Data == "select" || n.Data == "textarea" }) {
		if attr(n, "type") == "hidden" {
			continue
		}
		if labelled := elements(t, r.text, func(l *html.Node) bool { return l.Data == "label" && attr(l, "for") == attr(n, "id") }); len(labelled) != 1 {
			t.Errorf("the field %s has %d labels", attr(n, "id"), len(labelled))
		}
	}
}

func TestPagesLoadNothingFromElsewhere(t *testing.T) {
	f := start(t)
	created := f.post(createURL, url.Values{"label": {"x"}, "all_apps": {"yes"}, "action": {"create"}})
	for path, r := range map[string]reply{
		"/": f.get("/", ""), "/demo": f.get("/demo", ""), createURL: f.get(createURL, ""),
		"list": f.get("/console/my-credentials", ""), "created": created,
	} {
		csp := r.header.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") ||
			r.header.Get("Cache-Control") != "no-store" || r.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: headers %v", path, r.header)
		}
		if !strings.Contains(r.text, "This is not RingCentral") {
			t.Errorf("%s does not say what it is", path)
		}
		for _, n := range elements(t, r.text, func(n *html.Node) bool { return true }) {
			for _, name := range []string{"src", "href", "action"} {
				if value := attr(n, name); value != "" && (!strings.HasPrefix(value, "/") || strings.HasPrefix(value, "//")) {
					t.Errorf("%s: %s=%s", path, name, value)
				}
			}
			if has(n, "style") || has(n, "onclick") || n.Data == "script" && attr(n, "src") == "" {
				t.Errorf("%s: <%s> that the policy forbids", path, n.Data)
			}
		}
	}
	for path, kind := range map[string]string{"/demo/style.css": "text/css; charset=utf-8", "/demo/copy.js": "text/javascript; charset=utf-8"} {
		if r := f.get(path, ""); r.status != 200 || r.text == "" || r.header.Get("Content-Type") != kind {
			t.Errorf("%s: %d %s", path, r.status, r.header.Get("Content-Type"))
		}
	}
}

func TestCreateByThePage(t *testing.T) {
	f := start(t)
	r := f.post(createURL, url.Values{"label": {"Sync <b>"}, "chosen_apps": {"yes"}, "app": {AcmeSync}, "expires": {"2026-03-02"}, "action": {"create"}})
	field := byID(t, r.text, "jwt")
	if r.status != http.StatusOK || !has(field, "readonly") || textOf(byID(t, r.text, "copy")) != "Copy" {
		t.Fatalf("%d %s", r.status, r.text)
	}
	if !strings.Contains(r.text, "Acme Sync can call RingCentral on behalf of Northwind Traders / Ada Jones (ext. 101).") || strings.Contains(r.text, "<b>") {
		t.Errorf("the page says %s", r.text)
	}
	jwt := textOf(field)
	if x := f.exchange(AcmeSync, jwt); x.status != http.StatusOK {
		t.Errorf("exchange: %d %s", x.status, x.text)
	}
	list := f.get("/console/my-credentials", "")
	for _, want := range []string{"Sync <b>", "Acme Sync", "2026-03-01", "2026-03-02"} {
		if !slices.Contains(texts(t, list.text, "td"), want) {
			t.Errorf("the list lacks %q: %q", want, texts(t, list.text, "td"))
		}
	}
	if strings.Contains(list.text, jwt) {
		t.Error("the list shows the credential again")
	}
	f.clock.Advance(12 * 60 * 60 * 1e9) // the expiration date begins
	if x := f.exchange(AcmeSync, jwt); x.code() != "OAU-140" {
		t.Errorf("after the expiration date: %d %s", x.status, x.text)
	}
}

func TestCreateFormSaysWhatIsMissing(t *testing.T) {
	f := start(t)
	for _, c := range []struct {
		name string
		form url.Values
		want string
	}{
		{"nothing", url.Values{}, "Label is required"},
		{"no choice", url.Values{"label": {"x"}, "app": {AcmeSync}}, "Choose what apps are permitted"},
		{"no app", url.Values{"label": {"x"}, "chosen_apps": {"yes"}}, "Add at least one app"},
		{"blank label", url.Values{"label": {" "}, "all_apps": {"yes"}}, "Label is required"},
		{"long label", url.Values{"label": {strings.Repeat("ä", 101)}, "all_apps": {"yes"}}, "Label is required"},
		{"today", url.Values{"label": {"x"}, "all_apps": {"yes"}, "expires": {"2026-03-01"}}, "Expiration Date (UTC) must be"},
		{"no date", url.Values{"label": {"x"}, "all_apps": {"yes"}, "expires": {"soon"}}, "Expiration Date (UTC) must be"},
		{"unknown app smuggled in", url.Values{"label": {"x"}, "chosen_apps": {"yes"}, "app": {"nobody", AcmeInternal}}, "Add at least one app"},
	} {
		c.form.Set("action", "create")
		if r := f.post(createURL, c.form); r.status != http.StatusUnprocessableEntity || !strings.Contains(r.text, c.want) {
			t.Errorf("%s: %d, want %q", c.name, r.status, c.want)
		}
	}
	if n := len(f.credentialsOf(AdaJones)); n != 0 {
		t.Errorf("%d credentials made", n)
	}
}

func TestAddAndRemoveApps(t *testing.T) {
	f := start(t)
	inTable := func(r reply) []string {
		var ids []string
		for _, n := range elements(t, r.text, func(n *html.Node) bool { return attr(n, "name") == "app" }) {
			ids = append(ids, attr(n, "value"))
		}
		return ids
	}
	for _, c := range []struct {
		name    string
		form    url.Values
		want    []string
		problem bool
	}{
		{"add", url.Values{"action": {"add"}, "client_id": {AcmePocket}, "app": {AcmeSync}}, []string{AcmeSync, AcmePocket}, false},
		{"enter adds", url.Values{"action": {"enter"}, "client_id": {AcmeSync}}, []string{AcmeSync}, false},
		{"twice", url.Values{"action": {"add"}, "client_id": {AcmeSync}, "app": {AcmeSync}}, []string{AcmeSync}, false},
		{"own organization's private app", url.Values{"action": {"add"}, "client_id": {NorthwindReports}}, []string{NorthwindReports}, false},
		{"remove", url.Values{"remove": {AcmeSync}, "app": {AcmeSync, AcmePocket}}, []string{AcmePocket}, false},
		{"private", url.Values{"action": {"add"}, "client_id": {AcmeInternal}}, nil, true},
		{"unknown", url.Values{"action": {"add"}, "client_id": {"nobody"}}, nil, true},
		{"sandbox", url.Values{"action": {"add"}, "client_id": {AcmeSandbox}}, nil, true},
		{"stray space", url.Values{"action": {"add"}, "client_id": {AcmeSync + " "}}, nil, true},
		{"nothing typed", url.Values{"action": {"add"}}, nil, true},
	} {
		c.form.Set("label", "keep me")
		r := f.post(createURL, c.form)
		if got := inTable(r); !slices.Equal(got, c.want) || strings.Contains(r.text, `role="alert"`) != c.problem {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if attr(byID(t, r.text, "label"), "value") != "keep me" {
			t.Errorf("%s: the label is lost", c.name)
		}
	}
	if r := f.get(createURL+`?client_id="><script>`, ""); strings.Contains(r.text, "><script>") || !strings.Contains(r.text, notListed) {
		t.Error("an unknown client ID in the address")
	}
}

func TestUsers(t *testing.T) {
	f := start(t)
	as := func(userID int64, back string) reply {
		return f.post("/demo/sign-in", url.Values{"user": {id(userID)}, "back": {back}})
	}
	r := as(EliStone, createURL+"?client_id="+AcmeSync)
	cookie := r.header.Get("Set-Cookie")
	if r.header.Get("Location") != createURL+"?client_id="+AcmeSync || !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Strict") {
		t.Errorf("sign in: %d %v", r.status, r.header)
	}
	for _, r := range []reply{f.get(createURL, ""), f.post(createURL, url.Values{"label": {"x"}, "all_apps": {"yes"}})} {
		if r.status != http.StatusForbidden || !strings.Contains(r.text, "Developer Portal Access") {
			t.Errorf("without Developer Portal Access: %d", r.status)
		}
	}
	for back, want := range map[string]string{
		"https://evil.example/console/": "/console/my-credentials", "//evil.example/console/": "/console/my-credentials",
		`/\evil.example`: "/console/my-credentials", "": "/console/my-credentials", "/demo": "/demo",
	} {
		if r := as(IntegrationService, back); r.header.Get("Location") != want {
			t.Errorf("back to %q goes to %q", back, r.header.Get("Location"))
		}
	}
	if r := as(1, ""); r.status != http.StatusBadRequest {
		t.Errorf("unknown user: %d", r.status)
	}
	f.credential(CredentialRequest{UserID: AdaJones, Label: "Ada's"})
	jti := f.credentialsOf(AdaJones)[0].JTI
	if r := f.get("/console/my-credentials", ""); strings.Contains(r.text, "Ada&#39;s") {
		t.Error("another user's credential is listed")
	}
	f.post("/console/my-credentials/delete", url.Values{"jti": {jti}})
	if len(f.credentialsOf(AdaJones)) != 1 {
		t.Error("another user's credential was deleted")
	}
}

func TestRehearsalPage(t *testing.T) {
	f := start(t)
	r := f.get("/demo", "")
	cells := texts(t, r.text, "td")
	for _, fault := range Faults() {
		name := fault.Name
		if !slices.Contains(cells, name) {
			t.Errorf("the page lacks %s", name)
		}
	}
	r = f.post("/demo/fault", url.Values{"fault": {"slow"}, "shape": {"usual"}, "where": {"status"}, "times": {"2"}, "seconds": {"7"}})
	want := Injection{Fault: "slow", Shape: ShapeUsual, Where: WhereStatus, Times: 2, Delay: 7e9}
	if in, on := f.Injected(); r.status != http.StatusSeeOther || !on || in != want {
		t.Errorf("%d %+v", r.status, in)
	}
	if r := f.get("/demo", ""); !strings.Contains(r.text, "<strong>slow</strong>") {
		t.Error("the page does not show the fault that is on")
	}
	for _, bad := range []url.Values{{}, {"fault": {"nope"}, "times": {"0"}, "seconds": {"5"}}, {"fault": {"slow"}, "times": {"0"}, "seconds": {"121"}}} {
		if r := f.post("/demo/fault", bad); r.status != http.StatusBadRequest {
			t.Errorf("%v: %d", bad, r.status)
		}
	}
	token := f.token(AdaJones, AcmeSync)
	f.post("/demo/reset", url.Values{"what": {"state"}})
	if _, on := f.Injected(); on || f.get("/restapi/v1.0/status", token).code() != "OAU-213" {
		t.Error("reset leaves the fault or the session")
	}
	f.post("/demo/reset", url.Values{"what": {"credentials"}})
	if len(f.credentialsOf(AdaJones)) != 0 {
		t.Error("credentials are left")
	}
	if r := f.post("/demo/reset", nil); r.status != http.StatusBadRequest {
		t.Errorf("reset of nothing: %d", r.status)
	}
}
