package onboard

import (
	"context"
	"errors"
	"strings"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
)

// Connections returns all connections, sorted by name.
func (s *Service) Connections(ctx context.Context) ([]core.Connection, error) {
	all, err := s.store.Connections(ctx)
	return all, wrap("reading the connections", err)
}

// Connection returns the connection with the ID, or connection-unknown.
func (s *Service) Connection(ctx context.Context, id string) (core.Connection, error) {
	c, err := s.store.Connection(ctx, id)
	if errors.Is(err, core.ErrNotFound) {
		return c, connectionUnknown(id)
	}
	return c, wrap("reading the connection", err)
}

// ConnectionByName returns the connection with the name, without regard to
// case, or connection-unknown.
func (s *Service) ConnectionByName(ctx context.Context, name string) (core.Connection, error) {
	all, err := s.Connections(ctx)
	if err != nil {
		return core.Connection{}, err
	}
	for _, c := range all {
		if strings.EqualFold(c.Name, strings.TrimSpace(name)) {
			return c, nil
		}
	}
	return core.Connection{}, connectionUnknown(name)
}

// History returns the newest verifications of the connection, at most limit.
func (s *Service) History(ctx context.Context, connectionID string, limit int) ([]core.Verification, error) {
	all, err := s.store.Verifications(ctx, connectionID, limit)
	return all, wrap("reading the history", err)
}

// Rename gives the connection another name; name-taken if another has it.
func (s *Service) Rename(ctx context.Context, connectionID, name string) error {
	if strings.TrimSpace(name) == "" {
		return core.Fail("rename", finding.NewSettingInvalid("name", "", text.Sentence{Key: "reason.empty"}), nil)
	}
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	c, err := s.Connection(ctx, connectionID)
	if err != nil {
		return err
	}
	c.Name = strings.TrimSpace(name)
	_, err = s.apply(ctx, core.Change{SaveConnection: &c})
	return err
}

func (s *Service) connectionAndProfile(ctx context.Context, id string) (core.Connection, core.Profile, error) {
	c, err := s.Connection(ctx, id)
	if err != nil {
		return c, core.Profile{}, err
	}
	p, err := s.Profile(ctx, c.ProfileID)
	return c, p, err
}

func connectionUnknown(name string) error {
	f := finding.NewConnectionUnknown(name)
	return core.Fail("reading the connection", f, core.ErrNotFound)
}
