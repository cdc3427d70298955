// Package httpx owns the one HTTP client of Sureline: its time limits, the
// proxy, the authorities it trusts, the cap on answers, and what a failure on
// the way to a host means as a finding. It knows nothing of RingCentral.
package httpx

import (
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/http/httpproxy"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
)

// Network is how this computer reaches the internet. The zero value uses the
// proxy of the environment and the authorities of the operating system.
type Network struct {
	// ProxyURL is a http, https or socks5 proxy, without a password; empty means
	// the one that the environment or the operating system names, if any.
	ProxyURL string
	// ProxyUser and ProxyPassword go to the proxy of ProxyURL only.
	ProxyUser     string
	ProxyPassword core.Secret
	// CAFiles are PEM or DER files of authorities trusted besides the system's.
	CAFiles []string
	// Timeout is for a whole request; 0 means Limits.Total.
	Timeout time.Duration
	// UserAgent is sent with every request; empty means UserAgent("").
	UserAgent string
}

// Limits are the time limits of a request and the cap on its answer. A zero
// field takes the default.
type Limits struct {
	// Connect covers name lookup and connecting; 10 s.
	Connect time.Duration
	// Secure is for the TLS handshake; 10 s.
	Secure time.Duration
	// Answer is from the request sent to the answer's headers; 15 s.
	Answer time.Duration
	// Total is for all of it, the body included; 15 s.
	Total time.Duration
	// Body is the cap on the answer's body after decompression, in bytes; 1 MiB.
	Body int64
}

func (l Limits) withDefaults(timeout time.Duration) Limits {
	set := func(d *time.Duration, or time.Duration) {
		if *d <= 0 {
			*d = or
		}
	}
	if timeout > 0 {
		l.Total = timeout
	}
	set(&l.Total, 15*time.Second)
	set(&l.Connect, 10*time.Second)
	set(&l.Secure, 10*time.Second)
	set(&l.Answer, 15*time.Second)
	if l.Body <= 0 {
		l.Body = 1 << 20
	}
	return l
}

// answerTimer is the limit for the headers alone; 0 where the limit for all of it
// strikes first, which spares each request a timer.
func (l Limits) answerTimer() time.Duration {
	if l.Answer >= l.Total {
		return 0
	}
	return l.Answer
}

// chooseProxy says which proxy a URL goes through; nil for none.
type chooseProxy func(*url.URL) (*url.URL, error)

// proxy returns the choice for this network. The environment (HTTPS_PROXY,
// HTTP_PROXY, NO_PROXY) is read once, here; the operating system's setting is
// used where the environment names none.
func (n Network) proxy() (chooseProxy, error) {
	if n.ProxyURL == "" {
		env := httpproxy.FromEnvironment()
		if !readable(env.HTTPSProxy) {
			// Unused without a word, it would look like a network that is down.
			return nil, settingInvalid("HTTPS_PROXY", "", "reason.not_a_web_address", nil)
		}
		if env.HTTPProxy == "" && env.HTTPSProxy == "" {
			env = systemProxy()
		}
		return bypassForLoopback(env.ProxyFunc()), nil
	}
	given, err := parseProxy(n.ProxyURL)
	if err != nil {
		return nil, err
	}
	if n.ProxyUser != "" {
		given.User = url.UserPassword(n.ProxyUser, n.ProxyPassword.Reveal())
	}
	return bypassForLoopback(func(*url.URL) (*url.URL, error) { return given, nil }), nil
}

// readable reports whether httpproxy can make a proxy's address of the text, as
// it is or with http:// before it. An address with a mistake in it would get
// another http:// too, and lead nowhere.
func readable(proxy string) bool {
	u, err := url.Parse(proxy)
	if (err != nil || u.Host == "") && !strings.Contains(proxy, "://") {
		u, err = url.Parse("http://" + proxy)
	}
	return proxy == "" || err == nil && u.Hostname() != ""
}

// bypassForLoopback keeps what is meant for this computer on it: a proxy
// elsewhere could not reach it, and would see a plain request with its
// credential. A proxy on this computer is used as told.
func bypassForLoopback(choose chooseProxy) chooseProxy {
	return func(u *url.URL) (*url.URL, error) {
		proxy, err := choose(u)
		if proxy != nil && core.IsLoopback(u.Hostname()) && !core.IsLoopback(proxy.Hostname()) {
			return nil, nil
		}
		return proxy, err
	}
}

// parseProxy reads a proxy address; a bare host:port is taken as http.
func parseProxy(raw string) (*url.URL, error) {
	text := strings.TrimSpace(raw)
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		// The value may hold a password, so it is not repeated.
		return nil, settingInvalid("proxy", "", "reason.not_a_web_address", nil)
	case u.User != nil:
		return nil, settingInvalid("proxy", u.Host, "reason.sign_in_apart", nil)
	case u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "socks5" && u.Scheme != "socks5h":
		return nil, settingInvalid("proxy", u.Host, "reason.proxy_scheme", nil)
	case u.Hostname() == "" || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "":
		return nil, settingInvalid("proxy", u.Host, "reason.proxy_address", nil)
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host}, nil
}

func settingInvalid(setting, value, reason string, cause error) error {
	return core.Fail("network settings", finding.NewSettingInvalid(setting, value, text.Sentence{Key: reason}), cause)
}
