package kore

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	corekore "github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/sts"
	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/uitest"
)

// Every state of the page is whole in every language.
func TestLanguages(t *testing.T) {
	all := []corekore.Client{support(), {ClientID: "cs-2", Name: "Other", Policy: corekore.PolicyAny, Host: "kore.example.com"}}
	refused := finding.NewKoreAnswer(finding.KoreSecretRejected, "platform.kore.ai", "no")
	call := core.Call{Method: "POST", URL: "https://platform.kore.ai/api/1.1/oAuth/token/jwtgrant", Status: 401, At: now, Error: "no"}
	for _, c := range []struct {
		name    string
		clients []corekore.Client
		act     func(b *bench)
	}{
		{"empty", nil, func(*bench) {}},
		{"unread", nil, func(b *bench) {
			b.fake.listErr = core.Fail("read", finding.NewKoreFileUnreadable("kore.toml", text.Say("reason.kore.no_right")), nil)
			b.page.Reload()
			b.loop.Settle()
		}},
		{"list", all, func(b *bench) {
			b.page.runner.port.Entry.SetText("70000")
			b.press(lang.T("kore.service.start"))
		}},
		{"form", nil, func(b *bench) {
			b.press(lang.T("kore.add"))
			b.press(lang.T("kore.form.save"))
		}},
		{"form-list", nil, func(b *bench) {
			b.press(lang.T("kore.add"))
			b.page.form.policies.SetSelectedIndex(ruleOf(corekore.PolicyList))
			b.page.form.algorithms.SetSelectedIndex(2)
			b.press(lang.T("kore.form.save"))
		}},
		{"form-change", all, func(b *bench) {
			b.change("Support")
			b.press(lang.T("kore.form.advanced"))
			b.page.form.policies.SetSelectedIndex(ruleOf(corekore.PolicySession))
			b.page.form.encrypt.SetSelectedIndex(1)
			for _, key := range []string{fieldName, fieldBotID, fieldHost, fieldOrigins, fieldLifetime, fieldIssuer, fieldFromRequest, fieldFromSession, fieldKeyFile} {
				b.page.form.fields[key].Entry.SetText("-\u00a0/")
			}
			b.press(lang.T("kore.form.save"))
			b.press(lang.T("kore.form.cancel"))
		}},
		{"form-refused", all, func(b *bench) {
			b.fake.err = core.Fail("save", finding.NewKeychain(finding.KeychainLocked), nil)
			b.change("Support")
			b.press(lang.T("kore.form.save"))
		}},
		{"saved", all, func(b *bench) {
			b.change("Support")
			b.press(lang.T("kore.form.save"))
		}},
		{"remove", all, func(b *bench) {
			b.press(lang.T("kore.open", lang.S{"name": "Support"}))
			b.press(lang.T("kore.remove.button"))
		}},
		{"token", all, func(b *bench) {
			b.mints()
			b.press(lang.T("kore.open", lang.S{"name": "Support"}))
			b.press(lang.T("kore.token.make"))
			b.press(lang.T("kore.live.start"))
		}},
		{"token-over", all, func(b *bench) {
			b.mints()
			b.press(lang.T("kore.open", lang.S{"name": "Support"}))
			b.press(lang.T("kore.token.make"))
			b.loop.Advance(time.Hour)
			b.press(lang.T("kore.token.another"))
		}},
		{"live", all, func(b *bench) {
			b.press(lang.T("kore.open", lang.S{"name": "Other"}))
			b.press(lang.T("kore.live.start"))
		}},
		{"live-running", all, func(b *bench) {
			b.press(lang.T("kore.open", lang.S{"name": "Support"}))
			b.press(lang.T("kore.live.start"))
			uitest.Press(b.t, b.window.Content(), lang.T("kore.live.send", lang.S{"host": "platform.kore.ai"}))
		}},
		{"live-refused", all, func(b *bench) {
			b.fake.verify = func(context.Context, string, corekore.Trial) (corekore.LiveResult, error) {
				return corekore.LiveResult{Findings: []core.Finding{refused}, Call: call}, nil
			}
			b.press(lang.T("kore.open", lang.S{"name": "Support"}))
			b.press(lang.T("kore.live.start"))
			b.press(lang.T("kore.live.send", lang.S{"host": "platform.kore.ai"}))
			b.press(lang.T("kore.live.details"))
		}},
		{"service", all, func(b *bench) {
			observe := b.serves()
			b.press(lang.T("kore.service.start"))
			(*observe)(sts.Event{At: now, Verdict: sts.Preflight, Origin: "https://www.example.com"})
			(*observe)(sts.Event{At: now, Verdict: sts.Signed, ClientID: "cs-1", Anonymous: true, Origin: "https://www.example.com"})
			(*observe)(sts.Event{At: now, Verdict: sts.Signed, ClientID: "cs-2", IdentityHash: "0123456789abcdef", Address: "127.0.0.1"})
			(*observe)(sts.Event{At: now, Verdict: sts.Refused, Origin: "https://evil.example", Code: finding.KoreOriginRefused, Why: text.Say("reason.kore.other_origin_any", text.Slots{"origin": "https://evil.example"}), Status: 403})
			b.loop.Advance(time.Second)
		}},
	} {
		uitest.InEveryLanguage(t, "kore-"+c.name, uitest.PageWidth, func(t *testing.T) fyne.Window {
			b := newBench(t, c.clients...)
			c.act(b)
			b.keepsQuiet()
			return b.window
		})
	}
}

// change opens the form of a client.
func (b *bench) change(name string) {
	b.t.Helper()
	b.press(lang.T("kore.open", lang.S{"name": name}))
	b.press(lang.T("kore.change"))
}

// mints lets tokens be made.
func (b *bench) mints() {
	b.fake.mint = func(string, corekore.Person) (corekore.Minted, error) {
		return corekore.Minted{JWT: core.NewSecret(canaryToken)}, nil
	}
}

// serves lets the service start, and returns what to tell of requests.
func (b *bench) serves() *func(sts.Event) {
	observe := new(func(sts.Event))
	b.fake.start = func(_ string, o func(sts.Event)) (Running, error) {
		*observe = o
		return served{b.fake}, nil
	}
	return observe
}
