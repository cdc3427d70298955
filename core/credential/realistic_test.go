package credential_test

import (
	"encoding/base64"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/credential"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
)

// numbered puts a number before each line of so many characters.
func numbered(width, first int, format string) func(string) string {
	return func(s string) string {
		var b strings.Builder
		for line := range slices.Chunk([]byte(s), width) {
			fmt.Fprintf(&b, format+"%s\n", first, line)
			first++
		}
		return b.String()
	}
}

// joined breaks the text into pieces of so many characters with the text between.
func joined(width int, between string) func(string) string {
	return func(s string) string {
		var pieces []string
		for piece := range slices.Chunk([]byte(s), width) {
			pieces = append(pieces, string(piece))
		}
		return strings.Join(pieces, between)
	}
}

// then applies several ways, the first one first.
func then(ways ...func(string) string) func(string) string {
	return func(s string) string {
		for _, way := range ways {
			s = way(s)
		}
		return s
	}
}

func asJSON(v func(string) any) func(string) string {
	return func(s string) string {
		data, err := json.MarshalIndent(v(s), "", "\t")
		if err != nil {
			panic(err)
		}
		return string(data)
	}
}

func asCSV(comma rune, rows func(string) [][]string) func(string) string {
	return func(s string) string {
		var b strings.Builder
		w := csv.NewWriter(&b)
		w.Comma, w.UseCRLF = comma, true
		if err := w.WriteAll(rows(s)); err != nil {
			panic(err)
		}
		return b.String()
	}
}

// mails are what mail programs and chats make of a credential.
var mails = []dirtying{
	{"Outlook reply", then(wrap(76, "", "\r\n"), around("From: Ada Jones <ada@northwind.example>\r\nSent: Tuesday, March 3, 2026 9:14 AM\r\nTo: Bob\r\nSubject: RE: RE: credential\r\n\r\nHi Bob,\r\n\r\nplease see below.\r\n\r\n", "\r\nKind regards,\r\nAda\r\n________________________________\r\nFrom: Bob\r\n"))},
	{"Outlook, auto-linked", func(s string) string { return "Here: " + s + "<http://" + strings.ToLower(s) + "/>\r\n" }},
	{"Gmail quoted", then(wrap(72, "> ", "\n"), around("On Tue, Mar 3, 2026 at 9:14 AM Ada Jones <ada@northwind.example> wrote:\n\n> Hi,\n> here it is:\n>\n", ">\n> Best\n> Ada\n\n-- \nBob\n"))},
	{"Gmail forwarded", around("---------- Forwarded message ---------\nFrom: Ada <ada@northwind.example>\nDate: Tue, Mar 3, 2026\nSubject: Fwd: JWT\nTo: <bob@northwind.example>\n\n", "\n")},
	{"Apple Mail", around("Begin forwarded message:\n\n> From: Ada\n> \n> ", "\n\nSent from my iPhone")},
	{"initials before each line", then(wrap(70, "AJ> ", "\n"), around("Ada Jones wrote:\nAJ> Hello\n", "\nThanks\n"))},
	{"three times quoted", wrap(64, ">>> ", "\r\n")},
	{"quoted with bars", wrap(64, "| ", "\n")},
	{"Slack message", around("Ada Jones  9:14 AM\nhere you go\n", "\n:thumbsup: 2\nBob  9:15 AM\nthx!")},
	{"Slack block", around("Ada Jones  9:14 AM\n```", "```\n(edited)")},
	{"Teams", around("[3/3 9:14 AM] Jones, Ada\n", "\n[3/3 9:15 AM] Bob\nThanks")},
	{"WhatsApp", around("[03.03.26, 09:14:22] Ada: ", "\n[03.03.26, 09:15:01] Bob: 👍🏽")},
	{"Discord spoiler", around("||", "||")},
	{"Jira", around("h3. Credential\n{noformat}\n", "\n{noformat}\nCC [~bob]")},
	{"Confluence", around("{code:title=JWT|language=none}", "{code}")},
	{"emoji around", around("🔑 ", " 🎉🎉")},
	{"German mail", around("Hallo Frau Müller,\n\nanbei die Zugangsdaten:\n", "\nMit freundlichen Grüßen\nJürgen Weiß\nGeschäftsführer")},
	{"German quotes", around("Der Schlüssel lautet „", "“, bitte nicht weitergeben!")},
	{"French mail", around("Bonjour,\nVoici le jeton : « ", " »\nCordialement,\nÉlodie Lefèvre")},
	{"Spanish mail", around("¡Hola! ¿Puedes probar esto?\n\n", "\n\nSaludos,\nÍñigo Muñoz")},
	{"Japanese mail", around("お世話になっております。\n資格情報は以下の通りです。\n", "\nよろしくお願いいたします。")},
	{"Arabic mail", around("مرحبا،\u200f\n\u202b", "\u202c\nشكرا")},
	{"format=flowed", wrap(70, "", " \r\n")},
	{"bullet", around("• ", "\n• Server: https://platform.ringcentral.com")},
	{"numbered list", around("1. Open the page\n2. Copy this: ", "\n3. Paste it")},
	{"letter in a list", around("a) ", "\nb) the rest")},
	{"footnote right behind", around("", "[1]\n\n[1] valid until revoked")},
	{"sentence without a space", around("Credential:", ".Please confirm")},
	{"Markdown link", func(s string) string { return "[" + s + "](https://example.com/" + s + ")" }},
	{"Markdown table with a head", around("| Name | Credential | Made |\n|---|---|---|\n| Acme | `", "` | 2026-03-03 |\n")},
	{"RTF", around(`{\rtf1\ansi\deff0{\fonttbl{\f0\fnil Calibri;}}`+"\r\n"+`\pard\f0\fs22 Credential:\par `+"\r\n", `\par `+"\r\n"+`Regards\par}`)},
	{"HTML mail", func(s string) string {
		return `<div dir="ltr">Hi,<br><br><font face="monospace">` + html.EscapeString(s) + `</font><br clear="all"><div>-- <br></div></div>`
	}},
	{"HTML broken by br", joined(64, "<br>\n")},
	{"HTML table cell", around("<table><tr><td>JWT</td><td style=\"word-break:break-all\">", "</td></tr></table>")},
	{"decimal entities", replace(".", "&#46;", "_", "&#95;")},
	{"named entities", replace(".", "&period;", "-", "&hyphen;", "_", "&UnderBar;")},
	{"arrows where a terminal wrapped", joined(80, "↪\n")},
	{"return signs", joined(80, "↵\n")},
	{"middle dots", replace(".", "·")},
	{"PDF with line numbers", numbered(70, 1, "%d ")},
	{"PDF with numbers on the right", numbered(70, 12, "%4d\t")},
	{"editor with line numbers", numbered(80, 9, "%4d | ")},
	{"grep -n", numbered(64, 3, "%d:")},
	{"numbers with dots", numbered(64, 1, "%d. ")},
	{"PDF with ligatures", replace("ff", "ﬀ", "fi", "ﬁ", "fl", "ﬂ")},
	{"Word non-breaking hyphens", replace("-", "\u2011")},
}

// files are what programs, shells and files hold.
var files = []dirtying{
	{"Excel row", around("Acme\t", "\t2026-03-03\tAda\r\n")},
	{"Excel cell with quotes", func(s string) string { return "\"" + s[:300] + "\r\n" + s[300:] + "\"\r\n" }},
	{"CSV", asCSV(',', func(s string) [][]string {
		return [][]string{{"name", "credential", "note"}, {"Acme", s, `made by "Ada", keep`}}
	})},
	{"CSV of a German Excel", asCSV(';', func(s string) [][]string { return [][]string{{"Name", "Schlüssel"}, {"Acme; Nord", `"` + s + `"`}} })},
	{"Postman environment", asJSON(func(s string) any {
		return map[string]any{"id": "6f0c2a52-7a9e-4a4b-9a36-0d3e7c1b2f11", "name": "RingCentral", "_postman_exported_at": "2026-03-03T09:14:22.000Z", "values": []any{
			map[string]any{"key": "clientId", "value": clientID, "enabled": true},
			map[string]any{"key": "jwt", "value": s, "type": "secret", "enabled": true},
			map[string]any{"key": "server", "value": "https://platform.ringcentral.com"},
		}}
	})},
	{"JSON with escaped slashes", around(`{"server":"https:\/\/platform.ringcentral.com\/restapi","jwt":"`, `","next":"\/x"}`)},
	{"JSON in JSON in JSON", then(asJSON(func(s string) any { return map[string]any{"jwt": s} }), asJSON(func(s string) any { return map[string]any{"body": s} }), asJSON(func(s string) any { return map[string]any{"event": s} }))},
	{"YAML folded", then(wrap(70, "    ", "\n"), around("auth:\n  jwt: >-\n", "  server: https://platform.ringcentral.com\n"))},
	{"YAML literal", then(wrap(70, "    ", "\n"), around("jwt: |\n", "name: acme\n"))},
	{"YAML double quoted, continued", then(joined(70, "\\\n  "), around("jwt: \"", "\"\n"))},
	{"Kubernetes secret", func(s string) string {
		return "apiVersion: v1\nkind: Secret\ndata:\n  jwt: " + base64.StdEncoding.EncodeToString([]byte(s)) + "\n"
	}},
	{"docker-compose", around("services:\n  app:\n    environment:\n      - RC_CLIENT_ID="+clientID+"\n      - RC_JWT=", "\n")},
	{"properties", then(joined(70, "\\\n        "), around("rc.server=https\\://platform.ringcentral.com\nrc.jwt=", "\nrc.id=1\n"))},
	{"INI", around("[ringcentral]\r\njwt = ", "\r\nserver = https://platform.ringcentral.com\r\n")},
	{"TOML, three quotes", then(joined(70, "\\\n"), around("jwt = \"\"\"\\\n", "\"\"\"\n"))},
	{"Terraform", around("variable \"jwt\" {\n  default   = \"", "\"\n  sensitive = true\n}\n")},
	{"systemd", around("[Service]\nEnvironment=\"RC_JWT=", "\" \"X=1\"\n")},
	{"LDIF", func(s string) string {
		return "dn: cn=rc\njwt:: " + wrap(76, " ", "\n")(base64.StdEncoding.EncodeToString([]byte(s)))
	}},
	{"curl, data-urlencode", around("curl -s -X POST \\\n  https://platform.ringcentral.com/restapi/oauth/token \\\n  -u \"$ID:$SECRET\" \\\n  --data-urlencode \"assertion=", "\" \\\n  --data-urlencode 'grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer'\n")},
	{"curl for Windows", then(joined(90, "^\r\n"), around("curl -d \"assertion=", "\" ^\r\n -H \"Accept: application/json\"\r\n"))},
	{"HTTP dump", around("POST /restapi/oauth/token HTTP/1.1\r\nHost: platform.ringcentral.com\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\ngrant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=", "&access_token_ttl=600")},
	{"developer tools", around("Form Data\nview source\ngrant_type: urn:ietf\nassertion: ", "\naccess_token_ttl: 600\n")},
	{"query of a link", around("https://example.com/callback?state=1&jwt=", "&x=2#top")},
	{"safe link", func(s string) string {
		return "https://nam02.safelinks.protection.outlook.com/?url=" + url.QueryEscape("https://example.com/?jwt="+s+"&a=b") + "&data=05%7C01&reserved=0"
	}},
	{"cookie", around("Cookie: theme=dark; jwt=", "; Path=/; Secure")},
	{"percent-encoded dots", replace(".", "%2E")},
	{"percent-encoded, broken between", then(replace(".", "%2e"), wrap(64, "", "\r\n"))},
	{"entities broken inside", then(replace(".", "&#46;"), joined(45, "\n"))},
	{"PowerShell here-string", then(wrap(80, "", "\r\n"), around("PS C:\\Users\\ada> $jwt = @\"\r\n", "\"@\r\nPS C:\\Users\\ada> "))},
	{"PowerShell plus", then(joined(64, "\" +\r\n       \""), around("$jwt = \"", "\"\r\n"))},
	{"here document", around("cat > .env <<'EOF'\nRC_JWT=", "\nEOF\n$ ")},
	{"command prompt", around("C:\\>set RC_JWT=", "\r\nC:\\>echo %RC_JWT%\r\n")},
	{"export, wrapped by a terminal", then(joined(80, "\r\n"), around("ada@host:~$ export RC_JWT=", "\r\nada@host:~$ "))},
	{"Python in brackets", then(joined(64, "\"\n    \""), around("jwt = (\n    \"", "\"\n)\nprint(jwt)\n"))},
	{"Python bytes", around("b'", "'\n>>> ")},
	{"SQL", around("INSERT INTO app (id, jwt, note) VALUES (1, '", "', 'made by Ada''s team');")},
	{"SQL concatenation", then(joined(64, "' ||\n  '"), around("SELECT '", "' FROM dual;\n"))},
	{"psql", around(" id |  jwt\n----+------\n  1 | ", "\n(1 row)\n")},
	{"MySQL", around("*************************** 1. row ***************************\n  jwt: ", "\nnote: x\n1 row in set (0.00 sec)\n")},
	{"line comments", wrap(64, "// ", "\n")},
	{"comments with a label", func(s string) string { return "// JWT: " + wrap(64, "// ", "\n")(s)[3:] }},
	{"SQL comments", wrap(64, "-- ", "\n")},
	{"block comment", then(wrap(64, " * ", "\n"), around("/**\n * The credential:\n", " */\n"))},
	{"batch comments", wrap(64, "REM ", "\r\n")},
	{"INI comments", wrap(64, "; ", "\n")},
	{"diff", around("--- a/.env\n+++ b/.env\n@@ -1,2 +1,2 @@\n RC_CLIENT_ID=x\n+RC_JWT=", "\n")},
	{"armour", then(wrap(64, "", "\n"), around("-----BEGIN JWT-----\n", "-----END JWT-----\n"))},
	{"XML", around("<?xml version=\"1.0\"?>\n<config><jwt><![CDATA[", "]]></jwt></config>")},
	{"WordPad", around("{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Calibri;}}\\f0\\fs22 ", "\\par\r\n}")},
	{"XML attribute", around("<add key=\"RC_JWT\" value=\"", "\" />")},
	{"data URL", func(s string) string { return "data:text/plain;base64," + base64.StdEncoding.EncodeToString([]byte(s)) }},
	{"padded parts", func(s string) string { p := strings.Split(s, "."); return p[0] + "=." + p[1] + "==." + p[2] + "==" }},
	{"other base64 JSON around", around("cursor="+encode(`{"page":2,"size":50}`)+"\njwt=", "\nnext="+encode(`{"page":3}`))},
	{"jwt.io", func(s string) string {
		p := strings.Split(s, ".")
		return "Encoded\nPASTE A TOKEN HERE\n" + p[0] + ".\n" + p[1] + ".\n" + p[2] + "\nDecoded\nEDIT THE PAYLOAD AND SECRET\nHEADER:\nALGORITHM & TOKEN TYPE\n{\n  \"typ\": \"JWT\",\n  \"alg\": \"RS256\"\n}\n"
	}},
}

// unmended are what Check does not try to put right.
var unmended = []dirtying{
	{"defanged dots", replace(".", "[.]")},
	{"dots in words", replace(".", "[dot]")},
	{"dots in brackets", replace(".", "(.)")},
	{"text messages", numbered(140, 1, "(%d/5) ")},
	{"PDF hyphenated", joined(60, "-\n")},
	{"JSON with escaped dots", func(s string) string {
		return `{"jwt":"` + strings.NewReplacer(".", `\u002e`, "-", `\u002d`).Replace(s) + `"}`
	}},
	{"percent-encoded, broken inside", then(func(s string) string {
		return dirtyings[slices.IndexFunc(dirtyings, func(d dirtying) bool { return d.name == "every byte URL-encoded" })].apply(s)
	}, wrap(76, "", "\r\n"))},
	{"PHP concatenation", then(joined(64, "'\n     . '"), around("<?php\n$jwt = '", "';\n$x = 'other';\n"))},
	{"PHP, dots at the ends", then(joined(70, "\" .\n\""), around("$jwt = \"", "\";\n"))},
	{"PHP, three parts", then(replace(".", `" . "." . "`), around("$jwt = \"", "\";\n"))},
	{"VB concatenation", then(joined(64, "\" & _\r\n    \""), around("Dim jwt As String = \"", "\"\r\nDim x = 1\r\n"))},
	{"VB, added in steps", then(joined(64, "\"\r\njwt = jwt & \""), around("jwt = \"", "\"\r\n"))},
	{"JavaScript, added in steps", then(joined(64, "';\njwt += '"), around("let jwt = '';\njwt += '", "';\nsend(jwt);\n"))},
	{"JavaScript list", then(joined(64, "\",\n  \""), around("const jwt = [\n  \"", "\"\n].join(\"\");\n"))},
	{"RTF with hyphens that do not break", then(replace("-", `\_`), around(`{\rtf1\ansi\f0 `, `\par}`))},
	{"TextEdit with the same", then(replace("-", `\uc0\u8209 `), around("{\\rtf1\\ansi\\ansicpg1252\n\\f0\\fs24 \\cf0 ", "}"))},
	{"RTF with hyphens that may break", then(joined(60, `\-`), around(`{\rtf1\ansi\f0 `, `\par}`))},
	{"other alphabet of base64", replace("-", "+", "_", "/")},
	{"Markdown underscores", around("__", "__")},
	{"Markdown escapes", replace("_", `\_`, "-", `\-`, ".", `\.`)},
	{"UTF-16 as Latin-1", utf16AsLatin1},
	{"en dashes read as Windows-1252", replace("-", "â€“")},
}

func TestWhatIsNotMendedIsToldHonestly(t *testing.T) {
	for _, d := range unmended {
		t.Run(d.name, func(t *testing.T) {
			for _, c := range many() {
				neverAnother(t, d.apply(c), c)
			}
		})
	}
}

func TestRealisticPastes(t *testing.T) {
	for _, list := range [][]dirtying{mails, files} {
		for _, d := range list {
			t.Run(d.name, func(t *testing.T) {
				for _, c := range many() {
					if text := d.apply(c); text != c {
						wantClean(t, text, c)
					}
				}
			})
		}
	}
}

// What cannot be mended without a guess must still be told rightly.
func TestRealisticPastesThatCannotBeMended(t *testing.T) {
	c := mint(coretest.Claims{})
	p := strings.Split(c, ".")
	for _, tt := range []struct {
		name, text string
		want       core.Code
	}{
		{"page says Copied", c + "Copied!", finding.Damaged},
		{"masked", c[:12] + strings.Repeat("•", 40), finding.Truncated},
		{"masked by stars", c[:12] + strings.Repeat("*", 40), finding.Truncated},
		{"shortened in the middle", c[:40] + "..." + c[len(c)-40:], finding.Truncated},
		{"shortened in the middle of the signature", c[:len(c)-200] + "…" + c[len(c)-40:], finding.Truncated},
		{"one line of the mail lost", wrap(64, "> ", "\n")(c[:320] + c[384:]), finding.Damaged},
		{"two columns mixed", joined(64, "   some note here\n")(c), finding.Damaged},
		{"capital letters", strings.ToUpper(c), finding.Damaged},
		{"capital at the start", "E" + c[1:], finding.Damaged},
		{"reversed lines", p[2] + "\n" + p[1] + "\n" + p[0], finding.Damaged},
		{"only the signature", p[2], finding.NotAJWT},
		{"decoded payload", `{"aud":"https://platform.ringcentral.com/restapi/oauth/token","sub":"1","iss":"https://platform.ringcentral.com"}`, finding.NotAJWT},
		{"hexadecimal", hex.EncodeToString([]byte(c)), finding.NotAJWT},
		{"old and new in a diff", "-RC_JWT=" + c + "\n+RC_JWT=" + mint(coretest.Claims{Subject: "2"}) + "\n", finding.SeveralCredentials},
		{"beside an ID token", c + "\n" + encode(`{"alg":"HS256"}`) + "." + encode(`{"iss":"x"}`) + "." + strings.Repeat("A", 43), finding.SeveralCredentials},
		{"file name", "credential.jwt", finding.NotAJWT},
		{"path", `C:\Users\ada\Downloads\credential.jwt`, finding.NotAJWT},
		{"file link", "file:///C:/Users/ada/credential.jwt", finding.LooksLikeURL},
		{"SSH key", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7 ada@host", finding.NotAJWT},
		{"invisible rest", "\u200b\u2060\ufeff", finding.Empty},
		{"button text", "Copy", finding.NotAJWT},
		{"page text", "Your JWT has been created. Copy it now, you will not be able to see it again.", finding.NotAJWT},
		{"variable", "${RC_JWT}", finding.NotAJWT},
		{"placeholder", "<paste your JWT here>", finding.NotAJWT},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := credential.Check(tt.text, options())
			if len(got.Findings) == 0 || got.Findings[0].Code != tt.want || got.Usable {
				t.Errorf("got %v, want %s first", codes(got), tt.want)
			}
			checkInvariants(t, got)
		})
	}
}
