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
	"github.com/sureline/sureline/core/finding"
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
	turns       map[string]chan struct{}
	reserved    int
	penalties   map[string]penalty
	begun       []core.Change
	wrote       [][2]string // items with fingerprints
	once        sync.Once
	lock        chan struct{}
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

// Apply implements core.Store.
func (s *Store) Apply(ctx context.Context, c core.Change) error {
	return s.do(ctx, "Apply", func() error { return s.apply(c) })
}

func (s *Store) apply(c core.Change) error {
	profiles, connections, history := maps.Clone(s.profiles), maps.Clone(s.connections), slices.Clone(s.history)
	if profiles == nil {
		profiles = map[string]core.Profile{}
	}
	if connections == nil {
		connections = map[string]core.Connection{}
	}
	if p := c.SaveProfile; p != nil {
		profiles[p.ID] = *p
	}
	if saved := c.SaveConnection; saved != nil {
		if _, ok := profiles[saved.ProfileID]; !ok {
			return core.ErrNotFound
		}
		for _, other := range connections {
			if other.ID != saved.ID && strings.EqualFold(other.Name, saved.Name) {
				return core.ErrNameTaken
			}
		}
		connections[saved.ID] = *saved
	}
	if v := c.AddVerification; v != nil {
		if _, ok := connections[v.ConnectionID]; !ok {
			return core.ErrNotFound
		}
		history = append(history, *v)
	}
	if c.DeleteConnection != "" {
		delete(connections, c.DeleteConnection)
		history = slices.DeleteFunc(history, func(v core.Verification) bool { return v.ConnectionID == c.DeleteConnection })
	}
	if c.DeleteProfile != "" {
		for _, user := range connections {
			if user.ProfileID == c.DeleteProfile {
				return core.ErrInUse
			}
		}
		delete(profiles, c.DeleteProfile)
	}
	s.profiles, s.connections, s.history = profiles, connections, history
	s.begun = slices.DeleteFunc(s.begun, func(b core.Change) bool { return b.ID == c.ID })
	return nil
}

// Begin implements core.Store.
func (s *Store) Begin(ctx context.Context, c core.Change) error {
	return s.do(ctx, "Begin", func() error {
		s.begun, s.wrote = append(s.begun, c), append(s.wrote, [2]string{c.Item, c.Fingerprint})
		return nil
	})
}

// Wrote implements core.Store.
func (s *Store) Wrote(ctx context.Context, item, fingerprint string) (wrote bool, err error) {
	err = s.do(ctx, "Wrote", func() error {
		wrote = slices.Contains(s.wrote, [2]string{item, fingerprint})
		return nil
	})
	return wrote, err
}

// Abandon implements core.Store.
func (s *Store) Abandon(ctx context.Context, changeID string) error {
	return s.do(ctx, "Abandon", func() error { return s.apply(core.Change{ID: changeID}) })
}

// Begun implements core.Store.
func (s *Store) Begun(ctx context.Context) (all []core.Change, err error) {
	err = s.do(ctx, "Begun", func() error {
		all = slices.Clone(s.begun)
		return nil
	})
	return all, err
}

// Lock implements core.Store.
func (s *Store) Lock(ctx context.Context, wait time.Duration) (unlock func(), err error) {
	s.once.Do(func() { s.lock = make(chan struct{}, 1) })
	if err := s.do(ctx, "Lock", func() error { return nil }); err != nil {
		return nil, err
	}
	unlock = func() { <-s.lock }
	select {
	case s.lock <- struct{}{}:
		return unlock, nil
	default:
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	select {
	case s.lock <- struct{}{}:
		return unlock, nil
	case <-ctx.Done():
		if core.Cancelled(ctx) {
			return nil, ended(ctx)
		}
		return nil, core.Fail("test store", finding.New(finding.StoreBusy), ctx.Err())
	}
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

// LockToken implements core.Store.
func (s *Store) LockToken(ctx context.Context, connectionID string) (unlock func(), err error) {
	var turn chan struct{}
	err = s.do(ctx, "LockToken", func() error {
		if s.turns == nil {
			s.turns = map[string]chan struct{}{}
		}
		if s.turns[connectionID] == nil {
			s.turns[connectionID] = make(chan struct{}, 1)
		}
		turn = s.turns[connectionID]
		return nil
	})
	if err != nil {
		return nil, err
	}
	select {
	case turn <- struct{}{}:
		return func() { <-turn }, nil
	case <-ctx.Done():
		return nil, ended(ctx)
	}
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
