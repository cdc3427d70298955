package coretest

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sureline/sureline/core"
)

// Store is a core.Store in memory. Before, when set, runs before each operation
// (named as the method) and makes it fail with its error; After runs when the
// operation has had its effect.
type Store struct {
	Before func(ctx context.Context, op string) error
	After  func(op string) error
	// Wait is what ReserveAuth answers; a request is counted when it is 0.
	Wait func(clientID string) time.Duration

	mu          sync.Mutex
	profiles    map[string]core.Profile
	connections map[string]core.Connection
	history     []core.Verification
	reserved    int
	penalties   map[string]penalty
}

// penalty is a silence as it was asked for, and when it ends.
type penalty struct {
	silence time.Duration
	until   time.Time
}

var _ core.Store = (*Store)(nil)

// Profiles implements core.Store.
func (s *Store) Profiles(ctx context.Context) (all []core.Profile, err error) {
	err = s.do(ctx, "Profiles", func() error {
		all = slices.SortedFunc(maps.Values(s.profiles), func(a, b core.Profile) int { return cmp.Compare(a.ID, b.ID) })
		return nil
	})
	return all, err
}

// Profile implements core.Store.
func (s *Store) Profile(ctx context.Context, id string) (p core.Profile, err error) {
	err = s.do(ctx, "Profile", func() error {
		var ok bool
		if p, ok = s.profiles[id]; !ok {
			return core.ErrNotFound
		}
		return nil
	})
	return p, err
}

// SaveProfile implements core.Store.
func (s *Store) SaveProfile(ctx context.Context, p core.Profile) error {
	return s.do(ctx, "SaveProfile", func() error {
		if s.profiles == nil {
			s.profiles = map[string]core.Profile{}
		}
		s.profiles[p.ID] = p
		return nil
	})
}

// DeleteProfile implements core.Store.
func (s *Store) DeleteProfile(ctx context.Context, id string) error {
	return s.do(ctx, "DeleteProfile", func() error {
		for _, c := range s.connections {
			if c.ProfileID == id {
				return core.ErrInUse
			}
		}
		delete(s.profiles, id)
		return nil
	})
}

// Connections implements core.Store.
func (s *Store) Connections(ctx context.Context) (all []core.Connection, err error) {
	err = s.do(ctx, "Connections", func() error {
		all = slices.SortedFunc(maps.Values(s.connections), func(a, b core.Connection) int { return cmp.Compare(a.Name, b.Name) })
		return nil
	})
	return all, err
}

// Connection implements core.Store.
func (s *Store) Connection(ctx context.Context, id string) (c core.Connection, err error) {
	err = s.do(ctx, "Connection", func() error {
		var ok bool
		if c, ok = s.connections[id]; !ok {
			return core.ErrNotFound
		}
		return nil
	})
	return c, err
}

// SaveConnection implements core.Store.
func (s *Store) SaveConnection(ctx context.Context, c core.Connection) error {
	return s.do(ctx, "SaveConnection", func() error {
		if _, ok := s.profiles[c.ProfileID]; !ok {
			return core.ErrNotFound
		}
		for _, other := range s.connections {
			if other.ID != c.ID && strings.EqualFold(other.Name, c.Name) {
				return core.ErrNameTaken
			}
		}
		if s.connections == nil {
			s.connections = map[string]core.Connection{}
		}
		s.connections[c.ID] = c
		return nil
	})
}

// DeleteConnection implements core.Store.
func (s *Store) DeleteConnection(ctx context.Context, id string) error {
	return s.do(ctx, "DeleteConnection", func() error {
		delete(s.connections, id)
		s.history = slices.DeleteFunc(s.history, func(v core.Verification) bool { return v.ConnectionID == id })
		return nil
	})
}

// AddVerification implements core.Store.
func (s *Store) AddVerification(ctx context.Context, v core.Verification) error {
	return s.do(ctx, "AddVerification", func() error {
		if _, ok := s.connections[v.ConnectionID]; !ok {
			return core.ErrNotFound
		}
		s.history = append(s.history, v)
		return nil
	})
}

// Verifications implements core.Store.
func (s *Store) Verifications(ctx context.Context, id string, limit int) (all []core.Verification, err error) {
	err = s.do(ctx, "Verifications", func() error {
		for _, v := range slices.Backward(s.history) {
			if v.ConnectionID == id && len(all) < limit {
				all = append(all, v)
			}
		}
		return nil
	})
	return all, err
}

// InstallationID implements core.Store.
func (s *Store) InstallationID(ctx context.Context) (string, error) {
	return "00000000-0000-4000-8000-000000000000", s.do(ctx, "InstallationID", func() error { return nil })
}

// ReserveAuth implements core.Store.
func (s *Store) ReserveAuth(ctx context.Context, p core.Profile) (wait time.Duration, err error) {
	err = s.do(ctx, "ReserveAuth", func() error {
		if s.Wait != nil {
			wait = s.Wait(p.ClientID)
		}
		if wait = max(wait, time.Until(s.penalties[p.ClientID].until)); wait <= 0 {
			s.reserved++
		}
		return nil
	})
	return wait, err
}

// PenaliseAuth implements core.Store.
func (s *Store) PenaliseAuth(ctx context.Context, p core.Profile, silence time.Duration) error {
	return s.do(ctx, "PenaliseAuth", func() error {
		if s.penalties == nil {
			s.penalties = map[string]penalty{}
		}
		s.penalties[p.ClientID] = penalty{silence, time.Now().Add(silence)}
		return nil
	})
}

// Reserved returns how many requests of the Auth group were counted.
func (s *Store) Reserved() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reserved
}

// Penalty returns for how long the client ID was told to be silent.
func (s *Store) Penalty(clientID string) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.penalties[clientID].silence
}

func (s *Store) do(ctx context.Context, op string, work func() error) error {
	if s.Before != nil {
		if err := s.Before(ctx, op); err != nil {
			return err
		}
	}
	if err := ended(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	err := work()
	s.mu.Unlock()
	if err == nil && s.After != nil {
		err = s.After(op)
	}
	return err
}
