//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/sureline/sureline/core"
)

// compare looks whether keychain and store agree after the command was
// disturbed, and whether what the user was told is true.
func (w *world) compare(ctx context.Context, c command, told ended) error {
	store, err := w.listed(ctx)
	if err != nil {
		return err
	}
	items, err := itemsOf(w.service)
	if err != nil {
		return err
	}
	var want, may []string
	for _, p := range store.Profiles {
		want = append(want, core.ClientSecretItem(p.ID))
	}
	for _, conn := range store.Connections {
		want = append(want, core.CredentialItem(conn.ID))
		may = append(may, core.AccessTokenItem(conn.ID)) // kept until it ends
		jwt, err := w.keychain.Get(ctx, core.CredentialItem(conn.ID))
		if err == nil && jwt.Fingerprint() != conn.Fingerprint {
			return fmt.Errorf("the keychain holds another credential (%s) than the connection (%s)", jwt.Fingerprint(), conn.Fingerprint)
		}
	}
	for _, item := range items {
		// Parts of a long secret stand under its name with a number behind it.
		if !slices.ContainsFunc(append(may, want...), func(name string) bool { return strings.HasPrefix(item, name) }) {
			return fmt.Errorf("the keychain holds %s, which nothing lists", item)
		}
	}
	for _, name := range want {
		if !slices.Contains(items, name) {
			return fmt.Errorf("the keychain lacks %s", name)
		}
	}
	return w.truth(ctx, c, store, told)
}

// truth looks whether an exit code of 0 stands for the new state, and any other
// that the program chose for the old.
func (w *world) truth(ctx context.Context, c command, store listed, told ended) error {
	if told.code < 0 {
		return nil
	}
	isNew, err := w.isNew(ctx, c, store)
	if err != nil {
		return err
	}
	if isNew != (told.code == 0) {
		return fmt.Errorf("told %s, but the new state is there: %v", told.summary(), isNew)
	}
	return nil
}

func (w *world) isNew(ctx context.Context, c command, store listed) (bool, error) {
	switch c.name {
	case "connect":
		return len(store.Connections) == 1, nil
	case "remove":
		return len(store.Connections) == 0, nil
	case "replace":
		return len(store.Connections) == 1 && store.Connections[0].Fingerprint == w.issued[1].Fingerprint(), nil
	case "profile add":
		return len(store.Profiles) == 1, nil
	}
	secret, err := w.keychain.Get(ctx, core.ClientSecretItem("acme-sync-demo"))
	return secret.Equal(newSecret(w)), err
}

// found calls fn with each item under the service, and the name it has there.
func found(service string, fn func(bus *dbus.Conn, path dbus.ObjectPath, name string) error) error {
	bus, err := dbus.ConnectSessionBus()
	if err != nil {
		return err
	}
	defer bus.Close()
	unlocked, locked, err := search(bus, service)
	if err != nil {
		return err
	}
	for _, path := range append(unlocked, locked...) {
		attributes, err := bus.Object("org.freedesktop.secrets", path).GetProperty("org.freedesktop.Secret.Item.Attributes")
		if err != nil {
			return err
		}
		named, ok := attributes.Value().(map[string]string)
		if !ok {
			return errors.New("an item has no attributes")
		}
		if err := fn(bus, path, named["username"]); err != nil {
			return err
		}
	}
	return nil
}

// search asks again when gnome-keyring, which is busy with a program that was
// killed, says for a moment that it has no such method.
func search(bus *dbus.Conn, service string) (unlocked, locked []dbus.ObjectPath, err error) {
	for range 20 {
		err = bus.Object("org.freedesktop.secrets", "/org/freedesktop/secrets").
			Call("org.freedesktop.Secret.Service.SearchItems", 0, map[string]string{"service": service}).Store(&unlocked, &locked)
		if e, ok := errors.AsType[dbus.Error](err); !ok || e.Name != "org.freedesktop.DBus.Error.UnknownMethod" {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	return unlocked, locked, err
}

func itemsOf(service string) (items []string, err error) {
	err = found(service, func(_ *dbus.Conn, _ dbus.ObjectPath, name string) error {
		items = append(items, name)
		return nil
	})
	return items, err
}

// forget deletes all items under the service.
func forget(service string) error {
	return found(service, func(bus *dbus.Conn, path dbus.ObjectPath, _ string) error {
		return bus.Object("org.freedesktop.secrets", path).Call("org.freedesktop.Secret.Item.Delete", 0).Err
	})
}
