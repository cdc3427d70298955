package wire

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/buildinfo"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/config"
	"github.com/sureline/sureline/core/kore/sts"
)

// Kore is the Kore.ai part: the user's own list of clients, whose secrets lie in
// the keychain, and the service while it runs. It is safe for concurrent use.
type Kore struct {
	sureline *Sureline
	path     string
	now      func() time.Time

	mu      sync.Mutex // guards the file and what follows
	service *sts.Service
}

// Kore returns the Kore.ai part. Its list is kore.toml beside settings.toml.
func (s *Sureline) Kore() *Kore {
	return &Kore{sureline: s, path: filepath.Join(s.ConfigDir, config.FileName), now: time.Now}
}

// KeychainName is how the user knows the keychain, with article.
func (k *Kore) KeychainName() string { return k.sureline.Keychain.Name() }

// Clients returns the list, in the order of the file. The error carries what is
// wrong with the file.
func (k *Kore) Clients(context.Context) ([]kore.Client, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	c, err := config.LoadOrDefault(k.path)
	return c.Clients, err
}

// save writes the list and hands it to the running service, which goes on with
// the old one when it cannot use the new.
func (k *Kore) save(ctx context.Context, list config.Config) error {
	if err := config.Save(k.path, list); err != nil {
		return err
	}
	if k.service == nil || len(list.Clients) == 0 {
		return nil
	}
	return k.service.Reload(ctx, onlyHere(list, k.service.Config().Listen...))
}

// Unknown says that the list has no such client.
func (k *Kore) Unknown(id string) error {
	f := finding.New(finding.KoreClientNotServed, finding.Args{"variant": "list", "client": finding.Printable(id, 60)})
	return core.Fail("find a client", f, nil)
}

// Signer returns what signs for the client of the list. A host that is not empty
// takes the place of the client's.
func (k *Kore) Signer(ctx context.Context, id, host string) (*kore.Signer, error) {
	k.mu.Lock()
	list, err := config.LoadOrDefault(k.path)
	k.mu.Unlock()
	if err != nil {
		return nil, err
	}
	client, ok := list.Client(id)
	if !ok {
		return nil, k.Unknown(id)
	}
	client.Host = cmp.Or(host, client.Host)
	keys, err := k.loader(list).Keys(ctx, client)
	if err != nil {
		return nil, err
	}
	return kore.NewSigner(client, keys)
}

func (k *Kore) loader(list config.Config) kore.Loader {
	return kore.Loader{Keychain: k.sureline.Keychain, Dir: list.Dir}
}

// Mint signs a pass for the person; an empty identity is a fresh anonymous
// visitor. Whoever has the secret may sign for anybody: the rule who may ask
// for whom is the service's.
func (k *Kore) Mint(ctx context.Context, id string, p kore.Person) (kore.Minted, error) {
	s, err := k.Signer(ctx, id, "")
	if err != nil {
		return kore.Minted{}, err
	}
	return k.MintWith(s, p)
}

// MintWith is Mint for a signer of one's own.
func (k *Kore) MintWith(s *kore.Signer, p kore.Person) (kore.Minted, error) {
	if p.Identity == "" {
		p.Identity, p.Anonymous = s.NewAnonymous(), true
	}
	return s.Sign(k.now(), p)
}

// Inspect reads a pass, against the client when an ID is given. Without the
// client's secret it says what can be said without, and why the rest cannot.
func (k *Kore) Inspect(ctx context.Context, id string, text core.Secret) kore.Inspection {
	if id == "" {
		return kore.Inspect(text, nil, nil, k.now())
	}
	k.mu.Lock()
	list, err := config.LoadOrDefault(k.path)
	k.mu.Unlock()
	client, ok := list.Client(id)
	if err == nil && !ok {
		return kore.Inspect(text, nil, nil, k.now())
	}
	if err == nil {
		var keys kore.Keys
		if keys, err = k.loader(list).Keys(ctx, client); err == nil {
			return kore.Inspect(text, &client, &keys, k.now())
		}
	}
	i := kore.Inspect(text, &client, nil, k.now())
	if f, ok := core.FindingOf(err); ok {
		i.Findings = append(i.Findings, f)
	}
	return i
}

// Verify shows a pass to the client's platform; see kore.SideEffects.
func (k *Kore) Verify(ctx context.Context, id string, t kore.Trial) (kore.LiveResult, error) {
	s, err := k.Signer(ctx, id, "")
	if err != nil {
		return kore.LiveResult{}, err
	}
	return k.VerifyWith(ctx, s, t)
}

// VerifyWith is Verify for a signer of one's own.
func (k *Kore) VerifyWith(ctx context.Context, s *kore.Signer, t kore.Trial) (kore.LiveResult, error) {
	network, err := k.sureline.network(ctx, k.sureline.Settings())
	if err != nil {
		return kore.LiveResult{}, err
	}
	network.UserAgent = kore.UserAgent(buildinfo.Version())
	live, err := kore.NewLive(kore.LiveOptions{Network: network, Now: k.now})
	if err != nil {
		return kore.LiveResult{}, err
	}
	defer live.CloseIdle()
	return live.Verify(ctx, s, t)
}

// maxKeyFile is the longest file with a private key, in bytes.
const maxKeyFile = 64 << 10

// ReadKey reads a private key from a file that the user chose. The error carries
// kore-key-unreadable.
func ReadKey(_ context.Context, path string) (core.Secret, error) {
	unreadable := func(reason string, cause error) error {
		args := finding.Args{"client": "the client", "place": finding.Printable(filepath.Base(path), 80), "reason": reason}
		return core.Fail("read a private key", finding.New(finding.KoreKeyUnreadable, args), cause)
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return core.Secret{}, unreadable("there is no such file", err)
	case err != nil:
		return core.Secret{}, unreadable("you may not read it", err)
	case !info.Mode().IsRegular():
		return core.Secret{}, unreadable("it is not a file", nil)
	case info.Size() > maxKeyFile:
		return core.Secret{}, unreadable("it is far too large", nil)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return core.Secret{}, unreadable("you may not read it", err)
	}
	return core.NewSecret(string(data)), nil
}
