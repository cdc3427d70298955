//go:build e2e && linux

package recipes

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/sureline/sureline/core/handover"
)

// accessToken begins every access token of the demo.
const accessToken = "U0pDMDBQMDBERU1PMDB8"

// running is a program under exec that waits, with what it was given.
type running struct {
	cmd *exec.Cmd
	env map[string]string
}

// start runs a program that says what is in its environment and then waits.
func (w *world) start() running {
	w.t.Helper()
	cmd := w.command("surelinectl", "exec", name, "--", "sh", "-c", `env | grep ^RC_; echo; exec sleep 600`)
	out, err := cmd.StdoutPipe()
	must(w.t, err)
	must(w.t, cmd.Start())
	w.t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	})
	r := running{cmd: cmd, env: map[string]string{}}
	for lines := bufio.NewScanner(out); lines.Scan() && lines.Text() != ""; {
		key, value, _ := strings.Cut(lines.Text(), "=")
		r.env[key] = value
	}
	return r
}

// login is the form that gives a token to whoever knows the key.
func (r running) login() string {
	return url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {r.env["RC_USER_JWT"]}}.Encode()
}

// attack is a page that tries whatever a page can: it knows the port, as a scan
// would tell it, and even the placeholder JWT. What it gets to see goes into
// window.seen.
const attack = `<!doctype html><title>wait</title><iframe name="frame"></iframe><script>
window.seen = [];
const target = %q, form = %q, key = %q;
async function attempt(name, path, options) {
  try {
    const answer = await fetch(target + path, options);
    window.seen.push(name + ": " + answer.type + " " + answer.status + " " + await answer.text());
  } catch (error) {
    window.seen.push(name + ": " + error);
  }
}
async function all() {
  const type = {"Content-Type": "application/x-www-form-urlencoded"};
  await attempt("read", "/restapi/v1.0/account/~", {});
  await attempt("with cookies", "/restapi/v1.0/account/~", {credentials: "include", mode: "no-cors"});
  await attempt("no-cors form", "/restapi/oauth/token", {method: "POST", mode: "no-cors", body: form, headers: type});
  await attempt("form", "/restapi/oauth/token", {method: "POST", body: form, headers: type});
  await attempt("form with the key", "/restapi/oauth/token", {method: "POST", body: form, headers: {...type, Authorization: "Basic " + btoa(key)}});
  const simple = document.createElement("form");
  simple.method = "POST"; simple.target = "frame"; simple.action = target + "/restapi/oauth/token";
  for (const [name, value] of new URLSearchParams(form)) {
    const field = document.createElement("input");
    field.name = name; field.value = value; simple.append(field);
  }
  document.body.append(simple);
  const loaded = new Promise(resolve => document.querySelector("iframe").onload = resolve);
  simple.submit();
  await loaded;
  try { window.seen.push("simple form: " + document.querySelector("iframe").contentDocument.body.innerText); } catch (error) { window.seen.push("simple form: " + error); }
  document.title = "done";
}
all();
</script>`

// TestWebPagesGetNothing: a page of another site, and one whose name leads to this
// computer (DNS rebinding), so that the browser takes proxy and page for one site.
// The page even knows the key.
func TestWebPagesGetNothing(t *testing.T) {
	w := newWorld(t, 0)
	r := w.start()
	proxy, err := url.Parse(r.env["RC_SERVER_URL"])
	must(t, err)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath("chromium"), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(filepath.Join(w.dir, "chromium")),
		// attacker.test leads to the proxy whatever its port, as a rebound name would.
		chromedp.Flag("host-resolver-rules", "MAP attacker.test 127.0.0.1"))
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	defer stopAllocator()
	browser, stop := chromedp.NewContext(allocator)
	defer stop()
	browser, cancel := context.WithTimeout(browser, time.Minute)
	defer cancel()
	for name, target := range map[string]string{
		"another site": proxy.String(),
		"rebound name": "http://attacker.test:" + proxy.Port(),
	} {
		page := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Content-Type", "text/html")
			fmt.Fprintf(rw, attack, target, r.login(), r.env["RC_APP_CLIENT_ID"]+":"+r.env["RC_APP_CLIENT_SECRET"])
		}))
		address := page.URL
		if name == "rebound name" {
			address = strings.Replace(page.URL, "127.0.0.1", "attacker.test", 1)
		}
		_, err := chromedp.RunResponse(browser, chromedp.Navigate(address))
		if err == nil {
			_, err = chromedp.Run(browser, chromedp.Poll[bool](`document.title === "done"`))
		}
		seen, _ := chromedp.Run(browser, chromedp.Evaluate[[]string](`window.seen`))
		page.Close()
		if err != nil || len(seen) != 6 {
			t.Errorf("%s: %v, %q", name, err, seen)
		}
		if strings.Contains(strings.Join(seen, ""), accessToken) {
			t.Errorf("%s: the page has a token: %q", name, seen)
		}
	}
	// Rebound for good: the page's own address is the proxy's. The browser sends no
	// Origin with its GET, and calls it a navigation of the user's.
	for address, want := range map[string]string{
		"http://attacker.test:" + proxy.Port(): "wrong_host", proxy.String(): "web_page", // typed into the address line
	} {
		must(t, chromedp.Do(browser, chromedp.Navigate(address+"/restapi/v1.0/account/~")))
		if text, err := chromedp.Run(browser, chromedp.Text("body")); err != nil || !strings.Contains(text, want) {
			t.Errorf("%s: %q, %v", address, text, err)
		}
	}
	// Whoever knows the key and is no page gets one: the attack was aimed well.
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, proxy.String()+"/restapi/oauth/token", strings.NewReader(r.login()))
	must(t, err)
	req.SetBasicAuth(r.env["RC_APP_CLIENT_ID"], r.env["RC_APP_CLIENT_SECRET"])
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(req)
	must(t, err)
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("the program itself: %d", resp.StatusCode)
	}
}

// TestAnotherUserGetsNothing: neither from the port, nor from what the system tells
// of the programs; and no program's arguments or environment hold a token.
func TestAnotherUserGetsNothing(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("becoming another user needs root, as in CI")
	}
	w := newWorld(t, 0)
	r := w.start()
	script := `
curl -s "$1/restapi/v1.0/account/~"
curl -s -d "$2" "$1/restapi/oauth/token"
curl -s -u "$3:guess" -d "$2" "$1/restapi/oauth/token"
curl -s -H "Authorization: Bearer guess" "$1/restapi/v1.0/account/~"
for p in /proc/[0-9]*; do tr '\0' '\n' <$p/environ; tr '\0' '\n' <$p/cmdline; done 2>/dev/null | grep -c 'RC_APP_CLIENT_SECRET[=]'
id -u`
	cmd := w.command("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "sh", "-c", script, "sh",
		r.env["RC_SERVER_URL"], r.login(), r.env["RC_APP_CLIENT_ID"])
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=/usr/bin:/bin"}
	out, err := cmd.CombinedOutput()
	text := string(out)
	if err != nil || !strings.HasSuffix(strings.TrimSpace(text), "0\n65534") || strings.Count(text, `"error"`) != 4 {
		t.Errorf("%v\n%s", err, text)
	}
	if strings.Contains(text, accessToken) || strings.Contains(text, r.env["RC_APP_CLIENT_SECRET"]) {
		t.Errorf("another user has a token or the key:\n%s", text)
	}
	w.run("", "surelinectl", "token", name) // given to this program, and seen nowhere else:
	processes, err := filepath.Glob("/proc/[0-9]*/*")
	must(t, err)
	for _, path := range processes {
		if base := filepath.Base(path); base == "environ" || base == "cmdline" {
			if data, err := os.ReadFile(path); err == nil && strings.Contains(string(data), accessToken) && !strings.Contains(path, "/self/") {
				t.Errorf("%s holds a token", path)
			}
		}
	}
	must(t, filepath.WalkDir(w.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		if data, err := os.ReadFile(path); err == nil && strings.Contains(string(data), accessToken) {
			t.Errorf("%s holds a token", path)
		}
		return nil
	}))
	if strings.Contains(w.log.all.String(), accessToken) {
		t.Error("the platform's log holds a token")
	}
}

// TestJavaScriptAge: npm's age-encryption opens what is sealed here, and the
// reverse.
func TestJavaScriptAge(t *testing.T) {
	w := newWorld(t, 0)
	recipient := strings.TrimSpace(w.run("", "surelinectl", "handover", "keygen", "--out", filepath.Join(w.dir, "acme.identity")))
	profile := w.file("sealed.sureline", fmt.Sprintf("id = \"acme\"\nname = \"Acme\"\nclient_id = %q\nserver = %q\nconnect_via = \"sealed\"\nhandover_recipient = %q\n",
		w.platform.Profile().ClientID, w.platform.URL(), recipient))
	jwt := strings.TrimSpace(w.run("", "cat", w.credential()))
	w.run(jwt, "surelinectl", "seal", "--profile", profile, "--out", filepath.Join(w.dir, "ours.sealed"))
	script := w.file("age.mjs", `
import { Decrypter, Encrypter } from 'age-encryption'
import { readFileSync, writeFileSync } from 'node:fs'
const identity = readFileSync('acme.identity', 'utf8').split('\n').find(line => line.startsWith('AGE-SECRET-KEY-1'))
const d = new Decrypter()
d.addIdentity(identity)
const plain = await d.decrypt(readFileSync('ours.sealed'), 'text')
const e = new Encrypter()
e.addRecipient(process.argv[2])
writeFileSync('theirs.sealed', await e.encrypt(plain))
console.log(plain)
`)
	var envelope struct{ Type, Credential string }
	must(t, json.Unmarshal([]byte(w.run("", "node", script, recipient)), &envelope))
	if envelope.Credential != jwt || envelope.Type != "sureline.credential" {
		t.Errorf("age-encryption opens %q", envelope.Type)
	}
	identity, err := os.Open(filepath.Join(w.dir, "acme.identity"))
	must(t, err)
	defer identity.Close()
	identities, err := handover.Identities(identity, "acme.identity")
	must(t, err)
	theirs, err := os.Open(filepath.Join(w.dir, "theirs.sealed"))
	must(t, err)
	defer theirs.Close()
	if e, err := handover.Open(theirs, identities, ""); err != nil || e.Credential.Reveal() != jwt {
		t.Errorf("what age-encryption sealed: %v", err)
	}
}
