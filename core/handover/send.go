package handover

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/httpx"
)

const (
	opSend   = "handing over"
	opStatus = "asking for the state of the hand-over"

	// tries is how often one letter is sent before it is left for later.
	tries = 3
	// maxWait bounds what a server may make the sender wait between two tries, and
	// between two questions for the status.
	maxWait = 30 * time.Second
)

// State is where a hand-over stands at the provider's.
type State string

// The states.
const (
	Received         State = "received"
	Verified         State = "verified"
	Refused          State = "refused"
	AwaitingApproval State = "awaiting_approval"
)

// Status is what the provider says of a hand-over.
type Status struct {
	ID    string `json:"id"`
	State State  `json:"state"`
	// Finding says why, when it was refused.
	Finding *core.Finding `json:"finding"`
	// Identity is whom the provider's own token exchange proved; nil until then.
	Identity *Identity `json:"identity"`
	// At is when the provider's server came to this state.
	At time.Time `json:"at"`
}

// Identity is whom the connection stands for, as proved at the provider's.
type Identity struct {
	Account   string `json:"account"`
	Person    string `json:"person"`
	Extension string `json:"extension"`
	OwnerID   string `json:"owner_id"`
}

// Settled reports whether nothing more is to be expected soon.
func (s Status) Settled() bool { return s.State != Received }

// accepted is the answer 202 to a hand-over.
type accepted struct {
	ID string `json:"id"`
	// StatusURL may be relative to the address that was posted to.
	StatusURL string `json:"status_url"`
}

// refusal is the body of every other answer.
type refusal struct {
	Finding core.Finding `json:"finding"`
}

// Network is how the provider's server is reached.
type Network = httpx.Network

// Courier hands sealed credentials over to the provider's server, and keeps what
// could not be sent. It is safe for concurrent use.
type Courier struct {
	http *httpx.Client
	// outbox is the folder for what waits.
	outbox string
	wait   func(context.Context, time.Duration) error
}

// NewCourier returns a courier whose outbox is a folder below dir. The error
// carries setting-invalid when the proxy or a CA file cannot be used.
func NewCourier(n Network, dir string) (*Courier, error) {
	client, err := httpx.New(httpx.Options{Network: n, Limits: httpx.Limits{Body: 64 << 10}})
	if err != nil {
		return nil, err
	}
	return &Courier{http: client, outbox: filepath.Join(dir, "outbox"), wait: pause}, nil
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// HandOver keeps the letter in the outbox, sends it, and takes it out when the
// provider has answered for good, or the user cancels. It is sent again a few times where that may help;
// then handover-unreachable says where it is kept. Other errors:
// host-not-confirmed, handover-not-offered, and what the provider refused it for.
// The answer is the state at the provider's and where to ask for it again, which is
// empty when the provider does not tell.
func (c *Courier) HandOver(ctx context.Context, p core.Profile, s Sealed) (Status, string, error) {
	to, err := destination(p)
	if err != nil {
		return Status{}, "", err
	}
	if s.Recipient != p.HandoverRecipient {
		return Status{}, "", core.Fail(opSend, KeyChanged(p), nil)
	}
	waited := c.waits(s.ID)
	kept, err := c.keep(letter{ID: s.ID, Name: s.Name, Profile: p.ID, Recipient: s.Recipient, Fingerprint: s.Fingerprint, URL: p.HandoverURL}, s.File)
	if err != nil {
		return Status{}, "", err
	}
	status, follow, err := c.deliver(ctx, p, to, s)
	if reason, unreachable := errors.AsType[*unreached](err); unreachable {
		f := finding.NewHandoverUnreachable(to.Host, kept)
		return Status{}, "", core.Fail(opSend, finding.WithDetail(finding.WithDetail(f, reason.facts), map[string]string{"file": kept}), err)
	}
	if !core.HasCode(err, finding.Cancelled) || !waited {
		c.drop(s.ID)
	}
	return status, follow, err
}

// destination is where the profile's credentials may be sent.
func destination(p core.Profile) (*url.URL, error) {
	if p.HandoverURL == "" {
		return nil, core.Fail(opSend, NotOffered(p), nil)
	}
	u, err := url.Parse(p.HandoverURL)
	if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !core.IsLoopback(u.Hostname())) ||
		len(p.UnconfirmedHosts()) > 0 {
		return nil, core.Fail(opSend, finding.WithDetail(finding.NewHostNotConfirmed(hostOf(p.HandoverURL)),
			map[string]string{"profile": p.ID}), err)
	}
	return u, nil
}

func hostOf(raw string) string {
	if u, err := url.Parse(raw); err == nil {
		return u.Host
	}
	return ""
}

// KeyChanged is the finding for a profile that names another key than the one that
// was agreed to.
func KeyChanged(p core.Profile) core.Finding {
	f := finding.NewHandoverKeyChanged(p.Name, Fingerprint(p.HandoverRecipient))
	return finding.WithDetail(f, map[string]string{"profile": p.ID, "fingerprint": Fingerprint(p.HandoverRecipient)})
}

// deliver posts the file until the server has answered for good.
func (c *Courier) deliver(ctx context.Context, p core.Profile, to *url.URL, s Sealed) (Status, string, error) {
	for try := 1; ; try++ {
		reply, err := c.http.Do(ctx, httpx.Request{
			Op: opSend, Method: http.MethodPost, URL: to, Body: string(s.File),
			Header: http.Header{"Content-Type": {"application/octet-stream"}, "Accept": {"application/json"}, "Idempotency-Key": {s.ID}},
		})
		if core.HasCode(err, finding.Cancelled) {
			return Status{}, "", err
		}
		if err == nil && !later(reply.Status) {
			return understand(p, to, s, reply)
		}
		wait := waitFor(reply, try)
		if try == tries || wait > maxWait {
			return Status{}, "", &unreached{whyNot(reply, err), err}
		}
		if c.wait(ctx, wait) != nil {
			return Status{}, "", core.Fail(opSend, finding.New(finding.Cancelled), ctx.Err())
		}
	}
}

// unreached says that the server gave no answer for good, and why.
type unreached struct {
	facts map[string]string
	cause error
}

func (*unreached) Error() string   { return "no answer for good" }
func (u *unreached) Unwrap() error { return u.cause }

// later reports a status after which the same request may succeed.
func later(status int) bool {
	return status == http.StatusRequestTimeout || status == http.StatusTooManyRequests || status >= 500
}

// waitFor is what the server asks for, else longer from try to try.
func waitFor(reply httpx.Reply, try int) time.Duration {
	if seconds, err := strconv.Atoi(reply.Header.Get("Retry-After")); err == nil && seconds >= 0 {
		return time.Duration(seconds) * time.Second
	}
	return time.Duration(try) * time.Second
}

func whyNot(reply httpx.Reply, err error) map[string]string {
	facts := map[string]string{}
	if f, ok := core.FindingOf(err); ok {
		facts["reason"] = string(f.Code)
	} else if reply.Status != 0 {
		facts["status"] = strconv.Itoa(reply.Status)
	}
	return facts
}

// understand reads an answer that is for good.
func understand(p core.Profile, to *url.URL, s Sealed, reply httpx.Reply) (Status, string, error) {
	if reply.Status < 200 || reply.Status >= 300 {
		var r refusal
		_ = json.Unmarshal(reply.Body, &r)
		return Status{}, "", core.Fail(opSend, meaning(p, r.Finding, reply.Status), nil)
	}
	var a accepted
	if err := json.Unmarshal(reply.Body, &a); err != nil || a.ID != s.ID {
		f := finding.WithDetail(finding.NewHandoverRefused(p.Name),
			map[string]string{"status": strconv.Itoa(reply.Status), "reason": "the answer does not name the hand-over"})
		return Status{}, "", core.Fail(opSend, f, err)
	}
	return Status{ID: s.ID, State: Received, At: reply.At.UTC()}, sameOrigin(to, a.StatusURL), nil
}

// sameOrigin resolves the address for the status. Nothing is asked of a host that
// nobody was shown: such an address is left out.
func sameOrigin(to *url.URL, ref string) string {
	u, err := to.Parse(ref)
	if ref == "" || err != nil || u.Scheme != to.Scheme || u.Host != to.Host || u.User != nil {
		return ""
	}
	return u.String()
}

// meaning words what the provider's server answered in our own words: its texts are
// not shown, its code decides.
func meaning(p core.Profile, said core.Finding, status int) core.Finding {
	var f core.Finding
	switch said.Code {
	case finding.HandoverInviteRefused:
		f = finding.NewInviteRefused(p.Name, finding.Invite(said.Detail["reason"]))
	case finding.HandoverOtherAccount:
		f = finding.NewHandoverOtherAccount(p.Name)
	case finding.SealedNot, finding.SealedDamaged, finding.SealedTooLarge, finding.SealedForAnother, finding.SealedReplayed:
		f = finding.New(said.Code)
	case finding.SealedOtherApp:
		f = finding.NewSealedOtherApp(p.ClientID, said.Detail["wanted"])
	default:
		f = finding.NewHandoverRefused(p.Name)
	}
	facts := map[string]string{"provider_code": string(said.Code), "host": hostOf(p.HandoverURL)}
	if status != 0 {
		facts["status"] = strconv.Itoa(status)
	}
	return finding.WithDetail(f, facts)
}

// Ask asks once for the status at the address that HandOver gave. A refusal is a
// Status with a finding in our words; the error is that of the way.
func (c *Courier) Ask(ctx context.Context, p core.Profile, follow string) (Status, error) {
	to, err := destination(p)
	if err != nil {
		return Status{}, err
	}
	u, err := url.Parse(sameOrigin(to, follow))
	if err != nil || u.Host == "" {
		return Status{}, core.Fail(opStatus, finding.NewHandoverRefused(p.Name), err)
	}
	reply, err := c.http.Do(ctx, httpx.Request{Op: opStatus, Method: http.MethodGet, URL: u, Header: http.Header{"Accept": {"application/json"}}})
	if err != nil {
		return Status{}, err
	}
	var s Status
	if err := json.Unmarshal(reply.Body, &s); err != nil || reply.Status != http.StatusOK {
		var r refusal
		_ = json.Unmarshal(reply.Body, &r)
		return Status{}, core.Fail(opStatus, meaning(p, r.Finding, reply.Status), err)
	}
	switch s.State {
	case Received, Verified, AwaitingApproval:
		s.Finding = nil
	default:
		s.State = Refused
		s.Finding = new(refusedThere(p, s.Finding))
	}
	s.At = s.At.UTC()
	return s, nil
}

// refusedThere words a refusal that came after the file was taken.
func refusedThere(p core.Profile, said *core.Finding) core.Finding {
	if said == nil {
		said = &core.Finding{}
	}
	if f := meaning(p, *said, 0); f.Code != finding.HandoverRefused {
		return f
	}
	return finding.WithDetail(finding.NewHandoverProofFailed(p.Name),
		map[string]string{"provider_code": string(said.Code), "request_id": said.Detail["request_id"], "error_codes": said.Detail["error_codes"]})
}

// Follow asks until the hand-over is settled, first after a second, then less
// often, at most until the context ends; the last state is returned then too. each
// is told every new state.
func (c *Courier) Follow(ctx context.Context, p core.Profile, follow string, each func(Status)) (Status, error) {
	var last Status
	for wait := time.Second; ; wait = min(wait*3/2, maxWait) {
		if c.wait(ctx, wait) != nil {
			return last, nil
		}
		s, err := c.Ask(ctx, p, follow)
		if err != nil {
			if ctx.Err() != nil {
				return last, nil
			}
			return last, err
		}
		if s.State != last.State && each != nil {
			each(s)
		}
		if last = s; s.Settled() {
			return s, nil
		}
	}
}
