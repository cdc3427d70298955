package sts_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/config"
)

// flood asks from the address n times under origins that nobody allows: under
// one, or each time under another.
func (r *rig) flood(n int, address string, each bool) {
	r.t.Helper()
	for i := range n {
		if !each {
			i = 0
		}
		origin := header("Origin", fmt.Sprintf("https://evil%d.example", i))
		if response, _ := r.do(post("{}", origin, func(r *http.Request) { r.RemoteAddr = address })); response.StatusCode != 403 {
			r.t.Fatalf("status %d", response.StatusCode)
		}
	}
}

func noLimits() config.Config {
	c := oneClient(nil)
	c.Limits = config.Limits{AddressPerMinute: 1e9, AddressBurst: 1e9, IdentityPerMinute: 1e9, IdentityBurst: 1e9}
	return c
}

func TestLogOfARefusedFloodIsBoundedAndStillSaysWhy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, noLimits())
		r.flood(500, "127.0.0.1:1", false)
		r.flood(3, "127.0.0.2:1", false)
		if n := len(r.log.lines("refused")); n != 10+3 {
			t.Errorf("%d lines, want the first 10 of one address and 3 of the other", n)
		}
		r.flood(500, "127.0.0.1:1", true)
		if n := len(r.log.lines("refused")); n != 60+3 {
			t.Errorf("%d lines, want the first 60 of one code", n)
		}
		r.do(post(`{`)) // another reason
		if n := len(r.log.lines("refused")); n != 64 {
			t.Errorf("%d lines: another reason is not seen any more", n)
		}
		r.token(post(`{"identity":"a"}`))
		<-time.After(time.Minute)
		synctest.Wait()
		more := r.log.lines("more refused")
		if len(more) != 1 || more[0]["count"] != 940.0 || more[0]["address"] != "127.0.0.1" || more[0]["code"] != string(finding.KoreOriginRefused) ||
			!strings.Contains(fmt.Sprint(more[0]["last_why"]), "https://evil499.example") {
			t.Errorf("log says %v", more)
		}
		// The next minute begins anew, and ends with the service.
		r.flood(12, "127.0.0.1:1", false)
		if n := len(r.log.lines("refused")); n != 74 {
			t.Errorf("%d lines after a minute, want 74", n)
		}
		if err := r.Shutdown(); err != nil {
			t.Fatal(err)
		}
		if more := r.log.lines("more refused"); len(more) != 2 || more[1]["count"] != 2.0 {
			t.Errorf("log says %v", more)
		}
		if n := len(r.log.lines("signed")); n != 1 {
			t.Errorf("%d audit lines", n)
		}
	})
}

func TestLogOfAFloodFromManyAddressesIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := behindProxy(noLimits())
		c.Clients[0].Policy = kore.PolicyAnonymous
		r := newRig(t, c)
		for n := range 2000 {
			request := post("{}", viaProxy, header("Origin", "https://evil.example"), header("X-Forwarded-For", fmt.Sprintf("198.51.%d.%d", n/200, n%200)))
			r.do(request)
		}
		<-time.After(time.Minute)
		synctest.Wait()
		shown, hidden := len(r.log.lines("refused")), 0
		more := r.log.lines("more refused")
		for _, line := range more {
			hidden += int(line["count"].(float64))
		}
		if shown > 300 || len(more) > 110 || shown+hidden != 2000 {
			t.Errorf("%d lines and %d summaries tell of %d of 2000 refusals", shown, len(more), shown+hidden)
		}
	})
}
