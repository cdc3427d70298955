package profiles

import (
	"context"
	"strings"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// onUse keeps the profile on this computer, and the client secret in its
// keychain, after the hosts that are not RingCentral's were confirmed.
func (m *Maker) onUse() {
	if !m.ready() {
		return
	}
	p := m.draft().profile()
	hosts := p.UnconfirmedHosts()
	if len(hosts) == 0 {
		m.keep(p, nil)
		return
	}
	names := strings.Join(hosts, " and ")
	yes := widgets.NewButton(widgets.Primary, "Yes, "+names+" is right", func() { m.keep(p, hosts) })
	no := widgets.NewButton(widgets.Secondary, "Not yet", func() {
		m.show()
		widgets.Focus(m.use)
	})
	m.show(widgets.Ask(widgets.ToneWarning, p.Name+" will send credentials to "+names,
		[]string{"This is not RingCentral. Whoever runs it will be able to use them."}, yes, no))
	m.save.SetKind(widgets.Secondary)
	widgets.Focus(no)
}

func (m *Maker) keep(p core.Profile, hosts []string) {
	service, secret := m.deps.Service, core.NewSecret(strings.TrimSpace(m.secret.Text))
	m.use.SetBusy(true)
	worker.Run(m.slot, workLimit, func(ctx context.Context) (struct{}, error) {
		_, err := service.AddProfile(ctx, onboard.ProfileRequest{Profile: p, ClientSecret: secret, ConfirmedHosts: hosts})
		return struct{}{}, err
	}, func(_ struct{}, err error) {
		m.use.SetBusy(false)
		if f, ok := core.FindingOf(err); ok {
			m.show(widgets.NewFinding(f, m.deps.Copy))
			return
		}
		m.secret.Clear()
		m.kept()
		m.show()
		m.deps.Changed(p.ID)
	})
}
