package handover

import (
	"bufio"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/appdir"
	"github.com/sureline/sureline/core/finding"
)

// NewInvite returns 256 random bits for the key "invite" of one customer's profile,
// and the hash by which a file of invites knows them.
func NewInvite() (invite core.Secret, hash string) {
	var bits [32]byte
	_, _ = rand.Read(bits[:]) // never fails
	text := base64.RawURLEncoding.EncodeToString(bits[:])
	return core.NewSecret(text), hashInvite(text)
}

// hashInvite needs no salt and no slowness: there are 256 bits to guess.
func hashInvite(invite string) string {
	sum := sha256.Sum256([]byte(invite))
	return hex.EncodeToString(sum[:])
}

// admit lets an invite of the file in, once: for the hand-over that came with it
// first, however often that is sent. A file next to those that came says which that
// was.
func (r *Receiver) admit(e Envelope) error {
	if r.Invites == "" {
		return nil
	}
	hash := hashInvite(e.Invite)
	switch known, err := listed(r.Invites, hash); {
	case err != nil:
		return err
	case !known:
		return inviteRefused(e, finding.InviteUnknown)
	}
	path := filepath.Join(r.Dir, hash+".invite")
	first, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return appdir.WriteFile(path, []byte(e.ID))
	case err == nil && string(first) != e.ID:
		return inviteRefused(e, finding.InviteUsed)
	}
	return err
}

// listed reads the file each time: a line that was added counts at once, and one
// that was taken out too. The hash is the first word of its line.
func listed(file, hash string) (bool, error) {
	f, err := os.Open(file)
	if err != nil {
		return false, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if first, _, _ := strings.Cut(strings.TrimSpace(lines.Text()), " "); first == hash {
			return true, nil
		}
	}
	return false, lines.Err()
}

func inviteRefused(e Envelope, why finding.Invite) error {
	f := finding.WithDetail(finding.NewInviteRefused(e.Profile, why), map[string]string{"reason": string(why), "id": e.ID})
	return core.Fail(opOpen, f, nil)
}
