package httpx_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/internal/httpx"
	"github.com/sureline/sureline/core/nettest"
)

func hello(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"hello":"there"}`)) }

// secureServer serves hello at a name that only the proxy knows.
func secureServer(t *testing.T, authority *nettest.Authority) (name string, routes map[string]string) {
	t.Helper()
	server := nettest.ServeTLS(t, authority.Certificate(t, 0, time.Hour, "platform.example.test"), http.HandlerFunc(hello))
	return "platform.example.test", map[string]string{"platform.example.test:443": server}
}

func TestProxyIsUsedAndAskedWithItsPassword(t *testing.T) {
	authority := nettest.NewAuthority(t, "Test Authority")
	name, routes := secureServer(t, authority)
	proxy := nettest.NewProxy(t, nettest.ProxyOptions{User: "ada", Password: coretest.CanarySecret, Routes: routes})
	network := httpx.Network{ProxyURL: proxy.URL, CAFiles: []string{authority.File(t)}}

	_, err := post(t, newClient(t, httpx.Options{Network: network}), "https://"+name+"/")
	wantFinding(t, err, finding.ProxyAuthenticationRequired, parse(t, proxy.URL).Host)

	network.ProxyUser, network.ProxyPassword = "ada", core.NewSecret("wrong")
	_, err = post(t, newClient(t, httpx.Options{Network: network}), "https://"+name+"/")
	wantFinding(t, err, finding.ProxyAuthenticationRequired)

	network.ProxyPassword = core.NewSecret(coretest.CanarySecret)
	reply, err := post(t, newClient(t, httpx.Options{Network: network}), "https://"+name+"/")
	if err != nil || reply.Status != http.StatusOK {
		t.Fatalf("status %d, error %v", reply.Status, err)
	}
	if got := proxy.Targets(); len(got) != 1 || got[0] != name+":443" {
		t.Errorf("the proxy saw %v", got)
	}
}

func TestProxyFailures(t *testing.T) {
	silent := "http://" + nettest.StallSilently(t)
	for _, tt := range []struct {
		name  string
		proxy string
		code  core.Code
		words string
	}{
		{"dead", "http://" + nettest.Refused(t), finding.ProxyUnreachable, "127.0.0.1"},
		{"dead, SOCKS", "socks5://" + nettest.Refused(t), finding.ProxyUnreachable, ""},
		{"drops connections", "http://" + nettest.StallConnecting(t), finding.ProxyUnreachable, ""},
		{"silent", silent, finding.TimedOut, "waiting for the proxy"},
		{"forbids the host", nettest.NewProxy(t, nettest.ProxyOptions{Refuse: http.StatusForbidden}).URL, finding.ConnectionRefused, "proxy"},
		{"cannot reach the host", nettest.NewProxy(t, nettest.ProxyOptions{Refuse: http.StatusBadGateway}).URL, finding.ConnectionRefused, "proxy"},
		{"wants a sign-in on a page", nettest.NewProxy(t, nettest.ProxyOptions{Refuse: http.StatusNetworkAuthenticationRequired}).URL, finding.CaptivePortal, ""},
		{"leads to a page to sign in", nettest.NewProxy(t, nettest.ProxyOptions{Refuse: http.StatusFound}).URL, finding.CaptivePortal, ""},
		{"is too slow for the host", nettest.NewProxy(t, nettest.ProxyOptions{Refuse: http.StatusGatewayTimeout}).URL, finding.ConnectionRefused, "proxy"},
		{"says yes and sends a page", "http://" + nettest.Cut(t, "HTTP/1.1 200 OK\r\n\r\n"+nettest.Page), finding.ConnectionLost, ""},
		{"sends a page for a yes", "http://" + nettest.Stall(t, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 40\r\n\r\n"+nettest.Page), finding.CaptivePortal, "web page"},
		{"says yes as pages do", "http://" + nettest.Stall(t, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n"), finding.TimedOut, "making the secure connection"},
		{"SOCKS is no proxy", "socks5://" + nettest.Raw(t, socksReply("HTTP/1.1 400 Bad Request\r\n\r\n")), finding.ProxyUnreachable, "is not a proxy"},
		{"secure is no proxy", "https://" + nettest.Cut(t, "HTTP/1.1 400 Bad Request\r\n\r\n"), finding.ProxyUnreachable, "is not a proxy"},
		{"secure is silent", "https://" + nettest.StallSilently(t), finding.ProxyUnreachable, "does not answer"},
		{"is no proxy", "http://" + nettest.Cut(t, "SSH-2.0-OpenSSH_9.2\r\n"), finding.ProxyUnreachable, "is not a proxy"},
		{"breaks off", "http://" + nettest.Cut(t, ""), finding.ConnectionLost, ""},
		{"SOCKS wants a password", "socks5://" + nettest.Raw(t, socksReply("\x05\xff")), finding.ProxyAuthenticationRequired, ""},
		{"SOCKS cannot reach the host", "socks5://" + nettest.Raw(t, socksReply("\x05\x00", "\x05\x04\x00\x01\x00\x00\x00\x00\x00\x00")), finding.ConnectionRefused, "proxy"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newClient(t, httpx.Options{Network: httpx.Network{ProxyURL: tt.proxy}, Limits: short})
			_, err := post(t, c, "https://platform.example.test/")
			wantFinding(t, err, tt.code, tt.words)
		})
	}
}

func TestASecureProxyWithoutTrust(t *testing.T) {
	stranger := nettest.NewAuthority(t, "Stranger CA")
	address := nettest.StallSecurely(t, stranger.Certificate(t, 0, time.Hour, "127.0.0.1"))
	c := newClient(t, httpx.Options{Network: httpx.Network{ProxyURL: "https://" + address}, Limits: short})
	_, err := post(t, c, "https://platform.example.test/")
	f := wantFinding(t, err, finding.CertificateUntrusted, "“Stranger CA” vouches for "+address)
	if f.Detail["proxy"] != address || f.Detail["host"] != "platform.example.test" {
		t.Errorf("detail %v", f.Detail)
	}
}

// socksReply answers each message of a SOCKS client with the next text.
func socksReply(texts ...string) func(net.Conn) {
	return func(conn net.Conn) {
		buffer := make([]byte, 512)
		for _, text := range texts {
			if _, err := conn.Read(buffer); err != nil {
				return
			}
			_, _ = conn.Write([]byte(text))
		}
	}
}

func TestInspectionIsNamedByItsIssuer(t *testing.T) {
	inspector := nettest.NewAuthority(t, "Acme Web Gateway Root")
	proxy := nettest.NewProxy(t, nettest.ProxyOptions{Inspector: inspector, Behind: http.HandlerFunc(hello)})
	network := httpx.Network{ProxyURL: proxy.URL}

	_, err := post(t, newClient(t, httpx.Options{Network: network}), "https://platform.example.test/")
	wantFinding(t, err, finding.CertificateUntrusted, "Acme Web Gateway Root")

	network.CAFiles = []string{inspector.File(t)}
	reply, err := post(t, newClient(t, httpx.Options{Network: network}), "https://platform.example.test/")
	if err != nil || reply.Status != http.StatusOK {
		t.Errorf("with the CA file: status %d, error %v", reply.Status, err)
	}
}

func TestProxyOfTheEnvironment(t *testing.T) {
	authority := nettest.NewAuthority(t, "Test Authority")
	name, routes := secureServer(t, authority)
	proxy := nettest.NewProxy(t, nettest.ProxyOptions{Routes: routes})
	network := httpx.Network{CAFiles: []string{authority.File(t)}}

	noEnvironment(t)
	t.Setenv("HTTPS_PROXY", proxy.URL)
	if _, err := post(t, newClient(t, httpx.Options{Network: network}), "https://"+name+"/"); err != nil {
		t.Fatal(err)
	}
	t.Setenv("NO_PROXY", "example.test")
	dial := (&net.Dialer{Resolver: nettest.NoSuchName(t)}).DialContext
	_, err := post(t, newClient(t, httpx.Options{Network: network, Dial: dial}), "https://"+name+"/")
	wantFinding(t, err, finding.HostNotFound)
	if got := len(proxy.Targets()); got != 1 {
		t.Errorf("the proxy was asked %d times, want once", got)
	}
}

// TestWhatIsMeantForThisComputerStaysOnIt: a plain request to loopback must
// never cross the network, and a proxy elsewhere could not reach it anyhow.
func TestWhatIsMeantForThisComputerStaysOnIt(t *testing.T) {
	server := serve(t, http.HandlerFunc(hello))
	port := parse(t, server.URL).Port()
	near := nettest.NewProxy(t, nettest.ProxyOptions{Routes: map[string]string{"app.localhost:" + port: parse(t, server.URL).Host}})

	dialled := ""
	far := newClient(t, httpx.Options{
		Network: httpx.Network{ProxyURL: "http://203.0.113.7:3128"}, Limits: short,
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			dialled = address
			return new(net.Dialer).DialContext(ctx, network, parse(t, server.URL).Host)
		},
	})
	if _, err := post(t, far, server.URL); err != nil || dialled != parse(t, server.URL).Host {
		t.Errorf("with a proxy elsewhere: connected to %s, error %v", dialled, err)
	}
	close := newClient(t, httpx.Options{Network: httpx.Network{ProxyURL: near.URL}})
	if _, err := post(t, close, "http://app.localhost:"+port); err != nil {
		t.Errorf("with a proxy on this computer: %v", err)
	}
	if got := near.Targets(); len(got) != 1 {
		t.Errorf("the proxy on this computer saw %v", got)
	}
}

func TestSettingsThatCannotBeUsed(t *testing.T) {
	directory := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(directory, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, tt := range []struct {
		name    string
		network httpx.Network
		words   string
	}{
		{"proxy with a password", httpx.Network{ProxyURL: "http://ada:" + coretest.CanarySecret + "@proxy.example.com:8080"}, "fields of their own"},
		{"proxy that is no address", httpx.Network{ProxyURL: "http://ada:" + coretest.CanarySecret + "@[proxy"}, "not a web address"},
		{"proxy of another kind", httpx.Network{ProxyURL: "ftp://proxy.example.com"}, "socks5://"},
		{"proxy without a host", httpx.Network{ProxyURL: "http://:8080"}, "host and a port"},
		{"proxy with a path", httpx.Network{ProxyURL: "http://proxy.example.com/wpad.dat"}, "host and a port"},
		{"CA file missing", httpx.Network{CAFiles: []string{filepath.Join(directory, "none.pem")}}, "no such file"},
		{"CA file is a folder", httpx.Network{CAFiles: []string{directory}}, "cannot be read"},
		{"CA file empty", httpx.Network{CAFiles: []string{file("empty.pem", " \n")}}, "empty"},
		{"CA file without certificate", httpx.Network{CAFiles: []string{file("text.pem", "hello")}}, "no certificate"},
		{"CA file with a broken certificate", httpx.Network{CAFiles: []string{file("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")}}, "no certificate"},
		{"CA file too large", httpx.Network{CAFiles: []string{file("large.pem", strings.Repeat("x", 2<<20))}}, "1 MB"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := httpx.New(httpx.Options{Network: tt.network})
			f := wantFinding(t, err, finding.SettingInvalid, tt.words)
			if strings.Contains(f.Explanation+f.NextStep+err.Error(), coretest.CanarySecret) {
				t.Error("the password is shown")
			}
		})
	}
}

func TestAProxyVariableThatCannotBeRead(t *testing.T) {
	noEnvironment(t)
	t.Setenv("HTTPS_PROXY", "http://ada:"+coretest.CanarySecret+"@proxy.example.com:port")
	_, err := httpx.New(httpx.Options{})
	f := wantFinding(t, err, finding.SettingInvalid, "HTTPS_PROXY")
	if strings.Contains(fmt.Sprintf("%+v %v", f, err), coretest.CanarySecret) {
		t.Error("the password is shown")
	}
	for _, usable := range []string{"proxy.example.com:8080", "http://proxy.example.com:8080", "socks5://proxy.example.com", "proxy"} {
		t.Setenv("HTTPS_PROXY", usable)
		newClient(t, httpx.Options{})
	}
}

func TestBareProxyAddressIsHTTP(t *testing.T) {
	server := serve(t, http.HandlerFunc(hello))
	proxy := nettest.NewProxy(t, nettest.ProxyOptions{})
	c := newClient(t, httpx.Options{Network: httpx.Network{ProxyURL: " " + parse(t, proxy.URL).Host + " "}})
	if _, err := post(t, c, server.URL); err != nil || len(proxy.Targets()) != 1 {
		t.Errorf("error %v, the proxy saw %v", err, proxy.Targets())
	}
}

func TestAuthorityInDER(t *testing.T) {
	authority := nettest.NewAuthority(t, "Acme Root")
	der := filepath.Join(t.TempDir(), "authority.der")
	if err := os.WriteFile(der, authority.DER(), 0o600); err != nil {
		t.Fatal(err)
	}
	name, routes := secureServer(t, authority)
	proxy := nettest.NewProxy(t, nettest.ProxyOptions{Routes: routes})
	c := newClient(t, httpx.Options{Network: httpx.Network{ProxyURL: proxy.URL, CAFiles: []string{der}}})
	if _, err := post(t, c, "https://"+name+"/"); err != nil {
		t.Error(err)
	}
}

func TestPasswordInTheEnvironmentIsUsedAndNotShown(t *testing.T) {
	authority := nettest.NewAuthority(t, "Test Authority")
	name, routes := secureServer(t, authority)
	proxy := nettest.NewProxy(t, nettest.ProxyOptions{User: "ada", Password: coretest.CanarySecret, Routes: routes})
	noEnvironment(t)
	t.Setenv("HTTPS_PROXY", "http://ada:"+coretest.CanarySecret+"@"+parse(t, proxy.URL).Host)
	c := newClient(t, httpx.Options{Network: httpx.Network{CAFiles: []string{authority.File(t)}}})
	if _, err := post(t, c, "https://"+name+"/"); err != nil {
		t.Error(err)
	}
	t.Setenv("HTTPS_PROXY", "http://ada:"+coretest.CanarySecret+"@"+nettest.Refused(t))
	_, err := post(t, newClient(t, httpx.Options{Limits: short}), "https://"+name+"/")
	f := wantFinding(t, err, finding.ProxyUnreachable)
	if all := fmt.Sprintf("%+v %v", f, err.(*core.Error).Cause); strings.Contains(all, coretest.CanarySecret) {
		t.Errorf("the password is shown: %s", all)
	}
}

func TestPasswordStaysOutOfCauses(t *testing.T) {
	u := &url.URL{Scheme: "https", Host: "platform.example.test"}
	for _, proxy := range []string{"http://" + nettest.Refused(t), "socks5://" + nettest.Refused(t), "http://" + nettest.Cut(t, "garbage\r\n\r\n")} {
		c := newClient(t, httpx.Options{Limits: short, Network: httpx.Network{
			ProxyURL: proxy, ProxyUser: "ada", ProxyPassword: core.NewSecret(coretest.CanarySecret),
		}})
		_, err := c.Do(t.Context(), httpx.Request{Op: "test", Method: http.MethodGet, URL: u})
		fail, ok := err.(*core.Error)
		if !ok {
			t.Fatalf("%s: error is %v", proxy, err)
		}
		if strings.Contains(fail.Cause.Error(), coretest.CanarySecret) {
			t.Errorf("%s: the cause shows the password", proxy)
		}
	}
}
