package onboard_test

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/core/store"
)

// childVar, set to "CHANGE AT DIR", makes this test program one that makes the
// change on the store and keychain in the folder, and is killed at its call with
// that number.
const childVar = "SURELINE_ONBOARD_TEST_CHILD"

func TestMain(m *testing.M) {
	fields := strings.SplitN(os.Getenv(childVar), " ", 3)
	if len(fields) < 3 {
		os.Exit(m.Run())
	}
	at, _ := strconv.Atoi(fields[1])
	if err := killedAt(context.Background(), fields[0], at, fields[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// fileKeychain keeps each item in a file, which is there whole or not at all,
// also when the program is killed.
type fileKeychain struct{ dir string }

func (k fileKeychain) path(item string) string {
	return filepath.Join(k.dir, hex.EncodeToString([]byte(item)))
}

func (k fileKeychain) Name() string { return "the test keychain" }

func (k fileKeychain) Get(_ context.Context, item string) (core.Secret, error) {
	data, err := os.ReadFile(k.path(item))
	if errors.Is(err, fs.ErrNotExist) {
		return core.Secret{}, core.Fail("test keychain", finding.NewKeychain(finding.KeychainItemMissing), nil)
	}
	return core.NewSecret(string(data)), err
}

func (k fileKeychain) Set(_ context.Context, item string, secret core.Secret) error {
	next := k.path(item) + ".next"
	if err := os.WriteFile(next, []byte(secret.Reveal()), 0o600); err != nil {
		return err
	}
	return os.Rename(next, k.path(item))
}

func (k fileKeychain) Delete(_ context.Context, item string) error {
	if err := os.Remove(k.path(item)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (k fileKeychain) Probe(context.Context) error { return nil }

func (k fileKeychain) List(context.Context) ([]string, bool, error) {
	files, _ := filepath.Glob(filepath.Join(k.dir, "*"))
	var items []string
	for _, file := range files {
		name, err := hex.DecodeString(filepath.Base(file))
		if err == nil { // a name with ".next" was being written
			items = append(items, string(name))
		}
	}
	return items, true, nil
}

// trapped are the ports of a program that is killed before and after each of
// its calls, at the one with that number.
type trapped struct {
	core.Store
	core.Keychain
	at    int64
	calls atomic.Int64
}

func (t *trapped) step() {
	if t.calls.Add(1)-1 == t.at {
		self, _ := os.FindProcess(os.Getpid())
		_ = self.Kill()
		select {} // until the kill arrives
	}
}

func trap[T any](t *trapped, call func() (T, error)) (T, error) {
	t.step()
	defer t.step()
	return call()
}

func trapError(t *trapped, call func() error) error {
	_, err := trap(t, func() (struct{}, error) { return struct{}{}, call() })
	return err
}

type trappedStore struct{ *trapped }

func (t trappedStore) Apply(ctx context.Context, c core.Change) error {
	return trapError(t.trapped, func() error { return t.Store.Apply(ctx, c) })
}

func (t trappedStore) Begin(ctx context.Context, c core.Change) error {
	return trapError(t.trapped, func() error { return t.Store.Begin(ctx, c) })
}

func (t trappedStore) Abandon(ctx context.Context, id string) error {
	return trapError(t.trapped, func() error { return t.Store.Abandon(ctx, id) })
}

func (t trappedStore) Begun(ctx context.Context) ([]core.Change, error) {
	return trap(t.trapped, func() ([]core.Change, error) { return t.Store.Begun(ctx) })
}

func (t trappedStore) Lock(ctx context.Context, wait time.Duration) (func(), error) {
	return trap(t.trapped, func() (func(), error) { return t.Store.Lock(ctx, wait) })
}

type trappedKeychain struct{ *trapped }

func (t trappedKeychain) Get(ctx context.Context, item string) (core.Secret, error) {
	return trap(t.trapped, func() (core.Secret, error) { return t.Keychain.Get(ctx, item) })
}

func (t trappedKeychain) Set(ctx context.Context, item string, secret core.Secret) error {
	return trapError(t.trapped, func() error { return t.Keychain.Set(ctx, item, secret) })
}

func (t trappedKeychain) Delete(ctx context.Context, item string) error {
	return trapError(t.trapped, func() error { return t.Keychain.Delete(ctx, item) })
}

// onDisk is a Service on the store and keychain in the folder.
func onDisk(ctx context.Context, dir string) (*onboard.Service, *store.Store, fileKeychain, error) {
	kept, err := store.Open(ctx, store.Options{Dir: filepath.Join(dir, "store")})
	chain := fileKeychain{filepath.Join(dir, "keychain")}
	return onboard.New(onboard.Deps{Store: kept, Keychain: chain, Platform: willing()}), kept, chain, err
}

// willing accepts every credential.
func willing() *coretest.Platform {
	return &coretest.Platform{
		ExchangeFunc: func(context.Context, core.Target, core.Secret) (core.Grant, core.Call, error) {
			return core.Grant{OwnerID: "400", ExpiresAt: time.Now().Add(time.Hour)}, core.Call{At: time.Now()}, nil
		},
		IdentityFunc: func(context.Context, core.Profile, core.Grant) (core.Identity, []core.Call, error) {
			return ada(), nil, nil
		},
	}
}

// The credentials and secrets of the child: what they are does not matter, and
// making them would take time.
func jwtNumber(n int) core.Check {
	jwt := core.NewSecret(fmt.Sprint("canary-jwt-", n))
	return core.Check{Usable: true, JWT: jwt, Credential: &core.Credential{Subject: "400"}, SignatureAsked: true}
}

func app(id string) core.Profile {
	return core.Profile{ID: id, Name: "Acme Sync", ClientID: "AcmeClientId", Server: core.DefaultServer, Console: core.DefaultConsole, ClientAuth: core.ClientAuthBasic}
}

// steps are the changes that a child makes.
var steps = map[string]func(ctx context.Context, s *onboard.Service, c core.Connection) error{
	"connect": func(ctx context.Context, s *onboard.Service, _ core.Connection) error {
		return failed(s.Connect(ctx, onboard.ConnectRequest{Profile: app("acme"), Name: "New", Check: jwtNumber(2), SameOwner: onboard.KeepBoth}, nil))
	},
	"replace": func(ctx context.Context, s *onboard.Service, c core.Connection) error {
		return failed(s.Replace(ctx, onboard.ReplaceRequest{ConnectionID: c.ID, Check: jwtNumber(3)}, nil))
	},
	"remove": func(ctx context.Context, s *onboard.Service, c core.Connection) error {
		_, err := s.Remove(ctx, c.ID, false)
		return err
	},
	"profile": func(ctx context.Context, s *onboard.Service, _ core.Connection) error {
		_, err := s.AddProfile(ctx, onboard.ProfileRequest{Profile: app("new"), ClientSecret: core.NewSecret("canary-secret-2")})
		return err
	},
	"forget": func(ctx context.Context, s *onboard.Service, _ core.Connection) error {
		return s.RemoveProfile(ctx, "spare")
	},
	"secret": func(ctx context.Context, s *onboard.Service, _ core.Connection) error {
		return s.SetClientSecret(ctx, "spare", core.NewSecret("canary-secret-3"))
	},
}

func failed(v core.Verdict) error {
	if v.Connected {
		return nil
	}
	return errors.New(codes(v.Findings))
}

func killedAt(ctx context.Context, change string, at int, dir string) error {
	_, kept, chain, err := onDisk(ctx, dir)
	if err != nil {
		return err
	}
	all, err := kept.Connections(ctx)
	if err != nil {
		return err
	}
	t := &trapped{Store: kept, Keychain: chain, at: int64(at)}
	s := onboard.New(onboard.Deps{Store: trappedStore{t}, Keychain: trappedKeychain{t}, Platform: willing()})
	return steps[change](ctx, s, all[0])
}

// onDiskState is what store and keychain hold together.
func onDiskState(ctx context.Context, t *testing.T, kept *store.Store, chain fileKeychain) string {
	items, _, err := chain.List(ctx)
	must(t, err)
	take := func(item string) string {
		items = slices.DeleteFunc(items, func(i string) bool { return i == item })
		secret, _ := chain.Get(ctx, item)
		return secret.Fingerprint()
	}
	var lines []string
	profiles, err := kept.Profiles(ctx)
	must(t, err)
	for _, p := range profiles {
		lines = append(lines, "profile "+p.ID+" "+take(core.ClientSecretItem(p.ID)))
	}
	connections, err := kept.Connections(ctx)
	must(t, err)
	for _, c := range connections {
		history, err := kept.Verifications(ctx, c.ID, 9)
		must(t, err)
		lines = append(lines, fmt.Sprint(c.Name, " ", c.Fingerprint, " ", take(core.CredentialItem(c.ID)), " ", len(history)))
		take(core.AccessTokenItem(c.ID)) // that it is missing costs an exchange, and nobody notices
	}
	return strings.Join(append(lines, items...), "\n")
}

// TestKilledAtAnyMoment kills a program before and after each of its calls of
// keychain and store in each change. The next start finds the whole old or the
// whole new state, or makes it so and says so.
func TestKilledAtAnyMoment(t *testing.T) {
	var kills, told atomic.Int32
	for change := range steps {
		t.Run(change, func(t *testing.T) {
			template := t.TempDir()
			furnishOnDisk(t, template)
			old, after := "", ""
			states := func(dir string) string {
				_, kept, chain, err := onDisk(t.Context(), dir)
				must(t, err)
				defer kept.Close()
				return onDiskState(t.Context(), t, kept, chain)
			}
			old = states(template)
			whole := copied(t, template)
			must(t, child(t, change, 1<<20, whole).Run())
			if after = states(whole); after == old {
				t.Fatal("the change changes nothing")
			}
			next, ended := atomic.Int64{}, atomic.Bool{}
			var group sync.WaitGroup
			for range 2 {
				group.Go(func() {
					for !ended.Load() {
						at := int(next.Add(1) - 1)
						dir := copied(t, template)
						if child(t, change, at, dir).Run() == nil {
							ended.Store(true)
							return
						}
						kills.Add(1)
						s, kept, chain, err := onDisk(t.Context(), dir)
						must(t, err)
						before := onDiskState(t.Context(), t, kept, chain)
						settled, err := s.Settle(t.Context())
						must(t, err)
						got := onDiskState(t.Context(), t, kept, chain)
						if got != old && got != after {
							t.Errorf("killed at %d:\n%s\nis neither\n%s\nnor\n%s", at, got, old, after)
						}
						if before != got && len(settled) != 1 {
							t.Errorf("killed at %d: settled and told %+v", at, settled)
						}
						told.Add(int32(len(settled)))
						if left, err := kept.Begun(t.Context()); err != nil || len(left) > 0 {
							t.Errorf("killed at %d: still begun %+v, %v", at, left, err)
						}
						if strings.Contains(fmt.Sprintf("%+v", settled), "canary") {
							t.Error("a secret is told")
						}
						_ = kept.Close()
					}
				})
			}
			group.Wait()
		})
	}
	if kills.Load() < 50 || told.Load() < 10 {
		t.Errorf("%d kills, %d told", kills.Load(), told.Load())
	}
	t.Logf("%d kills, %d of them settled by the next start", kills.Load(), told.Load())
}

func child(t *testing.T, change string, at int, dir string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d %s", childVar, change, at, dir))
	return cmd
}

func furnishOnDisk(t *testing.T, dir string) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Join(dir, "keychain"), 0o700))
	s, kept, _, err := onDisk(t.Context(), dir)
	must(t, err)
	for _, id := range []string{"acme", "spare"} {
		_, err := s.AddProfile(t.Context(), onboard.ProfileRequest{Profile: app(id), ClientSecret: core.NewSecret("canary-secret-1")})
		must(t, err)
	}
	must(t, failed(s.Connect(t.Context(), onboard.ConnectRequest{Profile: app("acme"), Name: "Old", Check: jwtNumber(1)}, nil)))
	must(t, kept.Close())
}

func copied(t *testing.T, dir string) string {
	t.Helper()
	to := t.TempDir()
	must(t, os.CopyFS(to, os.DirFS(dir)))
	return to
}
