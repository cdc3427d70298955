//go:build e2e

package interop

import (
	"html/template"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
)

// settings are what an integrator writes into a page. They become the settings
// of the SDK, or of the page of an attacker.
type settings struct {
	// Mode is a key of scripts.
	Mode string
	// Platform is the SDK's koreAPIUrl; STS the address of the service's call.
	Platform, STS string
	BotName       string
	BotID         string
	// Identity, ClientID and ClientSecret as the page names them.
	Identity, ClientID, ClientSecret string
}

// scripts are the ways to ask for a JWT. Each has the SDK's chat window as
// chatWindowInstance, and keeps the JWT in window.jwt for the test to look for.
var scripts = map[string]template.JS{
	// The documented snippet: a function of the page's own.
	"function": `
		chatConfig.JWTAsertion = function (commit) {
			fetch(settings.STS, {
				method: "POST",
				headers: {"Content-Type": "application/json"},
				body: JSON.stringify({identity: settings.Identity}),
			}).then((answer) => answer.json()).then((answer) => {
				window.jwt = answer.jwt;
				chatWindowInstance.setJWT(answer.jwt);
				commit();
			});
		};
		show();`,
	// The SDK asks by itself, with a form.
	"url": `
		botOptions.JWTUrl = settings.STS;
		if (settings.ClientID) botOptions.clientId = settings.ClientID;
		if (settings.ClientSecret) botOptions.clientSecret = settings.ClientSecret;
		chatWindowInstance.on("jwtSuccess", (answer) => { window.jwt = answer.jwt; });
		show();`,
	// What the SDK before version 10 does: a form under an identity that the page
	// makes, and the answer to a refusal goes into the chat window as it is.
	"legacy": `
		chatConfig.JWTAsertion = function (commit) {
			chatWindowInstance.$.ajax({
				url: settings.STS,
				type: "post",
				dataType: "json",
				data: {
					clientId: settings.ClientID, clientSecret: settings.ClientSecret,
					identity: settings.Identity, aud: "", isAnonymous: false,
				},
				success: (answer) => {
					window.jwt = answer.jwt;
					chatWindowInstance.setJWT(answer.jwt);
					commit();
				},
				error: (request) => chatWindowInstance.showError(request.responseText),
			});
		};
		show();`,
	// A page that wants a JWT for somebody else, by every way that a browser has.
	"attack": `
		const body = {identity: settings.Identity, clientId: settings.ClientID, isAnonymous: false};
		const form = new URLSearchParams(body);
		const tries = [
			fetch(settings.STS, {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)}),
			fetch(settings.STS, {method: "POST", body: form}),
			fetch(settings.STS, {method: "POST", body: form, mode: "no-cors"}),
			fetch(settings.STS, {method: "POST", body: JSON.stringify(body), mode: "no-cors"}),
			fetch(settings.STS, {method: "POST", body: form, credentials: "include"}),
			fetch(settings.STS + "?" + form),
			new Promise((done) => {
				const picture = new Image();
				picture.onload = picture.onerror = done;
				picture.src = settings.STS + "?" + form;
			}),
			new Promise((done) => {
				const frame = document.createElement("iframe");
				frame.name = "answer";
				document.body.append(frame);
				const real = document.createElement("form");
				real.method = "post";
				real.action = settings.STS;
				real.target = "answer";
				for (const [name, value] of Object.entries(body)) {
					const field = document.createElement("input");
					field.name = name;
					field.value = value;
					real.append(field);
				}
				document.body.append(real);
				frame.onload = done;
				real.submit();
			}),
		];
		window.stolen = "";
		Promise.allSettled(tries.map(async (attempt) => {
			const answer = await attempt;
			if (answer instanceof Response) window.stolen += await answer.text();
		})).then(() => { document.title = "done"; });`,
}

var page = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>shop</title>
<link rel="icon" href="data:,">
<body>
{{if ne .Settings.Mode "attack"}}<script src="/sdk.js"></script>{{end}}
<script>
const settings = {{.Settings}};
if (settings.Mode !== "attack") {
	var chatConfig = KoreChatSDK.chatConfig;
	var botOptions = chatConfig.botOptions;
	botOptions.koreAPIUrl = settings.Platform;
	botOptions.botInfo = {name: settings.BotName, _id: settings.BotID};
	botOptions.userIdentity = settings.Identity;
	var chatWindowInstance = new KoreChatSDK.chatWindow();
	var show = () => chatWindowInstance.show(chatConfig);
}
{{.Script}}
</script>
</body>
</html>
`))

// shop is a web server with one page. Its address is an origin.
type shop struct {
	*httptest.Server
	settings settings
	// policy is the page's Content-Security-Policy.
	policy string
}

func newShop(t *testing.T) *shop {
	t.Helper()
	sdk, err := os.ReadFile(os.Getenv("SURELINE_INTEROP_SDK"))
	if err != nil {
		t.Fatalf("run this test through .ci/interop, which fetches the SDK first: %v", err)
	}
	s := &shop{}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		if s.policy != "" {
			w.Header().Set("Content-Security-Policy", s.policy)
		}
		if err := page.Execute(w, map[string]any{"Settings": s.settings, "Script": scripts[s.settings.Mode]}); err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("GET /sdk.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		_, _ = w.Write(sdk)
	})
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}
