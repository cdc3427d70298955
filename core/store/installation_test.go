package store_test

import (
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/sureline/sureline/core/store"
)

func TestOneInstallationID(t *testing.T) {
	dir := t.TempDir()
	stores := []*store.Store{open(t, dir), open(t, dir)}
	ids := make([]string, 8)
	var group sync.WaitGroup
	for i := range ids {
		group.Go(func() {
			id, err := stores[i%len(stores)].InstallationID(t.Context())
			if err != nil {
				t.Error(err)
			}
			ids[i] = id
		})
	}
	group.Wait()
	for _, id := range ids {
		if parsed, err := uuid.Parse(id); err != nil || parsed.Version() != 4 || id != ids[0] {
			t.Errorf("ids differ or are no random UUIDs: %q", ids)
		}
	}
	if other, err := open(t, t.TempDir()).InstallationID(t.Context()); err != nil || other == ids[0] {
		t.Errorf("another installation has the id %q, %v", other, err)
	}
}
