//go:build e2e

package interop

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	koredemo "github.com/sureline/sureline/core/demo/kore"
)

const ada = "ada@shop.example"

// login is one way to log in that has to work.
type login struct {
	name, mode string
	client     client
	identity   string
	// asks is how often the SDK asks the service, and preflights how often the
	// browser asks before it: a form needs none.
	asks, preflights int
	// anonymous and identity are what the platform must see.
	anonymous, sameIdentity bool
	// bare leaves the SDK's placeholders where client ID and secret belong.
	bare bool
}

var logins = []login{
	{"function of the page", "function", client{algorithm: "HS256", policy: "list"}, ada, 1, 1, false, true, false},
	{"function of the page, encrypted RS256, TLS", "function", client{algorithm: "RS256", policy: "list", encrypted: true, secure: true, jti: true}, ada, 1, 1, false, true, false},
	{"address, HS512 and jti, anonymous", "url", client{algorithm: "HS512", policy: "anonymous", jti: true}, "u-made-by-the-page", 2, 0, true, false, false},
	{"address", "url", client{algorithm: "HS256", policy: "any"}, ada, 2, 0, false, true, false},
	{"address, nothing filled in", "url", client{algorithm: "HS256", policy: "list"}, ada, 2, 0, false, true, true},
	{"form of the old SDK, RS512", "legacy", client{algorithm: "RS512", policy: "any"}, "u-made-by-the-page", 1, 0, false, true, false},
}

func TestLogin(t *testing.T) {
	b := newBrowser(t)
	for _, c := range logins {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, c.client)
			w.shop.settings = w.settings(c.mode, c.identity)
			if c.bare {
				w.shop.settings.ClientID, w.shop.settings.ClientSecret = "", ""
			}
			p := b.open(t, w.shop.URL)
			p.openWindow()
			w.loggedIn(p, 1)
			p.settle()
			w.checkLogin(p, c)
			w.checkNothingLeaks(p)
		})
	}
}

// loggedIn waits until so many WebSockets have been opened: the end of a login.
func (w *world) loggedIn(p *tab, n int) {
	w.t.Helper()
	p.eventually("a login", func() error {
		if got := w.platform.Connections(); got != n {
			return fmt.Errorf("%d connections, want %d; the platform saw %+v and the service says\n%s", got, n, w.platform.Requests(), w.service.text())
		}
		return nil
	})
}

func (w *world) checkLogin(p *tab, c login) {
	w.t.Helper()
	if asked := p.times("POST", w.service.url); asked != c.asks {
		p.fail("the SDK asked the service %d times, want %d", asked, c.asks)
	}
	if signed := len(w.service.signed()); signed != c.asks {
		p.fail("the service signed %d times, want %d; it says\n%s", signed, c.asks, w.service.text())
	}
	if asked := len(w.service.preflights()); asked != c.preflights {
		p.fail("%d preflights, want %d", asked, c.preflights)
	}
	grants := w.platform.Grants()
	if len(grants) != 1 {
		p.fail("%d grants, want 1: %+v", len(grants), grants)
	}
	g := grants[0]
	switch {
	case g.Refused != "" || g.ClientID != w.app.ClientID || g.Path != "/api/oAuth/token/jwtgrant" || g.Origin != w.shop.URL:
		p.fail("the grant is %+v", g)
	case (g.Identity == c.identity) != c.sameIdentity || g.Anonymous != c.anonymous:
		p.fail("the identity is %q, anonymous %v", g.Identity, g.Anonymous)
	case (g.JTI != "") != c.client.jti || g.Encrypted != c.client.encrypted:
		p.fail("jti %q, encrypted %v", g.JTI, g.Encrypted)
	case g.Lifetime.Seconds() < 30 || g.Lifetime.Seconds() > 300:
		p.fail("it lives for %v", g.Lifetime)
	}
	if said := p.said(); strings.Contains(said, "error") {
		p.fail("the page complains")
	}
}

// TestReload is the button that logs in once more: its JWT must be a new one,
// because the platform takes a jti once.
func TestReload(t *testing.T) {
	b := newBrowser(t)
	w := newWorld(t, client{algorithm: "HS256", policy: "list", jti: true})
	w.shop.settings = w.settings("url", ada)
	p := b.open(t, w.shop.URL)
	p.openWindow()
	w.loggedIn(p, 1)
	p.do("reload the chat", chromedp.WaitVisible(chromedp.CSS(".reload-btn")), chromedp.Click(chromedp.CSS(".reload-btn")))
	w.loggedIn(p, 2)
	p.settle()
	grants := w.platform.Grants()
	if len(grants) != 2 || grants[0].Refused != "" || grants[1].Refused != "" || grants[0].JTI == "" || grants[0].JTI == grants[1].JTI {
		p.fail("the grants are %+v", grants)
	}
	w.checkNothingLeaks(p)
}

// TestPlatformRefuses is what a visitor sees when the platform does not take the
// JWT: its own words, in the chat window.
func TestPlatformRefuses(t *testing.T) {
	b := newBrowser(t)
	for _, mode := range []string{"function", "url", "legacy"} {
		t.Run(mode, func(t *testing.T) {
			w := newWorld(t, client{algorithm: "HS256", policy: "list"})
			w.shop.settings = w.settings(mode, ada)
			if err := w.platform.Inject(koredemo.Injection{Fault: "user-needed", Status: 401}); err != nil {
				t.Fatal(err)
			}
			p := b.open(t, w.shop.URL)
			p.openWindow()
			p.shows("missing/Invalid jwt.sub()")
			w.checkNothingLeaks(p)
		})
	}
	t.Run("wrong secret", func(t *testing.T) {
		w := newWorld(t, client{algorithm: "HS256", policy: "list", wrongSecret: true})
		w.shop.settings = w.settings("function", ada)
		p := b.open(t, w.shop.URL)
		p.openWindow()
		p.shows("error verifying the jwt")
		p.settle()
		if grants := w.platform.Grants(); len(grants) != 1 || grants[0].Refused == "" || w.platform.Connections() != 0 {
			p.fail("the grants are %+v", grants)
		}
		w.checkNothingLeaks(p)
	})
}

// checkNothingLeaks looks for the secret and the JWT in all that was written.
func (w *world) checkNothingLeaks(p *tab) {
	w.t.Helper()
	jwt := p.value(`window.jwt || ""`)
	if jwt == "" {
		p.fail("the page has no JWT to look for")
	}
	if err := w.service.stop(); err != nil {
		w.t.Errorf("the service did not end in peace: %v", err)
	}
	logs := map[string]string{"service": w.service.text(), "platform": w.platformLog.text(), "console": p.said()}
	if logs["service"] == "" || logs["platform"] == "" {
		w.t.Error("no log to look into")
	}
	for where, log := range logs {
		for _, part := range w.secretParts(jwt) {
			if strings.Contains(log, part) {
				w.t.Errorf("the log of the %s holds a secret or JWT:\n%s", where, log)
			}
		}
	}
}

// secretParts are the secret, and the JWT in its recognisable parts.
func (w *world) secretParts(jwt string) []string {
	parts := []string{jwt, w.secret, pageSecret}
	for part := range strings.SplitSeq(jwt, ".") {
		if len(part) >= 40 {
			parts = append(parts, part, part[len(part)-40:])
		}
	}
	return parts
}
