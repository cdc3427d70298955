package connections

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/ui/uitest"
)

const canaryToken = "canary-access-token"

func TestAccessTokenIsCopiedAfterAQuestion(t *testing.T) {
	b := openBench(t)
	b.press("Copy access token")
	b.says("an hour at most", "Northwind Traders")
	uitest.Key(b.window, fyne.KeyReturn) // leaves it
	b.loop.Settle()
	if len(b.copied) != 0 {
		t.Fatal("copied without a yes")
	}
	b.fake.token = func() (core.Grant, error) {
		return core.Grant{AccessToken: core.NewSecret(canaryToken), ExpiresAt: b.loop.Now().Add(time.Hour)}, nil
	}
	b.press("Copy access token")
	b.press("Copy the token")
	b.loop.Settle()
	if len(b.copied) != 1 || b.copied[0] != canaryToken {
		t.Errorf("copied %d texts", len(b.copied))
	}
	b.says("on the clipboard")
	if strings.Contains(uitest.Words(b.window.Content())+test.RenderToMarkup(b.window.Canvas())+b.window.Title(), canaryToken) {
		t.Error("the token shows")
	}
}

func TestNoAccessTokenSaysWhy(t *testing.T) {
	b := openBench(t)
	f := finding.New(finding.CredentialRejected)
	b.fake.token = func() (core.Grant, error) { return core.Grant{}, core.Fail("token", f, nil) }
	b.press("Copy access token")
	b.press("Copy the token")
	b.loop.Settle()
	b.says(f.Title)
	if len(b.copied) != 0 {
		t.Error("something was copied")
	}
}
