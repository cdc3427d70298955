package wire

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/core/text"
)

// clockTolerance is how far the computer's clock may be off: RingCentral looks at
// the times in a credential.
const clockTolerance = 5 * time.Minute

// Doctor tries what Sureline needs of this computer, and of each server of a
// profile (RingCentral's own when there is none). No credential is sent. With
// repair it removes what Service.Examine removes.
func (s *Sureline) Doctor(ctx context.Context, repair bool) []onboard.Checkup {
	probed := s.Service.ProbeKeychain(ctx)
	profiles, err := s.Service.Profiles(ctx)
	all := []onboard.Checkup{
		checkup("keychain", text.Say("doctor.where", text.Slots{"where": text.Keychain()}), probed),
		checkup("store", text.Say("doctor.where", text.Slots{"where": s.DataDir}), err),
	}
	if probed == nil && err == nil {
		all = append(all, s.comparison(ctx, repair))
	}
	all = append(all, checkup("settings", text.Say("doctor.where", text.Slots{"where": s.ConfigDir}), s.SettingsProblem), s.proxyCheckup())
	if s.NetworkProblem() != nil {
		return all // told by the proxy's
	}
	if len(profiles) == 0 {
		profiles = []core.Profile{{Name: "RingCentral", Server: core.DefaultServer}}
	}
	seen := map[string]bool{}
	for _, profile := range profiles {
		if !seen[profile.Server] {
			seen[profile.Server] = true
			all = append(all, s.serverCheckups(ctx, profile)...)
		}
	}
	return all
}

// checkup is about something that either works or says why not.
func checkup(name string, says text.Sentence, err error) onboard.Checkup {
	c := onboard.Checkup{Name: name, OK: err == nil, Says: says}
	if f, bad := core.FindingOf(err); bad {
		c.Findings = []core.Finding{f}
	}
	return c
}

// comparison tells whether keychain and store agree.
func (s *Sureline) comparison(ctx context.Context, repair bool) onboard.Checkup {
	found, err := s.Service.Examine(ctx, repair)
	if err != nil {
		return checkup("items", text.Say("doctor.items.unknown"), err)
	}
	says := "doctor.items.agree"
	switch {
	case found.Open > 0:
		says = "doctor.items.differ"
	case found.Orphans > 0:
		says = "doctor.items.repaired"
	case len(found.Findings) > 0:
		says = "doctor.items.beside"
	case !found.Listed:
		says = "doctor.items.unlisted"
	}
	return onboard.Checkup{
		Name: "items", OK: found.Open == 0, Says: text.Say(says), Findings: found.Findings, Repairable: found.Orphans > 0 && !repair,
	}
}

// proxyCheckup tells whether the network settings can be used, and which proxy
// they or the environment name, without user and password.
func (s *Sureline) proxyCheckup() onboard.Checkup {
	named := s.Settings().Proxy
	if s.options.Proxy != "" {
		named = s.options.Proxy
	}
	says := text.Say("doctor.proxy.none")
	if named != "" {
		says = host(named)
	} else if u, err := http.ProxyFromEnvironment(&http.Request{URL: &url.URL{Scheme: "https", Host: "platform.ringcentral.com"}}); err == nil && u != nil {
		says = text.Say("doctor.proxy.environment", text.Slots{"host": u.Host})
	}
	return checkup("proxy", says, s.NetworkProblem())
}

func host(raw string) text.Sentence {
	if u, err := url.Parse(raw); err == nil && u.Host != "" {
		return text.Say("doctor.where", text.Slots{"where": u.Host})
	}
	return text.Say("doctor.unreadable")
}

// serverCheckups ask for the server's version page, without any credential: any
// answer of the platform shows that it can be reached, and tells its time.
func (s *Sureline) serverCheckups(ctx context.Context, profile core.Profile) []onboard.Checkup {
	at := host(profile.Server)
	answer, err := s.Reach(ctx, profile)
	all := []onboard.Checkup{checkup("network", at, err)}
	if answer.Date.IsZero() {
		return all
	}
	off := answer.At.Add(time.Duration(answer.DurationMS) * time.Millisecond).Sub(answer.Date)
	clock := onboard.Checkup{Name: "clock", OK: true, Says: text.Say("doctor.clock.agrees", text.Slots{"host": at})}
	if off.Abs() > clockTolerance {
		clock.OK, clock.Says = false, text.Say("doctor.clock.differs", text.Slots{"host": at})
		clock.Findings = []core.Finding{finding.NewClockWrong(off.Abs())}
	}
	return append(all, clock)
}
