package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"time"

	"fyne.io/fyne/v2/lang"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/browser"
	"github.com/sureline/sureline/core/buildinfo"
	"github.com/sureline/sureline/core/credential"
	"github.com/sureline/sureline/core/handover"
	corekore "github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/profile"
	"github.com/sureline/sureline/core/settings"
	"github.com/sureline/sureline/core/wire"
	"github.com/sureline/sureline/ui"
	"github.com/sureline/sureline/ui/connect"
	korepage "github.com/sureline/sureline/ui/kore"
	"github.com/sureline/sureline/ui/profiles"
	"github.com/sureline/sureline/ui/worker"
)

// deps gives the window what it needs from core.
func deps(s *wire.Sureline, service ui.Service, kore korepage.Service) ui.Deps {
	d := ui.Deps{
		Service: service, Backend: worker.Real(),
		CheckerFor:  func(p core.Profile) connect.Checker { return s.Service.CheckerFor(p) },
		LoadChecker: func(ctx context.Context, p core.Profile) connect.Checker { return s.Service.Checker(ctx, p) },
		Plausible:   credential.Plausible,
		ReadProfile: readProfile,
		WriteProfile: func(_ context.Context, path string, p core.Profile, overwrite bool) error {
			return profile.Save(path, p, overwrite)
		},
		MakeKey: makeKey,
		NewAppLink: func(p core.Profile) string {
			return profile.NewAppLink(profile.NewApp{Name: p.Name, Permissions: p.Scopes})
		},
		Courier: func(ctx context.Context) (connect.Courier, error) {
			c, err := s.Courier(ctx)
			return courier{c, s.Service.Profile}, err
		},
		Settings: s.Settings(), Locale: systemLocale(), SettingsProblem: s.SettingsProblem, Settled: s.Settled, SettleProblem: s.SettleProblem,
		Doctor:           s.Doctor,
		SaveSettings:     func(ctx context.Context, v settings.Settings) error { return saveSettings(ctx, s, v) },
		SetProxyPassword: func(ctx context.Context, password core.Secret) error { return setProxyPassword(ctx, s, password) },
		Kore:             kore, ReadKey: corekore.ReadKey,
		Open:    browser.Open,
		Build:   buildinfo.Get(),
		DataDir: s.DataDir, ConfigDir: s.ConfigDir,
	}
	if home, err := os.UserHomeDir(); err == nil {
		d.SaveFolder = home
	}
	if demo, ok := service.(*demoService); ok {
		d.Settings.Kore = true // there are clients to try, made when the page is opened
		d.Demo = &ui.Demo{Faults: demo.faults, Owns: demo.owns, OpenOutside: func(_ context.Context, path string) error { return startSureline(path) }}
	} else {
		d.StartDemo = func(context.Context) error { return startSureline("--demo") }
	}
	return d
}

// systemLocale is the language of the computer, as Fyne finds it.
func systemLocale() string { return lang.SystemLocale().LanguageString() }

func readProfile(_ context.Context, path string) profiles.Opened {
	file, err := profile.Open(path)
	opened := profiles.Opened{Profile: file.Profile, Secret: file.ClientSecret, Findings: file.Findings}
	if f, ok := core.FindingOf(err); ok && len(opened.Findings) == 0 {
		opened.Findings = []core.Finding{f}
	}
	return opened
}

// courier sends what waits since an earlier attempt with each hand-over, as was
// promised then.
type courier struct {
	*handover.Courier
	profile func(ctx context.Context, id string) (core.Profile, error)
}

// HandOver hands s over, and after it what waits: that the one arrived is not
// changed by how the others fare.
func (c courier) HandOver(ctx context.Context, p core.Profile, s handover.Sealed) (handover.Status, string, error) {
	status, follow, err := c.Courier.HandOver(ctx, p, s)
	if err == nil {
		_, _ = c.ResendAll(ctx, s.ID, c.profile)
	}
	return status, follow, err
}

// makeKey makes a provider's key, with the private part in a new file that only
// this user can read.
func makeKey(_ context.Context, path string) (string, error) {
	identity, recipient, err := handover.Keygen(time.Now())
	if err != nil {
		return "", err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(identity.Reveal())
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(path))
	}
	return recipient, nil
}

func saveSettings(ctx context.Context, s *wire.Sureline, chosen settings.Settings) error {
	if err := settings.Save(s.ConfigDir, chosen); err != nil {
		return err
	}
	return s.UseSettings(ctx, chosen)
}

// setProxyPassword keeps the password, or removes it when it is empty, and puts
// it in force.
func setProxyPassword(ctx context.Context, s *wire.Sureline, password core.Secret) error {
	var err error
	if password.Empty() {
		err = s.Keychain.Delete(ctx, settings.ProxyPasswordItem)
	} else {
		err = s.Keychain.Set(ctx, settings.ProxyPasswordItem, password)
	}
	if err != nil {
		return err
	}
	return s.UseSettings(ctx, s.Settings())
}

// startSureline starts this program once more. The demo is one of its own, so that
// it and the real connections cannot reach each other.
func startSureline(args ...string) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(program, args...)
	if err := cmd.Start(); err != nil {
		return err
	}
	return cmd.Process.Release()
}
