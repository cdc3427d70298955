package demo

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	maxLabel  = 100 // characters
	maxApps   = 50
	dateForm  = "2006-01-02"
	notListed = "No app with this client ID was found that your organization may use."
)

func (p *Platform) consoleRoutes(mux *http.ServeMux) {
	list := func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/console/my-credentials", http.StatusSeeOther)
	}
	mux.HandleFunc("GET /console", list)
	mux.HandleFunc("GET /console/{$}", list)
	mux.HandleFunc("GET /console/my-credentials", p.developersOnly(p.listPage))
	mux.HandleFunc("POST /console/my-credentials/delete", p.developersOnly(p.deletePage))
	mux.HandleFunc("GET /console/my-credentials/create", p.developersOnly(p.createPage))
	mux.HandleFunc("POST /console/my-credentials/create", p.developersOnly(p.createForm))
}

// developersOnly turns away users whose role lacks Developer Portal Access.
func (p *Platform) developersOnly(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if signedIn(r).may(permDeveloperPortal) {
			next(w, r)
			return
		}
		message(w, r, http.StatusForbidden, "You do not have access to the developer console",
			"Your role lacks the permission “Developer Portal Access”.",
			"Ask an administrator of your company to add it to your role, or to create the credential for you.")
	}
}

// createState is what the form holds between two requests.
type createState struct {
	Label      string
	AllApps    bool
	ChosenApps bool
	ClientID   string
	Apps       []app
	Expires    string
}

func readCreate(form url.Values, u user) createState {
	s := createState{
		Label: form.Get("label"), AllApps: form.Has("all_apps"), ChosenApps: form.Has("chosen_apps"),
		ClientID: form.Get("client_id"), Expires: form.Get("expires"),
	}
	for _, clientID := range form["app"] {
		if a, ok := findApp(clientID); ok && clientID != form.Get("remove") && len(s.Apps) < maxApps {
			s.add(a, u)
		}
	}
	return s
}

func (s *createState) add(a app, u user) bool {
	if !a.usableBy(u.AccountID) {
		return false
	}
	if !slices.ContainsFunc(s.Apps, func(b app) bool { return a.ClientID == b.ClientID }) {
		s.Apps = append(s.Apps, a)
	}
	return true
}

// addTyped takes the client ID exactly as typed: a space too many is not found.
func (s *createState) addTyped(u user) []string {
	if s.ClientID == "" {
		return []string{"Enter the client ID of the app to add."}
	}
	a, ok := findApp(s.ClientID)
	if !ok || !s.add(a, u) {
		return []string{notListed}
	}
	s.ClientID = ""
	return nil
}

// problems says what still keeps the credential from being created.
func (s createState) problems(now time.Time) []string {
	var all []string
	if label := strings.TrimSpace(s.Label); label == "" || len([]rune(label)) > maxLabel {
		all = append(all, "Label is required, with at most 100 characters.")
	}
	if !s.AllApps && !s.ChosenApps {
		all = append(all, "Choose what apps are permitted to use this credential.")
	}
	if s.ChosenApps && len(s.Apps) == 0 {
		all = append(all, "Add at least one app, by its client ID.")
	}
	if s.Expires != "" {
		if day, err := time.Parse(dateForm, s.Expires); err != nil || !day.After(now) {
			all = append(all, "Expiration Date (UTC) must be a day after today.")
		}
	}
	return all
}

// createPage opens the form. A client_id in the address fills the table, as the
// guide implies; which apps are permitted remains for the user to choose, since
// nobody has documented that the real page chooses.
func (p *Platform) createPage(w http.ResponseWriter, r *http.Request) {
	s := createState{ClientID: r.URL.Query().Get("client_id")}
	var problems []string
	if s.ClientID != "" {
		problems = s.addTyped(signedIn(r))
	}
	p.showCreate(w, r, http.StatusOK, s, problems)
}

func (p *Platform) showCreate(w http.ResponseWriter, r *http.Request, status int, s createState, problems []string) {
	render(w, status, "create.html", struct {
		page
		Problems []string
		Form     createState
		Tomorrow string
	}{newPage(r, "Create a JWT credential"), problems, s, p.now().UTC().AddDate(0, 0, 1).Format(dateForm)})
}

// createForm adds an app, removes one, or creates the credential. The action
// "enter" is the Enter key: it adds while a client ID stands in its field.
func (p *Platform) createForm(w http.ResponseWriter, r *http.Request) {
	if !readPage(w, r) {
		return
	}
	u := signedIn(r)
	s := readCreate(r.PostForm, u)
	action := r.PostForm.Get("action")
	switch {
	case r.PostForm.Has("remove"):
		p.showCreate(w, r, http.StatusOK, s, nil)
	case action == "add" || action == "enter" && s.ClientID != "":
		p.showCreate(w, r, http.StatusOK, s, s.addTyped(u))
	default:
		p.create(w, r, s)
	}
}

func (p *Platform) create(w http.ResponseWriter, r *http.Request, s createState) {
	if problems := s.problems(p.now()); len(problems) > 0 {
		p.showCreate(w, r, http.StatusUnprocessableEntity, s, problems)
		return
	}
	req := CredentialRequest{UserID: signedIn(r).ID, Label: strings.TrimSpace(s.Label), AllOrgApps: s.AllApps}
	if s.ChosenApps {
		for _, a := range s.Apps {
			req.AllowedClientIDs = append(req.AllowedClientIDs, a.ClientID)
		}
	}
	if s.Expires != "" {
		req.Expires, _ = time.Parse(dateForm, s.Expires) // checked by problems
	}
	jwt, err := p.CreateCredential(req)
	if err != nil {
		message(w, r, http.StatusInternalServerError, "The credential could not be kept", "Check that the demo's folder can be written to, then try again.")
		return
	}
	frame := newPage(r, "Your JWT credential was created")
	frame.Back = "/console/my-credentials"
	a, _ := findAccount(frame.User.AccountID)
	render(w, http.StatusOK, "created.html", struct {
		page
		Label, Company, JWT, Reach string
	}{frame, req.Label, a.Company, jwt.Reveal(), reach(req, frame.User, a)})
}

// reach is the sentence of the guide about what the credential is good for.
func reach(req CredentialRequest, u user, a account) string {
	return "With it, " + strings.Join(permitted(req.AllOrgApps, req.AllowedClientIDs), ", ") +
		" can call RingCentral on behalf of " + a.Company + " / " + u.Name() + " (ext. " + u.Extension + ")."
}

func permitted(allOrgApps bool, clientIDs []string) []string {
	var names []string
	if allOrgApps {
		names = append(names, "all apps created within your organization")
	}
	for _, clientID := range clientIDs {
		if a, ok := findApp(clientID); ok {
			names = append(names, a.Name)
		}
	}
	return names
}

// listed is a row of the credentials page.
type listed struct {
	credential
	Apps             []string
	Created, Expires string
}

func (p *Platform) listPage(w http.ResponseWriter, r *http.Request) {
	frame := newPage(r, "Credentials")
	var rows []listed
	for _, c := range p.credentialsOf(frame.User.ID) {
		row := listed{credential: c, Apps: permitted(c.AllOrgApps, c.ClientIDs), Created: c.CreatedAt.Format(dateForm), Expires: "never"}
		if c.ExpiresAt != nil {
			row.Expires = c.ExpiresAt.Format(dateForm)
		}
		rows = append(rows, row)
	}
	render(w, http.StatusOK, "list.html", struct {
		page
		Credentials []listed
	}{frame, rows})
}

// deletePage deletes one of the user's own credentials.
func (p *Platform) deletePage(w http.ResponseWriter, r *http.Request) {
	if !readPage(w, r) {
		return
	}
	u, jti := signedIn(r), r.PostForm.Get("jti")
	if err := p.deleteCredentials(func(c credential) bool { return c.JTI == jti && c.UserID == u.ID }); err != nil {
		message(w, r, http.StatusInternalServerError, "The credential could not be deleted", "Check that the demo's folder can be written to, then try again.")
		return
	}
	http.Redirect(w, r, "/console/my-credentials", http.StatusSeeOther)
}
