// Package wire owns the putting together: it is the one place that knows which
// adapter stands behind which port. The programs in cmd open a Sureline here and
// use its Service.
package wire

import (
	"context"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/appdir"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/keychain"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/core/settings"
	"github.com/sureline/sureline/core/store"
)

// Options say where things lie and what overrides the settings. The zero value
// is for daily use.
type Options struct {
	// DataDir holds the store; empty means appdir.Data.
	DataDir string
	// ConfigDir holds settings.toml; empty means DataDir when that is given,
	// else appdir.Config.
	ConfigDir string
	// KeychainService is the name under which the items stand in the keychain;
	// empty means keychain.DefaultService.
	KeychainService string
	// KeychainBusy is as in keychain.Options; it may be nil.
	KeychainBusy func(busy bool)
	// UserDir holds the request budget that all Surelines of this user share;
	// empty means appdir.User.
	UserDir string
	// Proxy, CAFile and Timeout override the settings when they are given.
	Proxy   string
	CAFile  string
	Timeout time.Duration
}

// Sureline is everything that a program needs. It is safe for concurrent use;
// Close ends it.
type Sureline struct {
	Service  *onboard.Service
	Keychain core.Keychain
	// DataDir and ConfigDir are the folders in use.
	DataDir, ConfigDir string
	// SettingsProblem tells that settings.toml could not be used, so that the
	// defaults are in force; nil when all is well.
	SettingsProblem error
	// Settled tells what a program that was ended had left in the middle, and how
	// it was settled.
	Settled []core.Finding
	// SettleProblem tells why something that was left so could not be settled yet;
	// nil when all is well.
	SettleProblem error

	options  Options
	store    *store.Store
	platform *platform
}

// Folders returns the folders that the options mean. The error carries
// store-unreadable: this user has no home to keep files in.
func Folders(o Options) (data, config string, err error) {
	data, config = o.DataDir, o.ConfigDir
	if config == "" && data != "" {
		config = data
	}
	if data == "" {
		data, err = appdir.Data()
	}
	if config == "" && err == nil {
		config, err = appdir.Config()
	}
	if err != nil {
		return "", "", core.Fail("finding the user's folders", finding.New(finding.StoreUnreadable), err)
	}
	return data, config, nil
}

// userDir is empty where the account has no home: the budget then lies with the
// store.
func (o Options) userDir() string {
	if o.UserDir != "" {
		return o.UserDir
	}
	dir, _ := appdir.User()
	return dir
}

// Open opens the store, settles what was left in the middle, and prepares the
// rest. The keychain is touched only for that, and when the settings name a proxy
// with a user. A network that cannot be used does not stop it: every request then
// says why.
func Open(ctx context.Context, o Options) (*Sureline, error) {
	data, config, err := Folders(o)
	if err != nil {
		return nil, err
	}
	opened, err := store.Open(ctx, store.Options{Dir: data, UserDir: o.userDir()})
	if err != nil {
		return nil, err
	}
	s := &Sureline{
		Keychain: keychain.New(keychain.Options{Service: o.KeychainService, Busy: o.KeychainBusy}),
		DataDir:  data, ConfigDir: config, options: o, store: opened, platform: &platform{},
	}
	chosen, err := settings.Load(config)
	s.SettingsProblem = err
	_ = s.UseSettings(ctx, chosen) // told by each request, and by NetworkProblem
	s.Service = onboard.New(onboard.Deps{Keychain: s.Keychain, Store: opened, Platform: s.platform})
	s.Settled, s.SettleProblem = s.Service.Settle(ctx)
	return s, nil
}

// Settings returns the settings in the file, or the defaults.
func (s *Sureline) Settings() settings.Settings {
	chosen, _ := settings.Load(s.ConfigDir)
	return chosen
}

// UseSettings puts the network settings in force for the requests from now on.
// The error carries setting-invalid, or what the keychain said of the proxy's
// password.
func (s *Sureline) UseSettings(ctx context.Context, chosen settings.Settings) error {
	network, err := s.network(ctx, chosen)
	return s.platform.use(network, err)
}

// NetworkProblem tells why no request can be made; nil when it can.
func (s *Sureline) NetworkProblem() error { return s.platform.problem() }

// Close ends the use of the store and of open network connections, once no
// change of keychain and store is under way: for that it waits some seconds.
func (s *Sureline) Close() error {
	s.Service.Finish()
	s.platform.closeIdle()
	return s.store.Close()
}
