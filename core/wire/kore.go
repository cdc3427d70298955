package wire

import (
	"context"
	"path/filepath"

	"github.com/sureline/sureline/core/buildinfo"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/clients"
	"github.com/sureline/sureline/core/kore/config"
)

// Kore returns the Kore.ai part. Its list is kore.toml beside settings.toml.
func (s *Sureline) Kore() *clients.List {
	agent := kore.UserAgent(buildinfo.Version())
	return clients.New(clients.Deps{
		Path: filepath.Join(s.ConfigDir, config.FileName), Keychain: s.Keychain, UserAgent: agent,
		Network: func(ctx context.Context) (kore.Network, error) {
			network, err := s.network(ctx, s.Settings())
			network.UserAgent = agent
			return network, err
		},
	})
}
