package wire

import (
	"context"

	"github.com/sureline/sureline/core/handover"
)

// Courier returns what hands sealed credentials over, with the network of the
// settings and an outbox in the data folder. The error is that of UseSettings.
func (s *Sureline) Courier(ctx context.Context) (*handover.Courier, error) {
	network, err := s.network(ctx, s.Settings())
	if err != nil {
		return nil, err
	}
	return handover.NewCourier(network, s.DataDir)
}
