//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sureline/sureline/core"
)

// compare looks whether keychain and store agree after the command was disturbed,
// as the program lists them and as its doctor sees them, and whether what the user
// was told is true.
func (w *world) compare(ctx context.Context, c command, told ended) error {
	store, err := w.listed(ctx)
	if err != nil {
		return err
	}
	var want []string
	for _, p := range store.Profiles {
		want = append(want, core.ClientSecretItem(p.ID))
	}
	for _, conn := range store.Connections {
		want = append(want, core.CredentialItem(conn.ID))
		jwt, err := w.keychain.Get(ctx, core.CredentialItem(conn.ID))
		if err == nil && jwt.Fingerprint() != conn.Fingerprint {
			return fmt.Errorf("the keychain holds another credential (%s) than the connection (%s)", jwt.Fingerprint(), conn.Fingerprint)
		}
	}
	items, _, err := w.keychain.List(ctx)
	if err != nil {
		return err
	}
	items = slices.DeleteFunc(items, func(item string) bool { // kept until it ends, with its connection
		id, isToken := strings.CutPrefix(item, core.AccessTokenItem(""))
		return isToken && slices.Contains(want, core.CredentialItem(id))
	})
	if slices.Sort(want); !slices.Equal(items, want) {
		return fmt.Errorf("the keychain holds %v, the store refers to %v", items, want)
	}
	if err := w.examined(ctx); err != nil {
		return err
	}
	return w.truth(ctx, c, store, told)
}

// examined fails with what the doctor mentions. It is not to reach the network: a
// proxy that is not there sees to that.
func (w *world) examined(ctx context.Context) error {
	var doctor struct {
		Checks []struct {
			Name     string         `json:"name"`
			Findings []core.Finding `json:"findings"`
		} `json:"checks"`
	}
	told, err := w.run(ctx, core.Secret{}, "doctor", "--json", "--proxy", "http://127.0.0.1:9")
	if err == nil {
		err = json.Unmarshal(told.stdout, &doctor)
	}
	if err != nil {
		return fmt.Errorf("surelinectl doctor: %w: %s", err, told.said)
	}
	looked := 0
	for _, check := range doctor.Checks {
		if !slices.Contains([]string{"keychain", "store", "items"}, check.Name) {
			continue
		}
		if looked++; len(check.Findings) > 0 {
			return fmt.Errorf("the doctor mentions, of %s: %v", check.Name, check.Findings[0])
		}
	}
	if looked != 3 {
		return fmt.Errorf("the doctor looked at %d of 3 things: %s", looked, told.said)
	}
	return nil
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

// forget deletes all items of the world.
func (w *world) forget(ctx context.Context) error {
	items, _, err := w.keychain.List(ctx)
	for _, item := range items {
		err = errors.Join(err, w.keychain.Delete(ctx, item))
	}
	return err
}
