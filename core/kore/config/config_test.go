package config_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/config"
	"github.com/sureline/sureline/core/text"
)

const full = `listen = ["0.0.0.0:7000"]
hosts = ["sts.example.com"]
proxies = ["10.0.0.5", "10.1.0.0/16"]
default_client = "cs-one"
shutdown_grace = "20s"

[tls]
cert_file = "cert.pem"
key_file = "key.pem"

[metrics]
listen = "127.0.0.1:7001"

[limits]
address_per_minute = 60
identity_burst = 4

[[client]]
client_id = "cs-one"
name = "Shop bot"
secret = { keychain = "shop" }
previous_secret = { env = "OLD_SECRET" }
lifetime = "5m"
jti = true
identity = "session"
anonymous_too = true
identity_to_merge = true
private_claims_from_session = ["plan"]
private_claims_from_request = ["page"]
private_claims_as = "secureCustomData"
origins = ["https://shop.example.com", "http://localhost:8080"]
without_origin = true
bot_name = "Shop"
bot_id = "st-12345678-1234-1234-1234-123456789012"
host = "de-platform.kore.ai"

[client.session]
issuer = "https://id.example.com"
audience = "shop"
claim = "email"

[client.encryption]
key_file = "kore.pem"
key_id = "k1"

[[client]]
client_id = "cs-two"
algorithm = "RS512"
key = { file = "/etc/sureline/two.pem" }
identity = "list"
identities = ["ada@example.com"]
origins = ["https://two.example.com"]
`

func TestFullFileComesBackAsItIs(t *testing.T) {
	first, err := config.Parse([]byte(full), "sts.toml")
	if err != nil {
		t.Fatal(config.Findings(err))
	}
	one := first.Clients[0]
	if one.Algorithm != kore.HS256 || one.Lifetime != 5*time.Minute || one.Secret.Keychain != "shop" || one.Previous.Env != "OLD_SECRET" ||
		one.Session.Claim != "email" || one.Encryption.Content != "A256GCM" || !one.Merge || first.Clients[1].Secret.File != "/etc/sureline/two.pem" {
		t.Errorf("got %+v", first)
	}
	if first.Limits.AddressPerMinute != 60 || first.Limits.AddressBurst != config.DefaultLimits().AddressBurst || first.ShutdownGrace != 20*time.Second {
		t.Errorf("limits %+v, grace %v", first.Limits, first.ShutdownGrace)
	}
	data, err := config.Format(first)
	if err != nil {
		t.Fatal(config.Findings(err))
	}
	second, err := config.Parse(data, "sts.toml")
	if err != nil {
		t.Fatalf("%v\n%s", config.Findings(err), data)
	}
	if !reflect.DeepEqual(first, second) {
		t.Errorf("got\n%+v\nwant\n%+v\nfrom\n%s", second, first, data)
	}
}

// client is a file with one client, in which a case replaces a line.
const client = `[[client]]
client_id = "cs-one"
secret = { env = "KORE_SECRET" }
identity = "anonymous"
origins = ["https://www.example.com"]
`

// withKeys is the full file with an address of the issuer's keys.
func withKeys(address string) string {
	return strings.Replace(full, `claim = "email"`, "claim = \"email\"\njwks_url = \""+address+"\"", 1)
}

// Some issuers tell their keys apart by a query.
func TestAddressOfKeysMayHaveAQuery(t *testing.T) {
	const address = "https://id.example.com/keys?p=policy"
	c, err := config.Parse([]byte(withKeys(address)), "f.toml")
	if err != nil || c.Clients[0].Session.JWKSURL != address {
		t.Errorf("%v %v", config.Findings(err), c.Clients)
	}
}

func TestMistakesAreNamedWithTheirLine(t *testing.T) {
	with := func(old, replacement string) string { return strings.Replace(client, old, replacement, 1) }
	const secretLine, identityLine = `secret = { env = "KORE_SECRET" }`, `identity = "anonymous"`
	for _, tt := range []struct {
		name, file string
		code       core.Code
		want       string // in the explanation
	}{
		{"not TOML", with("[[client]]", "[[client"), finding.KoreSettingInvalid, "Line 1"},
		{"no quotes", with(identityLine, "identity = anonymous"), finding.KoreSettingInvalid, "Line 4"},
		{"unknown key", client + "nome = \"x\"\n", finding.KoreSettingInvalid, "Line 6 of “f.toml”, “nome”: Sureline does not know"},
		{"near miss", with("origins", "origin"), finding.KoreSettingInvalid, "perhaps “origins” is meant"},
		{"unknown in a table", client + "[client.session]\nurl = \"x\"\n", finding.KoreSettingInvalid, "Line 7 of “f.toml”, “session.url”"},
		{"wrong kind", with(identityLine, "identity = 7"), finding.KoreSettingInvalid, "Line 4"},
		{"twice", client + "identity = \"any\"\n", finding.KoreSettingInvalid, "Line 6"},
		{"secret in the file", with(secretLine, `secret = "`+coretest.CanarySecret+`"`), finding.KoreSecretInFile, "Line 3"},
		{"secret under the sample's name", client + `clientSecret = "` + coretest.CanarySecret + `"`, finding.KoreSecretInFile, "Line 6"},
		{"private key in the file", with(secretLine, `key = { file = "-----BEGIN PRIVATE KEY-----`+coretest.CanarySecret+`" }`), finding.KoreSecretInFile, "Line 3"},
		{"secret as variable name", with("KORE_SECRET", coretest.CanarySecret), finding.KoreSettingInvalid, "env must be the name"},
		{"two places", with(`{ env`, `{ file = "x", env`), finding.KoreSettingInvalid, "exactly one place"},
		{"key for HS256", with("secret =", "key ="), finding.KoreSettingInvalid, "signs with a client secret"},
		{"secret for RS256", client + `algorithm = "RS256"`, finding.KoreSettingInvalid, "signs with a private key"},
		{"no secret", with(secretLine+"\n", ""), finding.KoreSettingInvalid, "“secret”: say where it lies"},
		{"no identity", with(identityLine+"\n", ""), finding.KoreSettingInvalid, "“identity”: say who"},
		{"other policy", with("anonymous", "everybody"), finding.KoreSettingInvalid, "anonymous, session, list, any"},
		{"empty list", with("anonymous", "list"), finding.KoreSettingInvalid, "at least one identity"},
		{"session without table", with("anonymous", "session"), finding.KoreSettingInvalid, "“session”"},
		{"any off loopback", "listen = [\"0.0.0.0:7000\"]\nhosts = [\"a.b\"]\nproxies = [\"10.0.0.1\"]\n" + with("anonymous", "any"), finding.KoreSettingInvalid, "Line 7"},
		{"outside without TLS", "listen = [\"0.0.0.0:7000\"]\nhosts = [\"a.b\"]\n" + client, finding.KoreSettingInvalid, "needs [tls]"},
		{"outside without hosts", "listen = [\"0.0.0.0:7000\"]\nproxies = [\"10.0.0.1\"]\n" + client, finding.KoreSettingInvalid, "name the host"},
		{"lifetime of two hours", client + `lifetime = "2h"`, finding.KoreSettingInvalid, "Line 6"},
		{"lifetime as number", client + `lifetime = 120`, finding.KoreSettingInvalid, "Line 6"},
		{"lifetime without unit", client + `lifetime = "120"`, finding.KoreSettingInvalid, "120s"},
		{"other algorithm", client + `algorithm = "ES256"`, finding.KoreSettingInvalid, "HS256, HS512"},
		{"none", client + `algorithm = "none"`, finding.KoreSettingInvalid, "HS256, HS512"},
		{"keys in the clear", withKeys("http://id.example.com/keys"), finding.KoreSettingInvalid, "“session.jwks_url”"},
		{"origin with path", with("https://www.example.com", "https://www.example.com/"), finding.KoreSettingInvalid, "exactly as browsers"},
		{"origin star", with("https://www.example.com", "*"), finding.KoreSettingInvalid, "exactly as browsers"},
		{"origin null", with("https://www.example.com", "null"), finding.KoreSettingInvalid, "exactly as browsers"},
		{"origin with capital", with("https://www.example.com", "https://WWW.example.com"), finding.KoreSettingInvalid, "exactly as browsers"},
		{"origin with default port", with("https://www.example.com", "https://www.example.com:443"), finding.KoreSettingInvalid, "exactly as browsers"},
		{"placeholder", with("cs-one", kore.PlaceholderClientID), finding.KoreSettingInvalid, "placeholder"},
		{"path as client ID", with("cs-one", "../x"), finding.KoreSettingInvalid, "letters, digits"},
		{"same ID twice", client + client, finding.KoreSettingInvalid, "Line 7"},
		{"default client unknown", "default_client = \"cs-x\"\n" + client, finding.KoreSettingInvalid, "Line 1"},
		{"limit of one", "[limits]\naddress_burst = 1\n" + client, finding.KoreSettingInvalid, "asks twice"},
		{"proxy by name", "proxies = [\"nginx\"]\n" + client, finding.KoreSettingInvalid, "Line 1"},
		{"plain host elsewhere", client + `host = "http://platform.kore.ai"`, finding.KoreSettingInvalid, "https://"},
		{"private claim __proto__", client + `private_claims_from_request = ["__proto__"]`, finding.KoreSettingInvalid, "plain name"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := config.Parse([]byte(tt.file), "f.toml")
			f, _ := core.FindingOf(err)
			if f.Code != tt.code || !strings.Contains(f.Explanation, tt.want) {
				t.Errorf("got %s: %s", f.Code, f.Explanation)
			}
			for _, f := range config.Findings(err) {
				if text := f.Title + f.Explanation + f.NextStep + err.Error(); strings.Contains(text, coretest.CanarySecret) || strings.Contains(text, "{") {
					t.Errorf("secret or placeholder in %q", text)
				}
			}
		})
	}
}

// Without a file, as in the window, nobody knows the keys of one.
func TestProblemWithoutAFileIsNamedInWords(t *testing.T) {
	for key, want := range map[string]string{"bot_name": "bot name", "client[3].session.jwks_url": "session, jwks url", "host": "host"} {
		f := kore.Problem{Key: key, Reason: text.Say("reason.empty")}.Finding("")
		if want = "“" + want + "”"; !strings.Contains(f.Explanation, want) || !strings.Contains(f.NextStep, want) {
			t.Errorf("%s: %s %s", key, f.Explanation, f.NextStep)
		}
	}
	if f := (kore.Problem{Key: "bot_name", Line: 7}).Finding("sts.toml"); !strings.Contains(f.Explanation, "“bot_name”") {
		t.Errorf("the key of a file is not named: %s", f.Explanation)
	}
}
