package demo

import (
	"net/http"
	"strconv"
	"time"
)

// rehearsalPath is the page on which faults are rehearsed.
const rehearsalPath = "/demo"

func (p *Platform) rehearsalRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		message(w, r, http.StatusOK, "Sureline's demo platform",
			"This stands in for RingCentral while you try Sureline. Accounts, users and apps are invented.",
			"“Credentials” above is the page on which a credential is created. “Rehearse faults” makes things go wrong on purpose.")
	})
	mux.HandleFunc("GET "+rehearsalPath, func(w http.ResponseWriter, r *http.Request) { p.rehearse(w, r, http.StatusOK, "") })
	mux.HandleFunc("POST /demo/fault", p.faultForm)
	mux.HandleFunc("POST /demo/reset", p.resetForm)
	mux.HandleFunc("POST /demo/sign-in", p.signIn)
	mux.HandleFunc("GET /demo/acme-sync-relay.sureline", p.relayFile)
	mux.HandleFunc("GET /demo/style.css", asset("style.css", "text/css; charset=utf-8"))
	mux.HandleFunc("GET /demo/copy.js", asset("copy.js", "text/javascript; charset=utf-8"))
}

// family is the faults under one heading.
type family struct {
	Name   string
	Faults []Fault
}

func families() []family {
	var all []family
	for _, f := range faults {
		if len(all) == 0 || all[len(all)-1].Name != f.Family {
			all = append(all, family{Name: f.Family})
		}
		last := &all[len(all)-1]
		last.Faults = append(last.Faults, f)
	}
	return all
}

// shownApp is an app with its secret, which is good here only.
type shownApp struct {
	app
	Secret string
}

func (p *Platform) rehearse(w http.ResponseWriter, r *http.Request, status int, problem string) {
	frame := newPage(r, "Rehearse faults")
	frame.Back = rehearsalPath
	var on *Injection
	if in, ok := p.Injected(); ok {
		on = &in
	}
	var shown []shownApp
	for _, a := range apps {
		secret := p.ClientSecretOf(a.ClientID).Reveal()
		if secret == "" {
			secret = "none"
		}
		shown = append(shown, shownApp{a, secret})
	}
	render(w, status, "rehearse.html", struct {
		page
		Problem  string
		On       *Injection
		Wheres   []Where
		Shapes   []Shape
		Families []family
		Apps     []shownApp
	}{frame, problem, on, Wheres, Shapes, families(), shown})
}

func (p *Platform) faultForm(w http.ResponseWriter, r *http.Request) {
	if !readPage(w, r) {
		return
	}
	form := r.PostForm
	times, err1 := strconv.Atoi(form.Get("times"))
	seconds, err2 := strconv.Atoi(form.Get("seconds"))
	in := Injection{
		Fault: form.Get("fault"), Shape: Shape(form.Get("shape")), Where: Where(form.Get("where")),
		Times: times, Delay: time.Duration(min(max(seconds, 1), 1000)) * time.Second,
	}
	if err1 != nil || err2 != nil || p.Inject(in) != nil {
		p.rehearse(w, r, http.StatusBadRequest, "That choice cannot be used. Choose a fault from the table, and 1 to 120 seconds.")
		return
	}
	http.Redirect(w, r, rehearsalPath, http.StatusSeeOther)
}

func (p *Platform) resetForm(w http.ResponseWriter, r *http.Request) {
	if !readPage(w, r) {
		return
	}
	switch r.PostForm.Get("what") {
	case "fault":
		p.ClearFault()
	case "state":
		p.Reset()
	case "credentials":
		if err := p.deleteCredentials(func(credential) bool { return true }); err != nil {
			p.rehearse(w, r, http.StatusInternalServerError, "The credentials could not be deleted: check that the demo's folder can be written to.")
			return
		}
	default:
		p.rehearse(w, r, http.StatusBadRequest, "Choose one of the buttons.")
		return
	}
	http.Redirect(w, r, rehearsalPath, http.StatusSeeOther)
}
