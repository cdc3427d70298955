//go:build e2e && linux

package recipes

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestRecipes runs each recipe as it stands in docs/use.md. All of them together
// cost the one exchange that connected.
func TestRecipes(t *testing.T) {
	w := newWorld(t, 0)
	w.wantAda("@ringcentral/sdk", w.exec("node", w.file("sdk.cjs", recipe(t, "sdk.cjs"))))
	w.wantAda("@rc-ex/core", w.exec("node", w.file("rcex.mjs", recipe(t, "rcex.mjs"))))
	w.wantAda("after its logout", w.exec("node", w.file("sdk.cjs", recipe(t, "sdk.cjs"))))
	token := w.run("", "surelinectl", "token", name, "--format", "oauth")
	w.wantAda("a ready token", w.run(token, "node", w.file("ready.cjs", recipe(t, "ready.cjs"))))
	w.wantAda("Python", w.exec("python3", w.file("sample.py", recipe(t, "sample.py"))))
	w.wantAda("curl", w.run("", "sh", w.file("curl.sh", recipe(t, "curl.sh"))))

	// What cron and systemd start: their lines, without a shell's environment.
	sync := w.file("home/bin/sync", "#!/bin/sh\nexec node "+filepath.Join(w.dir, "sdk.cjs")+"\n")
	var bare []string
	for _, entry := range w.env {
		if name, _, _ := strings.Cut(entry, "="); strings.Contains("PATH HOME XDG_DATA_HOME XDG_CONFIG_HOME NODE_PATH DBUS_SESSION_BUS_ADDRESS", name) {
			bare = append(bare, entry)
		}
	}
	all := w.env
	w.env = bare
	line := strings.Split(strings.TrimSpace(recipe(t, "crontab")), "\n")[1]
	w.wantAda("cron", w.run("", "sh", "-c", strings.SplitN(line, " ", 6)[5]))
	for line := range strings.Lines(recipe(t, "sync.service")) {
		if command, ok := strings.CutPrefix(strings.TrimSpace(line), "ExecStart="); ok {
			w.wantAda("systemd", w.run("", "sh", "-c", strings.ReplaceAll(command, "%h/bin/sync", sync)))
		}
	}
	w.env = all
	if n := w.log.exchanges(); n != 1 {
		t.Errorf("%d exchanges, want 1", n)
	}
}

func TestGoRecipe(t *testing.T) {
	w := newWorld(t, 0)
	// Inside the module, because it is not published under its name yet.
	dir, err := os.MkdirTemp(".", "gorecipe-")
	must(t, err)
	defer os.RemoveAll(dir)
	must(t, os.WriteFile(filepath.Join(dir, "main.go"), []byte(recipe(t, "main.go")), 0o600))
	program := filepath.Join(w.dir, "gorecipe")
	build := w.command("go", "build", "-o", program, "./"+dir)
	build.Dir, build.Env = ".", append(os.Environ(), "CGO_ENABLED=0") // as surelinectl was built
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	w.wantAda("Go", w.run("", program))
	if n := w.log.exchanges(); n != 1 {
		t.Errorf("%d exchanges, want 1", n)
	}
}

// loops call for so long, each with an SDK as it is, and leave when anything fails.
var loops = map[string]string{
	"loop.cjs": `
const { SDK } = require('@ringcentral/sdk')
const platform = new SDK({ server: process.env.RC_SERVER_URL, clientId: process.env.RC_APP_CLIENT_ID, clientSecret: process.env.RC_APP_CLIENT_SECRET }).platform()
async function main () {
  await platform.login({ jwt: process.env.RC_USER_JWT })
  const end = Date.now() + 1000 * Number(process.env.LOOP_SECONDS)
  let calls = 0
  for (; Date.now() < end; calls++) {
    const answer = await platform.get('/restapi/v1.0/dictionary/language')
    if (!(await answer.json()).records) throw new Error('no answer')
    await new Promise(resolve => setTimeout(resolve, Number(process.env.LOOP_PAUSE)))
  }
  if (process.env.LOOP_LOGOUT) await platform.logout()
  console.log('calls: ' + calls)
}
main().catch(error => { console.error(error); process.exit(1) })
`,
	"loop.mjs": `
import RingCentral from '@rc-ex/core'
const rc = new RingCentral({ server: process.env.RC_SERVER_URL, clientId: process.env.RC_APP_CLIENT_ID, clientSecret: process.env.RC_APP_CLIENT_SECRET })
await rc.authorize({ jwt: process.env.RC_USER_JWT })
const end = Date.now() + 1000 * Number(process.env.LOOP_SECONDS)
let calls = 0
for (; Date.now() < end; calls++) {
  const answer = await rc.get('/restapi/v1.0/dictionary/language')
  if (!answer.data.records) throw new Error('no answer')
  await new Promise(resolve => setTimeout(resolve, Number(process.env.LOOP_PAUSE)))
}
if (process.env.LOOP_LOGOUT) await rc.revoke()
console.log('calls: ' + calls)
`,
}

// TestPastTwoExpiries: ten programs at once, five with each SDK, call past two
// expiries of their tokens; one exchange is made for each life. One of each logs
// out in the middle, and the others do not notice.
func TestPastTwoExpiries(t *testing.T) {
	const life = 16 * time.Second
	w := newWorld(t, life)
	scripts := map[string]string{}
	for name, text := range loops {
		scripts[name] = w.file(name, text)
	}
	before := w.log.exchanges()
	start := time.Now()
	var group sync.WaitGroup
	for n := range 10 {
		script := scripts["loop.cjs"]
		if n%2 == 1 {
			script = scripts["loop.mjs"]
		}
		group.Go(func() {
			cmd := w.command("surelinectl", "exec", name, "--", "node", script)
			// 50 calls a minute are the platform's limit for all together.
			cmd.Env = append(cmd.Env, "LOOP_SECONDS=35", "LOOP_PAUSE=14000")
			if n < 2 {
				cmd.Env = append(cmd.Env, "LOOP_SECONDS=12", "LOOP_PAUSE=6000", "LOOP_LOGOUT=yes")
			}
			out, err := cmd.CombinedOutput()
			if err != nil || !strings.Contains(string(out), "calls: ") {
				t.Errorf("program %d: %v\n%s", n, err, out)
			}
		})
	}
	group.Wait()
	took := time.Since(start)
	// Three quarters of each life are used, and the first had begun.
	most := 1 + int(took/(life*3/4))
	if n := w.log.exchanges() - before; took < 2*life || n < 2 || n > most {
		t.Errorf("%d exchanges in %s, want 2 to %d", n, took, most)
	}
}
