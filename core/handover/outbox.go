package handover

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/appdir"
	"github.com/sureline/sureline/core/finding"
)

// letter says what a sealed file in the outbox is for. It stands beside the file,
// as JSON, and holds no secret.
type letter struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Profile   string `json:"profile"`
	Recipient string `json:"recipient"`
	// Fingerprint is that of the credential.
	Fingerprint string `json:"fingerprint"`
	URL         string `json:"url"`
}

// Waiting is a hand-over that could not be sent yet.
type Waiting struct {
	ID string
	// File is where it is kept, sealed.
	File string
	// Profile is the ID of the profile that it was sealed with.
	Profile string
	sealed  Sealed
	url     string
}

// keep writes the sealed file, then what it is for: a file without a letter is
// harmless, and nobody looks at it.
func (c *Courier) keep(l letter, file []byte) (path string, err error) {
	path = filepath.Join(c.outbox, l.ID+Extension)
	text, err := json.Marshal(l)
	if err == nil {
		err = appdir.WriteFile(path, file)
	}
	if err == nil {
		err = appdir.WriteFile(filepath.Join(c.outbox, l.ID+".json"), text)
	}
	if err != nil {
		return "", unwritable(path, err)
	}
	return path, nil
}

func unwritable(path string, err error) error {
	if appdir.DiskFull(err) {
		return core.Fail("keeping the sealed file", finding.New(finding.DiskFull), err)
	}
	return core.Fail("keeping the sealed file", finding.WithDetail(finding.New(finding.StoreUnreadable), map[string]string{"file": path}), err)
}

// waits reports whether the outbox has the letter.
func (c *Courier) waits(id string) bool {
	_, err := os.Stat(filepath.Join(c.outbox, id+".json"))
	return err == nil
}

// drop forgets the letter; the letter first, so that it never stands without its
// file.
func (c *Courier) drop(id string) {
	_ = os.Remove(filepath.Join(c.outbox, id+".json"))
	_ = os.Remove(filepath.Join(c.outbox, id+Extension))
}

// Waiting returns what waits to be sent again. Whatever in the outbox cannot be
// read is left out.
func (c *Courier) Waiting() ([]Waiting, error) {
	entries, err := os.ReadDir(c.outbox)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, unwritable(c.outbox, err)
	}
	var all []Waiting
	for _, entry := range entries {
		id, isLetter := strings.CutSuffix(entry.Name(), ".json")
		if !isLetter || !idShape.MatchString(id) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(c.outbox, entry.Name()))
		var l letter
		if err != nil || json.Unmarshal(text, &l) != nil || l.ID != id {
			continue
		}
		path := filepath.Join(c.outbox, id+Extension)
		file, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		all = append(all, Waiting{
			ID: id, File: path, Profile: l.Profile, url: l.URL,
			sealed: Sealed{ID: id, Name: l.Name, Recipient: l.Recipient, Fingerprint: l.Fingerprint, File: file},
		})
	}
	return all, nil
}

// Resend hands over what waits, under the profile as it is now. Where the profile
// names another address or key since, it is handover-key-changed and stays.
func (c *Courier) Resend(ctx context.Context, p core.Profile, w Waiting) (Status, string, error) {
	if w.url != p.HandoverURL || w.Profile != p.ID {
		return Status{}, "", core.Fail(opSend, KeyChanged(p), nil)
	}
	return c.HandOver(ctx, p, w.sealed)
}

// Resent is how sending again went.
type Resent struct {
	Waiting Waiting
	// Profile is the one that it was sent under.
	Profile core.Profile
	// Err is why it waits still, or was refused for good; nil when it was received.
	Err error
}

// ResendAll hands over all that waits, but for the hand-over with the ID except,
// which is about to be sent itself. profile returns a profile as it is now. The
// error is that the outbox cannot be read.
func (c *Courier) ResendAll(ctx context.Context, except string, profile func(ctx context.Context, id string) (core.Profile, error)) ([]Resent, error) {
	waiting, err := c.Waiting()
	if err != nil {
		return nil, err
	}
	var all []Resent
	for _, w := range waiting {
		if w.ID == except {
			continue
		}
		r := Resent{Waiting: w}
		if r.Profile, r.Err = profile(ctx, w.Profile); r.Err == nil {
			_, _, r.Err = c.Resend(ctx, r.Profile, w)
		}
		all = append(all, r)
	}
	return all, nil
}

// Same returns what waits already of the same credential for the same key and
// address, else s: sealed anew it would be another hand-over, for which an invite is
// not good a second time.
func (c *Courier) Same(p core.Profile, s Sealed) Sealed {
	waiting, _ := c.Waiting() // what cannot be read is made anew
	for _, w := range waiting {
		if w.Profile == p.ID && w.url == p.HandoverURL && w.sealed.Recipient == s.Recipient && w.sealed.Fingerprint == s.Fingerprint {
			return w.sealed
		}
	}
	return s
}
