//go:build !windows && !darwin

package keychain

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

const systemName = "the system keyring"

// systemItemLimit: the Secret Service has none of its own.
const systemItemLimit = MaxSecret

// Names of the Secret Service (freedesktop.org Secret Service API 0.2).
const (
	secretsName     = "org.freedesktop.secrets"
	secretsPath     = dbus.ObjectPath("/org/freedesktop/secrets")
	secretsService  = "org.freedesktop.Secret.Service"
	secretsItem     = "org.freedesktop.Secret.Item"
	secretsPrompt   = "org.freedesktop.Secret.Prompt"
	loginCollection = dbus.ObjectPath("/org/freedesktop/secrets/collection/login")
	noObject        = dbus.ObjectPath("/")
)

// tooQuickForAPerson tells a prompt that could not be shown, which the service
// reports as dismissed at once, from one that a person dismissed.
const tooQuickForAPerson = 300 * time.Millisecond

// systemReady unlocks the collection that go-keyring uses, with a prompt if
// need be. Done here because go-keyring waits for a prompt for ever, words
// three failures alike, and makes godbus start a session bus of its own where
// there is none.
func systemReady(ctx context.Context) error {
	conn, err := sessionBus(ctx)
	if err != nil {
		return &fault{finding.KeychainNoSession, err}
	}
	defer conn.Close()
	s := secretService{conn: conn, object: conn.Object(secretsName, secretsPath)}
	if err := s.present(ctx); err != nil {
		return err
	}
	collection, err := s.collection(ctx)
	if err != nil {
		return err
	}
	return s.unlock(ctx, collection)
}

// sessionBus connects to the bus that runs, and starts none.
func sessionBus(ctx context.Context) (*dbus.Conn, error) {
	conn, err := dbus.SessionBusPrivateNoAutoStartup()
	if err != nil {
		return nil, err
	}
	// A bus that accepts connections and says nothing must not hold us.
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	if err := conn.Auth(nil); err != nil {
		_ = conn.Close()
		return nil, err
	}
	if err := conn.Hello(); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

// systemList searches the Secret Service for items with the attributes that
// go-keyring gives them.
func systemList(ctx context.Context, service string) ([]string, bool, error) {
	conn, err := sessionBus(ctx)
	if err != nil {
		return nil, false, &fault{finding.KeychainNoSession, err}
	}
	defer conn.Close()
	var unlocked, locked []dbus.ObjectPath
	search := conn.Object(secretsName, secretsPath).CallWithContext(ctx, secretsService+".SearchItems", 0, map[string]string{"service": service})
	if err := search.Store(&unlocked, &locked); err != nil {
		return nil, false, err
	}
	var names []string
	for _, path := range append(unlocked, locked...) {
		var attributes map[string]string
		get := conn.Object(secretsName, path).CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", 0, secretsItem, "Attributes")
		if err := get.Store(&attributes); err != nil {
			return nil, false, err
		}
		if attributes["service"] == service && attributes["username"] != "" {
			names = append(names, attributes["username"])
		}
	}
	return names, true, nil
}

type secretService struct {
	conn   *dbus.Conn
	object dbus.BusObject
}

// present checks that a Secret Service runs or can be started.
func (s secretService) present(ctx context.Context) error {
	bus := s.conn.BusObject()
	for _, method := range []string{"ListNames", "ListActivatableNames"} {
		var names []string
		if err := bus.CallWithContext(ctx, "org.freedesktop.DBus."+method, 0).Store(&names); err != nil {
			return err
		}
		if slices.Contains(names, secretsName) {
			return nil
		}
	}
	return &fault{finding.KeychainAbsent, errors.New("no owner of " + secretsName)}
}

// collection returns the one that go-keyring uses: login, else the default.
func (s secretService) collection(ctx context.Context) (dbus.ObjectPath, error) {
	var all []dbus.ObjectPath
	get := s.object.CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", 0, secretsService, "Collections")
	if err := get.Store(&all); err != nil {
		return "", err
	}
	if slices.Contains(all, loginCollection) {
		return loginCollection, nil
	}
	var path dbus.ObjectPath
	if err := s.object.CallWithContext(ctx, secretsService+".ReadAlias", 0, "default").Store(&path); err != nil {
		return "", err
	}
	if path == noObject {
		return "", &fault{finding.KeychainNoCollection, errors.New("no default collection")}
	}
	return path, nil
}

func (s secretService) unlock(ctx context.Context, collection dbus.ObjectPath) error {
	var unlocked []dbus.ObjectPath
	var prompt dbus.ObjectPath
	call := s.object.CallWithContext(ctx, secretsService+".Unlock", 0, []dbus.ObjectPath{collection})
	if err := call.Store(&unlocked, &prompt); err != nil {
		return err
	}
	if prompt == noObject {
		if !slices.Contains(unlocked, collection) {
			return &fault{finding.KeychainLocked, errors.New("stays locked without a prompt")}
		}
		return nil
	}
	asked := time.Now()
	dismissed, err := s.ask(ctx, prompt)
	switch {
	case err != nil:
		return err
	case !dismissed:
		return nil
	case !hasDisplay() || time.Since(asked) < tooQuickForAPerson:
		return &fault{finding.KeychainLocked, errors.New("the prompt could not be shown")}
	}
	return &fault{finding.KeychainDenied, errors.New("prompt dismissed")}
}

// ask shows the prompt and reports whether it was dismissed.
//
// When the context ends, the prompt stays on the screen: the method that would
// close it, Dismiss, makes GNOME Keyring 42 crash (measured, Debian 12). No
// harm is done: nothing waits behind the prompt, and whoever answers it late
// unlocks the keyring for the next attempt, which a second prompt joins.
func (s secretService) ask(ctx context.Context, prompt dbus.ObjectPath) (bool, error) {
	match := []dbus.MatchOption{dbus.WithMatchObjectPath(prompt), dbus.WithMatchInterface(secretsPrompt)}
	if err := s.conn.AddMatchSignalContext(ctx, match...); err != nil {
		return false, err
	}
	gone := []dbus.MatchOption{
		dbus.WithMatchInterface("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"),
		dbus.WithMatchArg(0, secretsName),
	}
	if err := s.conn.AddMatchSignalContext(ctx, gone...); err != nil {
		return false, err
	}
	signals := make(chan *dbus.Signal, 8)
	s.conn.Signal(signals)
	object := s.conn.Object(secretsName, prompt)
	if err := object.CallWithContext(ctx, secretsPrompt+".Prompt", 0, "").Err; err != nil {
		return false, err
	}
	for {
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case signal, ok := <-signals:
			if !ok {
				return false, dbus.ErrClosed
			}
			switch {
			case signal.Name == "org.freedesktop.DBus.NameOwnerChanged":
				return false, errors.New("the keyring program ended while it asked")
			case signal.Path == prompt && signal.Name == secretsPrompt+".Completed" && len(signal.Body) > 0:
				dismissed, _ := signal.Body[0].(bool)
				return dismissed, nil
			}
		}
	}
}

func hasDisplay() bool { return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != "" }

// systemCode reads D-Bus errors; the names are the D-Bus specification's.
func systemCode(err error) core.Code {
	var reply dbus.Error
	if !errors.As(err, &reply) {
		return finding.KeychainFailed
	}
	switch {
	case reply.Name == "org.freedesktop.Secret.Error.IsLocked":
		return finding.KeychainLocked
	case reply.Name == "org.freedesktop.DBus.Error.ServiceUnknown",
		reply.Name == "org.freedesktop.DBus.Error.NameHasNoOwner",
		strings.HasPrefix(reply.Name, "org.freedesktop.DBus.Error.Spawn."):
		return finding.KeychainAbsent
	}
	return finding.KeychainFailed
}
