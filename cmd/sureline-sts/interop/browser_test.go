//go:build e2e

package interop

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// patience is how long a step of the whole machine may take; it is never
// waited for when the step is done sooner.
const patience = 30 * time.Second

// flags are what a test machine without a network and with root as its user
// needs, and what keeps the browser from asking for anything by itself. The name
// attacker.test leads to this computer, as a rebound DNS name would.
var flags = map[string]any{
	"no-sandbox": true, "disable-gpu": true, "disable-quic": true, "disable-component-update": true,
	"host-resolver-rules": "MAP attacker.test 127.0.0.1",
}

// browser is a Chromium with a profile of its own.
type browser struct {
	t   *testing.T
	ctx context.Context
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	profile, err := os.MkdirTemp(t.TempDir(), "chromium-")
	if err != nil {
		t.Fatal(err)
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.UserDataDir(profile), chromedp.ExecPath("chromium"))
	for name, value := range flags {
		opts = append(opts, chromedp.Flag(name, value))
	}
	// Trusts the one certificate that the test has made, and no other.
	spki := sha256.Sum256(certificate(t).Leaf.RawSubjectPublicKeyInfo)
	opts = append(opts, chromedp.Flag("ignore-certificate-errors-spki-list", base64.StdEncoding.EncodeToString(spki[:])))
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, stop := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		stop()
		stopAllocator() // waits for the process
		emptied(profile)
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("chromium does not start: %v (run .ci/setup test)", err)
	}
	return &browser{t: t, ctx: ctx}
}

// emptied removes what children of the browser may write after it has gone.
func emptied(dir string) {
	for range 50 {
		if os.RemoveAll(dir) == nil {
			return
		}
		<-time.After(100 * time.Millisecond)
	}
}

// tab is a page and all that it said and asked for.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu      sync.Mutex
	console strings.Builder
	asked   []asked
}

// asked is a request of the page.
type asked struct{ method, url string }

// open loads the address in a new tab, which is closed when the test ends.
func (b *browser) open(t *testing.T, url string) *tab {
	t.Helper()
	ctx, stop := chromedp.NewContext(b.ctx)
	t.Cleanup(stop)
	p := &tab{t: t, ctx: ctx}
	messages := chromedp.Console(ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			p.mu.Lock()
			fmt.Fprintln(&p.console, m)
			p.mu.Unlock()
		}
	}()
	err := chromedp.Listen(ctx, func(event any) {
		if e, ok := event.(*network.EventRequestWillBeSent); ok {
			p.mu.Lock()
			p.asked = append(p.asked, asked{e.Request.Method, e.Request.URL})
			p.mu.Unlock()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	p.do("open "+url, chromedp.Navigate(url))
	return p
}

// said is the console so far.
func (p *tab) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.console.String()
}

// times counts the requests of the page with the method to addresses that begin
// so. Preflights are the browser's own and are not among them.
func (p *tab) times(method, prefix string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, a := range p.asked {
		if a.method == method && strings.HasPrefix(a.url, prefix) {
			n++
		}
	}
	return n
}

func (p *tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.fail("%s: %v", what, err)
	}
}

// fail keeps a picture of the page, and ends the test with what it had said.
func (p *tab) fail(format string, args ...any) {
	p.t.Helper()
	if dir := os.Getenv("SURELINE_INTEROP_ARTIFACTS"); dir != "" {
		if picture, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot()); err == nil {
			name := strings.ReplaceAll(p.t.Name(), "/", "-") + ".png"
			_ = os.WriteFile(filepath.Join(dir, name), picture, 0o600)
		}
	}
	p.t.Fatalf(format+"\nthe page's console:\n%s", append(args, p.said())...)
}

// openWindow clicks the chat window's button, as a visitor does.
func (p *tab) openWindow() {
	p.t.Helper()
	p.do("open the chat window", chromedp.WaitVisible(chromedp.CSS(".minimized")), chromedp.Click(chromedp.CSS(".minimized")))
}

// shows waits until the chat window shows the error text.
func (p *tab) shows(text string) {
	p.t.Helper()
	p.eventually("the text in the chat window", func() error {
		ctx, stop := context.WithTimeout(p.ctx, patience)
		defer stop()
		got, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector(".errorMsgBlock.showError")?.innerText || ""`))
		if err == nil && !strings.Contains(got, text) {
			err = fmt.Errorf("it shows %q, not %q", got, text)
		}
		return err
	})
}

// value evaluates an expression that is a text.
func (p *tab) value(expression string) string {
	p.t.Helper()
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[string](expression))
	if err != nil {
		p.fail("%s: %v", expression, err)
	}
	return got
}

// eventually repeats a look until it finds no fault.
func (p *tab) eventually(what string, look func() error) {
	p.t.Helper()
	if err := within(patience, look); err != nil {
		p.fail("%s: still not after %v: %v", what, patience, err)
	}
}

// within repeats a look until it finds no fault or the time is over.
func within(limit time.Duration, look func() error) error {
	deadline := time.After(limit)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		err := look()
		if err == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-deadline:
			return err
		}
	}
}

// settle is how long the tests watch for something that must not happen, such as
// a second grant.
const settle = 1500 * time.Millisecond

func (p *tab) settle() { p.do("settle", chromedp.Sleep(settle)) }
