//go:build e2e

package interop

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// attempts of the attacker's page, each of which must leave a line in the log.
const attempts = 8

// TestAttack has pages of origins that are not listed try everything. The policy
// is the weakest there is, so only the origin protects the service.
func TestAttack(t *testing.T) {
	b := newBrowser(t)
	for name, c := range map[string]struct {
		policy string // Content-Security-Policy of the page
		page   string // replaces the page's host name
		sts    string // replaces the service's host name
		why    string // what the service must say of it
	}{
		"another port":  {why: "is not among the origins"},
		"another name":  {page: "localhost", why: "is not among the origins"},
		"another site":  {page: "attacker.test", why: "is not among the origins"},
		"null origin":   {policy: "sandbox allow-scripts allow-forms", why: "hides its origin"},
		"rebound name":  {page: "attacker.test", sts: "attacker.test", why: "names the host"},
		"rebound alone": {sts: "attacker.test", why: "names the host"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, client{algorithm: "HS256", policy: "any"})
			evil := newShop(t)
			evil.policy = c.policy
			evil.settings = w.settings("attack", ada)
			address := evil.URL
			if c.page != "" {
				address = strings.Replace(address, "127.0.0.1", c.page, 1)
			}
			if c.sts != "" {
				evil.settings.STS = strings.Replace(evil.settings.STS, "127.0.0.1", c.sts, 1)
			}
			p := b.open(t, address)
			p.eventually("the attack's end", func() error {
				if title := p.value("document.title"); title != "done" {
					return fmt.Errorf("the page's title is %q", title)
				}
				return nil
			})
			p.settle()
			w.checkNothingSigned(p, c.why)
			if refused := len(w.service.refused()); refused != attempts {
				p.fail("the service refused %d requests, want %d:\n%s", refused, attempts, w.service.text())
			}
			if stolen := p.value("window.stolen"); strings.Contains(stolen, "eyJ") {
				p.fail("the page has a JWT")
			}
		})
	}
}

// checkNothingSigned looks into the log: no JWT, and why not.
func (w *world) checkNothingSigned(p *tab, why string) {
	w.t.Helper()
	if signed := w.service.signed(); len(signed) > 0 {
		p.fail("the service signed: %v", signed)
	}
	if len(w.platform.Grants()) > 0 || w.platform.Connections() > 0 {
		p.fail("the platform was asked: %+v", w.platform.Grants())
	}
	refused := w.service.refused()
	for _, line := range refused {
		if strings.Contains(fmt.Sprint(line), why) {
			return
		}
	}
	p.fail("the service does not say %q, but\n%s", why, w.service.text())
}

// TestUnlistedShop is the SDK itself on a page that nobody has listed: the
// visitor waits for ever, and only the log can say why.
func TestUnlistedShop(t *testing.T) {
	b := newBrowser(t)
	for _, mode := range []string{"function", "url", "legacy"} {
		t.Run(mode, func(t *testing.T) {
			w := newWorld(t, client{algorithm: "HS256", policy: "any"})
			other := newShop(t)
			other.settings = w.settings(mode, ada)
			p := b.open(t, other.URL)
			p.openWindow()
			p.settle()
			w.checkNothingSigned(p, other.URL)
		})
	}
}

// TestServiceRefuses is a listed page that asks for what it may not have.
func TestServiceRefuses(t *testing.T) {
	b := newBrowser(t)
	for name, c := range map[string]struct {
		identity, clientID, why string
	}{
		"a person who is not listed": {"eve@shop.example", "", "is not in the list"},
		"a client that is not there": {ada, "cs-another", "cs-another is not set up here"},
		"nobody":                     {"", "", "“identity” is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, client{algorithm: "HS256", policy: "list"})
			w.shop.settings = w.settings("legacy", c.identity)
			if c.clientID != "" {
				w.shop.settings.ClientID = c.clientID
			}
			p := b.open(t, w.shop.URL)
			p.openWindow()
			p.do("an error text", chromedp.WaitVisible(chromedp.CSS(".errorMsgBlock.showError")))
			text := p.value(`document.querySelector(".errorMsgBlock.showError").innerText`)
			if text == "" || strings.ContainsAny(text, "{}<>") {
				p.fail("the visitor reads %q", text)
			}
			w.checkNothingSigned(p, c.why)
		})
	}
}

// TestPreflight asks as the browser does before a page's own function may ask.
func TestPreflight(t *testing.T) {
	w := newWorld(t, client{algorithm: "HS256", policy: "list"})
	for origin, allowed := range map[string]bool{w.shop.URL: true, w.shop.URL + "0": false, "null": false, "http://attacker.test": false} {
		for _, path := range []string{"/api/users/sts", "/api/users/sts/", "/users/sts"} {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, w.service.url+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Origin", origin)
			req.Header.Set("Access-Control-Request-Method", "POST")
			req.Header.Set("Access-Control-Request-Headers", "content-type")
			answer, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			h := answer.Header
			if got := h.Get("Access-Control-Allow-Origin") == origin; got != allowed || h.Get("Access-Control-Allow-Origin") == "*" {
				t.Errorf("%s from %s: %d %v", path, origin, answer.StatusCode, h)
			}
			if allowed && (answer.StatusCode != http.StatusNoContent || !strings.Contains(strings.ToLower(h.Get("Access-Control-Allow-Headers")), "content-type")) {
				t.Errorf("%s: %d %v", path, answer.StatusCode, h)
			}
		}
	}
	if len(w.service.signed()) > 0 {
		t.Error("a preflight signs nothing")
	}
}
