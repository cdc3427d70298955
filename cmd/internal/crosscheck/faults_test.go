package crosscheck_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/boottime"
	"github.com/sureline/sureline/core/demo"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/ringcentral"
)

// hasty are limits under which a stall ends soon.
var hasty = ringcentral.Limits{Connect: time.Second, Secure: time.Second, Answer: 300 * time.Millisecond, Total: 400 * time.Millisecond}

// clock is a time that only moves when it is told to, so that no limit of the
// demo's is ever met.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// reading is the same clock, never stepped, since the start of the computer.
func (c *clock) reading() boottime.Reading {
	now := c.Now()
	return boottime.Reading{Wall: now, SinceBoot: time.Duration(now.UnixNano()), Boot: "one"}
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// rig is a demo platform with a client, a credential and an access token.
type rig struct {
	*demo.Platform
	client *ringcentral.Client
	hasty  *ringcentral.Client
	clock  *clock
	jwt    core.Secret
	grant  core.Grant
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{clock: &clock{at: time.Now()}}
	var err error
	if r.Platform, err = demo.Start(t.Context(), demo.Options{Now: r.clock.Now}); err != nil {
		t.Fatal(err)
	}
	if r.client, err = ringcentral.New(ringcentral.Options{Now: r.clock.Now}); err != nil {
		t.Fatal(err)
	}
	if r.hasty, err = ringcentral.New(ringcentral.Options{Limits: hasty, Now: r.clock.Now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.client.CloseIdle()
		r.hasty.CloseIdle()
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	if r.jwt, err = r.CreateCredential(demo.CredentialRequest{AllowedClientIDs: []string{demo.AcmeSync}}); err != nil {
		t.Fatal(err)
	}
	if r.grant, _, err = r.client.Exchange(t.Context(), r.target(), r.jwt); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *rig) target() core.Target {
	return core.Target{Profile: r.Profile(), ClientSecret: r.ClientSecret(), EndpointID: "6f0c2a52-7a9e-4a4b-9a36-0d3e7c1b2f11"}
}

// hit sends what the fault lies in wait for.
func (r *rig) hit(t *testing.T, f demo.Fault) (core.Call, error) {
	client := r.client
	if strings.HasPrefix(f.Name, "stall") {
		client = r.hasty
	}
	switch f.Where {
	case demo.WhereCalls, demo.WhereEverything:
		a, err := client.Get(t.Context(), r.Profile(), r.grant, "/restapi/v1.0/account/~")
		return a.Call, err
	case demo.WhereStatus:
		a, err := client.Get(t.Context(), r.Profile(), r.grant, "/restapi/v1.0/status")
		return a.Call, err
	case demo.WhereRevoke:
		return client.Revoke(t.Context(), r.target(), r.grant)
	case demo.WhereExchange, demo.WhereKeys:
	}
	_, call, err := client.Exchange(t.Context(), r.target(), r.jwt)
	return call, err
}

// faults compares what the client makes of every fault, in every shape, with
// what the demo says that it means.
func faults(t *testing.T) {
	for _, shape := range demo.Shapes {
		t.Run(string(shape), func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			for _, f := range demo.Faults() {
				if f.Where == demo.WhereKeys || !f.Shaped() && shape != demo.ShapeUsual {
					continue
				}
				r.compare(t, f, shape)
				r.clock.advance(2 * time.Minute)
			}
		})
	}
}

// unnamed looks at what is made of a refusal whose shape leaves open what it
// means: it is still told as the platform's, with the facts that support needs.
func unnamed(t *testing.T, f demo.Fault, got core.Finding, call core.Call) {
	t.Helper()
	if got.Code == finding.Internal || got.Severity != core.SeverityError {
		t.Errorf("%s: told as %s (%s)", f.Name, got.Code, got.Severity)
	}
	if call.Status >= 400 && (got.Detail["status"] != fmt.Sprint(call.Status) || got.Detail["request_id"] != call.RequestID || call.RequestID == "") {
		t.Errorf("%s: %s lacks status %d or request id %q: %v", f.Name, got.Code, call.Status, call.RequestID, got.Detail)
	}
}

func (r *rig) compare(t *testing.T, f demo.Fault, shape demo.Shape) {
	t.Helper()
	in := demo.Injection{Fault: f.Name, Delay: time.Millisecond}
	if f.Shaped() {
		in.Shape = shape
	}
	if err := r.Inject(in); err != nil {
		t.Fatal(err)
	}
	call, err := r.hit(t, f)
	r.ClearFault()
	got, failed := core.FindingOf(err)
	if f.Means == finding.ClockWrong {
		got, failed = finding.Clock(call)
	}
	want := f.MeansAs(shape)
	switch {
	case failed:
		note(t, got)
		if want != "" && got.Code != want {
			t.Errorf("%s/%s: got %s, want %s (%v)", f.Name, shape, got.Code, want, got.Detail)
		}
		if want == "" {
			unnamed(t, f, got, call)
		}
	case want != "":
		t.Errorf("%s/%s: no failure, want %s", f.Name, shape, want)
	case f.Shaped():
		t.Errorf("%s/%s: a refusal is taken for a success", f.Name, shape)
	}
	secrets := []core.Secret{r.jwt, r.ClientSecret(), r.grant.AccessToken}
	said := fmt.Sprintf("%+v %+v %v", got, call, err)
	for _, secret := range secrets {
		if strings.Contains(said, secret.Reveal()[:20]) {
			t.Errorf("%s/%s: a secret is told", f.Name, shape)
		}
	}
}
