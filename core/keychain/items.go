package keychain

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/zalando/go-keyring"
)

var (
	// errChanged says that the parts do not make up what was stored.
	errChanged = errors.New("the parts of the item do not fit its manifest")
	// errReadBack says that the keychain took a text and returns another one.
	errReadBack = errors.New("the keychain does not return what it was given")
)

// items reads and writes secrets of any length on a backend whose items are
// limited.
//
// A short secret is one plain item under its own name, so that other tools
// show it. A longer one is split into parts, and the item holds a manifest of
// them. Parts belong to one of two generations, "a" and "b": a new secret goes
// to the generation that is not in use, the manifest is written last, and the
// other generation is removed after that. So a crash at any point leaves
// either the old or the new secret, and what it leaves behind is removed by
// the next write or remove.
type items struct {
	backend backend
	// limit is the longest text in bytes that an item holds.
	limit int
}

func (s items) read(ctx context.Context, item string) (string, error) {
	text, err := s.backend.get(item)
	if err != nil {
		return "", err
	}
	if !isManifest(text) {
		if text == "" {
			return "", errChanged
		}
		return text, nil
	}
	m, err := parseManifest(text)
	if err != nil {
		return "", err
	}
	var whole strings.Builder
	for n := 1; n <= m.count; n++ {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		part, err := s.backend.get(partName(item, m.generation, n))
		if errors.Is(err, keyring.ErrNotFound) {
			return "", errChanged
		}
		if err != nil {
			return "", err
		}
		whole.WriteString(part)
	}
	if !m.fits(whole.String()) {
		return "", errChanged
	}
	return whole.String(), nil
}

// write stores the text and reads it back. The outcome removes what the old
// secret leaves behind, or brings it back.
func (s items) write(ctx context.Context, item, text string) (outcome, error) {
	old, err := s.backend.get(item)
	existed := err == nil
	if err != nil && !errors.Is(err, keyring.ErrNotFound) {
		return outcome{}, err
	}
	head, m := text, manifest{}
	if len(text) > s.limit || isManifest(text) {
		parts := split(text, s.limit)
		m = newManifest(otherGeneration(old), len(parts), text)
		head = m.String()
		if err := s.writeParts(ctx, item, m.generation, parts); err != nil {
			return outcome{}, err
		}
	}
	undo := func() {
		if existed {
			_ = s.backend.set(item, old)
		} else {
			_ = s.backend.delete(item)
		}
		_ = s.sweep(item, m.generation, 1)
	}
	if err := s.backend.set(item, head); err != nil {
		switch now, getErr := s.backend.get(item); {
		case getErr == nil && now == head:
			undo()
		case getErr == nil || errors.Is(getErr, keyring.ErrNotFound):
			_ = s.sweep(item, m.generation, 1)
		}
		// Else nobody knows what the item holds: the parts stay, in case it is
		// the manifest, until the next write or remove.
		return outcome{}, err
	}
	if back, err := s.read(ctx, item); err != nil || back != text {
		undo()
		return outcome{}, errors.Join(errReadBack, err)
	}
	commit := func() { _ = s.sweepExcept(item, m) }
	return outcome{commit: commit, undo: undo}, nil
}

// writeParts leaves no part behind when it fails.
func (s items) writeParts(ctx context.Context, item, generation string, parts []string) error {
	for i, part := range parts {
		err := ctx.Err()
		if err == nil {
			err = s.backend.set(partName(item, generation, i+1), part)
		}
		if err != nil {
			return errors.Join(err, s.sweep(item, generation, 1))
		}
	}
	return nil
}

func (s items) remove(item string) error {
	// The manifest first: without it the parts mean nothing to a reader.
	if err := s.backend.delete(item); err != nil && !errors.Is(err, keyring.ErrNotFound) {
		return err
	}
	return s.sweepExcept(item, manifest{})
}

// sweepExcept removes all parts that do not belong to the manifest.
func (s items) sweepExcept(item string, m manifest) error {
	var errs []error
	for _, generation := range generations {
		from := 1
		if generation == m.generation {
			from = m.count + 1
		}
		errs = append(errs, s.sweep(item, generation, from))
	}
	return errors.Join(errs...)
}

// sweep removes the parts from the given number on, the last one first, so
// that an interrupted sweep leaves no gap at which the next one would stop.
func (s items) sweep(item, generation string, from int) error {
	if generation == "" {
		return nil
	}
	last := from
	for ; last <= maxParts; last++ {
		_, err := s.backend.get(partName(item, generation, last))
		if errors.Is(err, keyring.ErrNotFound) {
			break
		}
		if err != nil {
			return err
		}
	}
	for n := last - 1; n >= from; n-- {
		if err := s.backend.delete(partName(item, generation, n)); err != nil && !errors.Is(err, keyring.ErrNotFound) {
			return err
		}
	}
	return nil
}

// partSuffix is what partName adds to the name of an item.
var partSuffix = regexp.MustCompile(`#[ab][0-9]+$`)

func partName(item, generation string, n int) string {
	return fmt.Sprintf("%s#%s%d", item, generation, n)
}

func split(text string, limit int) []string {
	var parts []string
	for len(text) > limit {
		parts = append(parts, text[:limit])
		text = text[limit:]
	}
	return append(parts, text)
}
