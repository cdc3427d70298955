package demo

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/sureline/sureline/core/demo/internal/lookalike"
)

//go:embed web
var web embed.FS

var templates = template.Must(template.ParseFS(web, "web/*.html"))

// page is what the frame around every page shows.
type page struct {
	Title string
	User  user
	Users []choice
	// Back is where the demo's user chooser returns to.
	Back string
}

// choice is a user in the demo's chooser.
type choice struct {
	user
	Company string
}

const userCookie = "sureline_demo_user"

// signedIn returns the user that the demo's chooser chose. It is no protection:
// whoever sits at this computer may be anybody here.
func signedIn(r *http.Request) user {
	if c, err := r.Cookie(userCookie); err == nil {
		n, _ := strconv.ParseInt(c.Value, 10, 64)
		if u, ok := findUser(n); ok {
			return u
		}
	}
	u, _ := findUser(AdaJones)
	return u
}

func newPage(r *http.Request, title string) page {
	back := r.URL.Path
	if r.Method == http.MethodGet && r.URL.RawQuery != "" {
		back += "?" + r.URL.RawQuery
	}
	p := page{Title: title, User: signedIn(r), Back: back}
	for _, u := range users {
		a, _ := findAccount(u.AccountID)
		p.Users = append(p.Users, choice{u, a.Company})
	}
	return p
}

func render(w http.ResponseWriter, status int, name string, data any) {
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, name, data); err != nil {
		http.Error(w, "the demo platform could not make this page", http.StatusInternalServerError)
		return
	}
	pageHeaders(w.Header())
	lookalike.Write(w, status, "text/html; charset=utf-8", b.Bytes())
}

// pageHeaders let a page load and do nothing but its own. The referrer stays
// within the server: without it browsers would send forms without an origin.
func pageHeaders(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "same-origin")
}

func message(w http.ResponseWriter, r *http.Request, status int, title string, paragraphs ...string) {
	render(w, status, "message.html", struct {
		page
		Paragraphs []string
	}{newPage(r, title), paragraphs})
}

// asset serves one of the two files that pages load.
func asset(name, contentType string) http.HandlerFunc {
	text, err := web.ReadFile("web/" + name)
	return func(w http.ResponseWriter, r *http.Request) {
		if err != nil {
			http.NotFound(w, r)
			return
		}
		lookalike.Write(w, http.StatusOK, contentType, text)
	}
}

// readPage parses a form of a page.
func readPage(w http.ResponseWriter, r *http.Request) bool {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		message(w, r, http.StatusBadRequest, "This form could not be read", "Go back and try again.")
		return false
	}
	return true
}

func (p *Platform) signIn(w http.ResponseWriter, r *http.Request) {
	if !readPage(w, r) {
		return
	}
	n, _ := strconv.ParseInt(r.PostForm.Get("user"), 10, 64)
	if _, ok := findUser(n); !ok {
		message(w, r, http.StatusBadRequest, "No such user", "Choose a user from the list at the top.")
		return
	}
	http.SetCookie(w, &http.Cookie{Name: userCookie, Value: id(n), Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r, localPath(r.PostForm.Get("back")), http.StatusSeeOther)
}

// localPath returns the address if it is one of the pages here, else the list
// of credentials.
func localPath(back string) string {
	u, err := url.Parse(back)
	if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(u.Path, "/console/") && u.Path != rehearsalPath {
		return "/console/my-credentials"
	}
	local := url.URL{Path: u.Path, RawQuery: u.RawQuery}
	return local.String()
}
