package onboard

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/undo"
)

const (
	// lockWait is how long a change waits for another one, whose keychain may ask
	// a person for a password.
	lockWait = 30 * time.Second
	// settleLimit bounds what a start does about changes left in the middle: a
	// keychain that asks for its password can be answered for the next one.
	settleLimit = 3 * time.Second
	// finishLimit lets an undo come to its end (undo.Limit), and a change that
	// was cancelled begin it; finishStep is how often that is looked at.
	finishLimit = undo.Limit + 2*time.Second
	finishStep  = 10 * time.Millisecond
	// nameTries bounds the search for a free name among "NAME", "NAME (2)", …
	nameTries = 1000
)

// lock takes the lock over keychain and store, once nothing is left in the
// middle by a program that was ended. The returned function gives it back.
func (s *Service) lock(ctx context.Context) (unlock func(), err error) {
	s.changing.Add(1)
	release, err := s.store.Lock(ctx, lockWait)
	if err != nil {
		s.changing.Add(-1)
		return nil, wrap("waiting for another change", err)
	}
	unlock = func() {
		release()
		s.changing.Add(-1)
	}
	if _, err := s.settle(ctx); err != nil {
		unlock()
		return nil, err
	}
	return unlock, nil
}

// Finish returns when no change of keychain and store is under way, or after
// some seconds. A program calls it at its end, once it has cancelled its work.
func (s *Service) Finish() {
	ctx, cancel := context.WithTimeout(context.Background(), finishLimit)
	defer cancel()
	for s.changing.Load() > 0 && s.sleep(ctx, finishStep) == nil {
	}
}

// change makes one change of keychain and store: the item of the change holds
// the secret afterwards, or is gone when that is empty. The lock is held. It is
// begun in the store before the keychain is touched, and done with one write of
// the store; until then every failure, a cancel included, takes back what was
// done. See docs/adr/0008-begun-changes.md. It returns the change as it was made: a
// connection without a name gets a free one.
func (s *Service) change(ctx context.Context, c core.Change, secret core.Secret) (core.Change, error) {
	c.ID, c.At, c.Fingerprint = uuid.NewString(), s.now().UTC(), secret.Fingerprint()
	old, err := undo.Secret(ctx, s.keychain, c.Item)
	if err != nil {
		return c, wrap("reading the keychain", err)
	}
	if err := s.store.Begin(ctx, c); err != nil {
		return c, wrap("beginning a change", err)
	}
	err = wrap("writing to the keychain", s.put(ctx, c.Item, secret))
	if err == nil {
		if c, err = s.apply(ctx, c); err == nil {
			return c, nil
		}
	}
	var left error
	var steps undo.Steps
	steps.Add(func(ctx context.Context) error {
		left = s.takeBack(ctx, c, old, err)
		return left
	})
	undone := steps.After(ctx, err)
	switch {
	case left == nil:
		return c, err
	case errors.Is(left, errMade): // the store did it all the same
		return c, nil
	case core.HasCode(undone, finding.Cancelled):
		f := finding.WithDetail(finding.NewCancelledUnsettled(), findingOf(undone).Detail)
		undone = core.Fail("undoing a cancelled change", f, undone)
	}
	return c, &unsettledError{undone, finding.NewUnsettled(c.Subject)}
}

// unsettledError is a failure after which not everything could be taken back,
// and what is to be said of that.
type unsettledError struct {
	error
	finding core.Finding
}

// Unwrap returns the failure.
func (e *unsettledError) Unwrap() error { return e.error }

// errMade tells that a change took effect although the store reported a failure.
var errMade = errors.New("the change was made")

// takeBack puts the old secret back and ends the change that failed. It stays
// begun unless the keychain holds the old secret again.
func (s *Service) takeBack(ctx context.Context, c core.Change, old core.Secret, failure error) error {
	begun, err := s.store.Begun(ctx)
	if err != nil {
		return wrap("reading what was begun", err)
	}
	if !slices.ContainsFunc(begun, func(b core.Change) bool { return b.ID == c.ID }) {
		return errMade
	}
	if !slices.Contains(untouched, findingOf(failure).Code) {
		// After a cancel this also waits until the keychain has ended what it was at.
		if err := s.put(ctx, c.Item, old); err != nil {
			return wrap("putting back the old secret", err)
		}
	}
	return wrap("ending a change", s.store.Abandon(ctx, c.ID))
}

// untouched are the failures of a keychain that could not be used at all. It
// would only ask the user again.
var untouched = []core.Code{
	finding.KeychainLocked, finding.KeychainDenied, finding.KeychainAbsent, finding.KeychainNoSession, finding.KeychainNoCollection,
	finding.KeychainTooLarge,
}

func (s *Service) put(ctx context.Context, item string, secret core.Secret) error {
	if secret.Empty() {
		return s.keychain.Delete(ctx, item)
	}
	return s.keychain.Set(ctx, item, secret)
}

// apply makes the store's part of a change. A connection without a name gets the
// first free one made of account and person.
func (s *Service) apply(ctx context.Context, c core.Change) (core.Change, error) {
	if c.SaveConnection == nil || c.SaveConnection.Name != "" {
		return c, saved(c, s.store.Apply(ctx, c))
	}
	base := madeName(*c.SaveConnection)
	var err error
	for n := 1; n <= nameTries; n++ {
		named := *c.SaveConnection
		named.Name = base
		if n > 1 {
			named.Name += " (" + strconv.Itoa(n) + ")"
		}
		c.SaveConnection = &named
		if err = s.store.Apply(ctx, c); !errors.Is(err, core.ErrNameTaken) {
			break
		}
	}
	return c, saved(c, err)
}

// madeName is the name of a connection that the user gave none.
func madeName(c core.Connection) string {
	switch {
	case c.Account != "" && c.Person != "":
		return c.Account + " / " + c.Person
	case c.OnBehalfOf() != "":
		return c.OnBehalfOf()
	}
	return c.App
}

// saved words the refusals of the store that the user can mend.
func saved(c core.Change, err error) error {
	switch {
	case errors.Is(err, core.ErrNameTaken):
		return core.Fail("saving the connection", nameTaken(c.SaveConnection.Name), err)
	case errors.Is(err, core.ErrInUse):
		return profileInUse(c.DeleteProfile, 1)
	}
	return wrap("saving", err)
}

// Settle ends the changes that a program left in the middle when it was ended:
// each as its keychain item shows it, whole or not at all. It tells what it did;
// it waits for no other program, and for the keychain a few seconds. Changes
// settle what they find too, so that a failure here is only worth telling.
func (s *Service) Settle(ctx context.Context) ([]core.Finding, error) {
	begun, err := s.store.Begun(ctx)
	if err != nil || len(begun) == 0 {
		return nil, wrap("reading what was begun", err)
	}
	ctx, cancel := context.WithTimeout(ctx, settleLimit)
	defer cancel()
	unlock, err := s.store.Lock(ctx, 0)
	if core.HasCode(err, finding.StoreBusy) {
		return nil, nil // whoever began it is still at it
	}
	if err != nil {
		return nil, wrap("settling", err)
	}
	defer unlock()
	return s.settle(ctx)
}

// settle is Settle with the lock held, which shows that nobody is at it.
func (s *Service) settle(ctx context.Context) (settled []core.Finding, err error) {
	begun, err := s.store.Begun(ctx)
	if err != nil {
		return nil, wrap("reading what was begun", err)
	}
	for _, c := range begun {
		made, err := s.shows(ctx, c)
		if err == nil && made {
			c, err = s.apply(ctx, c)
			if errors.Is(err, core.ErrNameTaken) {
				c.SaveConnection.Name = ""
				c, err = s.apply(ctx, c)
			}
		}
		if errors.Is(err, core.ErrNotFound) || errors.Is(err, core.ErrInUse) {
			made, err = false, nil // it can never be made
		}
		if err == nil && !made {
			err = s.store.Abandon(ctx, c.ID)
		}
		if err != nil {
			return settled, wrap("settling", err)
		}
		settled = append(settled, leftOver(c, made))
	}
	return settled, nil
}

// shows reports whether the keychain's part of the change was made. It also has
// the keychain sweep up what an interrupted write may have left beside the item.
func (s *Service) shows(ctx context.Context, c core.Change) (made bool, err error) {
	secret, err := s.keychain.Get(ctx, c.Item)
	switch {
	case core.HasCode(err, finding.KeychainItemChanged):
		return false, nil // not ours to judge or to take away
	case err != nil && !core.HasCode(err, finding.KeychainItemMissing):
		return false, err
	}
	return secret.Fingerprint() == c.Fingerprint, s.put(ctx, c.Item, secret)
}

// leftOver tells how a change that was left in the middle was settled.
func leftOver(c core.Change, made bool) core.Finding {
	variant := "taken-back"
	if made {
		variant = "completed"
	}
	return finding.WithDetail(finding.NewLeftOver(c.Subject, made), map[string]string{"item": c.Item, "outcome": variant, "begun": c.At.Format(time.RFC3339)})
}
