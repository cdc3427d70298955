//go:build e2e

package e2e

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/remote"
)

// browserScript stands in for the user's browser: Chromium with the flags that
// a test machine without a network and with root as its user needs. It can be
// driven at a port of its own choice, which it writes into its profile.
const browserScript = `#!/bin/sh
exec chromium --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
  --disable-component-update --disable-sync --disable-dev-shm-usage --password-store=basic --window-position=0,0 --window-size=1100,860 \
  --remote-debugging-port=0 --user-data-dir=%s "$@"
`

// offerBrowser makes BROWSER name a Chromium that the test can drive.
func (d *desktop) offerBrowser() {
	d.t.Helper()
	script, profile := filepath.Join(d.outside, "browser"), d.browserProfile()
	if err := os.WriteFile(script, fmt.Appendf(nil, browserScript, profile), 0o700); err != nil {
		d.t.Fatal(err)
	}
	d.env = append(d.env, "BROWSER="+script)
	d.t.Cleanup(func() { d.endBrowser(profile) })
}

func (d *desktop) browserProfile() string { return filepath.Join(d.outside, "chromium") }

// endBrowser waits until no process of the browser writes into its profile.
func (d *desktop) endBrowser(profile string) {
	for range 100 {
		if _, err := d.run("pkill", "-KILL", "-f", profile); err != nil {
			return // nothing was left to end
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// page attaches to the page that the program opened, once it is there.
func (d *desktop) page(inURL string) context.Context {
	d.t.Helper()
	var address string
	d.eventually("the browser", func() error {
		written, err := os.ReadFile(filepath.Join(d.browserProfile(), "DevToolsActivePort"))
		if err != nil {
			return err
		}
		port, _, _ := strings.Cut(string(written), "\n")
		address = "127.0.0.1:" + port
		answer, err := http.Get("http://" + address + "/json/version")
		if err != nil {
			return err
		}
		return answer.Body.Close()
	})
	allocator, stop := remote.NewAllocator(context.Background(), "ws://"+address+"/")
	d.t.Cleanup(stop)
	browser, stopBrowser := chromedp.NewContext(allocator)
	d.t.Cleanup(stopBrowser)
	var id target.ID
	d.eventually("the page "+inURL, func() error {
		targets, err := chromedp.Targets(browser)
		if err != nil {
			return err
		}
		for _, t := range targets {
			if t.Type == "page" && strings.Contains(t.URL, inURL) {
				id = t.TargetID
				return nil
			}
		}
		return fmt.Errorf("%d pages are open, none of them it", len(targets))
	})
	tab, stopTab := chromedp.NewContext(browser, chromedp.WithTargetID(id))
	d.t.Cleanup(stopTab)
	return tab
}

// createCredential does in the page what the window told the user to do, and
// returns what the page showed, which the user only copies.
func (d *desktop) createCredential(tab context.Context, label string) string {
	d.t.Helper()
	ctx, stop := context.WithTimeout(tab, patience)
	defer stop()
	fail := func(err error) {
		if err != nil {
			d.shot("browser-failure")
			d.t.Fatalf("the credential page: %v", err)
		}
	}
	fail(chromedp.Do(ctx, chromedp.WaitVisible("#label"), chromedp.SendKeys("#label", label), chromedp.Click("#chosen-apps")))
	apps, err := chromedp.Run(ctx, chromedp.Text("table"))
	fail(err)
	fail(chromedp.Do(ctx, chromedp.Click(`button[value="create"]`), chromedp.WaitVisible("#jwt")))
	jwt, err := chromedp.Run(ctx, chromedp.Value("#jwt"))
	fail(err)
	fail(chromedp.Do(ctx, chromedp.Click("#copy")))
	_, err = chromedp.Run(ctx, chromedp.Poll[bool](`document.getElementById("copied").textContent === "Copied"`))
	fail(err)
	if !strings.Contains(apps, "Acme Sync") {
		d.t.Errorf("the table of the page names %q, not the app", apps)
	}
	if strings.Count(jwt, ".") != 2 {
		d.t.Fatalf("the page showed no credential but %d characters", len(jwt))
	}
	return jwt
}
