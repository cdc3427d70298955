package kore

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
)

// maxSecretFile is the longest file of a secret or key, in bytes.
const maxSecretFile = 64 << 10

// Loader fetches secrets from where a client says they lie.
type Loader struct {
	// Keychain may be nil: then sources in it are not there.
	Keychain core.Keychain
	// LookupEnv is os.LookupEnv when nil.
	LookupEnv func(string) (string, bool)
	// Dir is what relative paths start from; empty for the working directory.
	Dir string
}

// Keys fetches what the client signs with. The error carries kore-secret-missing,
// kore-secret-exposed, kore-key-unreadable or a finding of the keychain. Without
// the previous secret the client works, so one that is gone is no error.
func (l Loader) Keys(ctx context.Context, c Client) (Keys, error) {
	c = c.WithDefaults()
	current, err := l.secret(ctx, c, c.Secret)
	if err != nil {
		return Keys{}, err
	}
	var previous core.Secret
	if !c.Previous.IsZero() {
		previous, err = l.secret(ctx, c, c.Previous)
		if err != nil && !core.HasCode(err, finding.KoreSecretMissing) {
			return Keys{}, err
		}
	}
	k, err := NewKeys(c, current, previous)
	if err != nil {
		return k, err
	}
	return l.WithEncryption(c, k)
}

// WithEncryption returns the keys with the platform's public key, from the file
// that the client names; the same keys when it names none. The error carries
// kore-key-unreadable.
func (l Loader) WithEncryption(c Client, k Keys) (Keys, error) {
	if c.Encryption == nil {
		return k, nil
	}
	data, _, err := readFile(l.Path(c.Encryption.KeyFile))
	if err != nil {
		return Keys{}, keyUnreadable(c, Source{File: c.Encryption.KeyFile}, finding.PublicKey, fileReason(err), err)
	}
	return k.WithEncryption(c, data)
}

func (l Loader) secret(ctx context.Context, c Client, s Source) (core.Secret, error) {
	switch {
	case s.Keychain != "":
		return l.fromKeychain(ctx, c, s)
	case s.File != "":
		return l.fromFile(c, s)
	case s.Env != "":
		lookup := l.LookupEnv
		if lookup == nil {
			lookup = os.LookupEnv
		}
		value, ok := lookup(s.Env)
		if !ok || value == "" {
			return core.Secret{}, secretMissing(c, s, text.Say("reason.kore.variable_unset"), nil)
		}
		return core.NewSecret(value), nil
	}
	return core.Secret{}, secretMissing(c, s, text.Say("reason.kore.no_place"), nil)
}

func (l Loader) fromKeychain(ctx context.Context, c Client, s Source) (core.Secret, error) {
	if l.Keychain == nil {
		return core.Secret{}, secretMissing(c, s, text.Say("reason.kore.no_keychain"), nil)
	}
	secret, err := l.Keychain.Get(ctx, SecretItem(s.Keychain))
	if core.HasCode(err, finding.KeychainItemMissing) {
		return core.Secret{}, secretMissing(c, s, text.Say("reason.kore.no_item", text.Slots{"keychain": text.Keychain()}), err)
	}
	return secret, err
}

func (l Loader) fromFile(c Client, s Source) (core.Secret, error) {
	path := l.Path(s.File)
	data, info, err := readFile(path)
	if info != nil && (!info.Mode().IsRegular() || othersMayUse(info) && !fromServiceManager(path)) {
		return core.Secret{}, core.Fail("load a secret", finding.WithDetail(finding.NewKoreSecretExposed(nameOf(c), s.File), map[string]string{"mode": info.Mode().String()}), nil)
	}
	if err != nil {
		return core.Secret{}, secretMissing(c, s, fileReason(err), err)
	}
	secret := string(data)
	if c.Algorithm.Symmetric() {
		// Editors and echo end a file with a line break, and some begin it with a
		// mark, which are not part of it.
		secret = strings.TrimPrefix(secret, "\ufeff")
		secret = strings.TrimSuffix(strings.TrimSuffix(secret, "\n"), "\r")
	}
	if secret == "" {
		return core.Secret{}, secretMissing(c, s, text.Say("reason.kore.file_empty"), nil)
	}
	return core.NewSecret(secret), nil
}

// Path returns where a file lies that a client names.
func (l Loader) Path(file string) string {
	if dir, ok := strings.CutPrefix(file, "$CREDENTIALS_DIRECTORY/"); ok {
		return filepath.Join(os.Getenv("CREDENTIALS_DIRECTORY"), dir)
	}
	if l.Dir == "" || filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(l.Dir, file)
}

// othersMayUse reports rights that a file with a secret must not give: any to
// others, writing to the group, and reading to the group unless root owns the
// file, which then chose the group on purpose (as in /etc).
func othersMayUse(info fs.FileInfo) bool {
	if runtime.GOOS == "windows" {
		// The mode says nothing there; access lists of the folder decide.
		return false
	}
	mode := info.Mode().Perm()
	if mode&0o040 != 0 && ownedByRoot(info) {
		mode &^= 0o040
	}
	return mode&0o077 != 0
}

// fromServiceManager reports a file in systemd's credentials directory, which is
// closed to others as a whole while its files show the mask of an access list.
func fromServiceManager(path string) bool {
	dir := os.Getenv("CREDENTIALS_DIRECTORY")
	if !filepath.IsAbs(dir) {
		return false
	}
	rel, err := filepath.Rel(dir, path)
	return err == nil && filepath.IsLocal(rel)
}

// ReadKey reads a private key from a file that the user chose. The error carries
// kore-key-unreadable.
func ReadKey(_ context.Context, path string) (core.Secret, error) {
	data, _, err := readFile(path)
	if err != nil {
		return core.Secret{}, core.Fail("load a key", finding.NewKoreKeyFileUnreadable(finding.Printable(filepath.Base(path), 80), fileReason(err)), err)
	}
	return core.NewSecret(string(data)), nil
}

// readFile reads a whole file that is short enough. What it knows of the file is
// returned with an error too: it is that of the open file, which cannot be
// exchanged in between.
func readFile(path string) ([]byte, fs.FileInfo, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, info, because("reason.kore.not_a_file")
	}
	data, err := io.ReadAll(io.LimitReader(f, maxSecretFile+1))
	if err == nil && len(data) > maxSecretFile {
		err = because("reason.kore.over_64_kb")
	}
	return data, info, err
}

// fileReason says why a file could not be read, without its path.
func fileReason(err error) text.Sentence {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return text.Say("reason.no_such_file")
	case errors.Is(err, fs.ErrPermission):
		return text.Say("reason.kore.no_right")
	}
	return reasonOf(err)
}
