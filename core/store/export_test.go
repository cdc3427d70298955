package store

import (
	"context"
	"database/sql"
	"slices"
)

// What the tests need to see of the inside.
const (
	HistoryLimit = historyLimit
	MaxPenalty   = maxPenalty
)

func (s *Store) DB() *sql.DB { return s.db }

// Initial makes the tables of the first version.
var Initial = initial

// Version is the user_version of a store of this program.
var Version = len(migrations)

// BudgetDB returns the budget's file in the folder, which has been used.
func (s *Store) BudgetDB(dir string) *sql.DB { return s.budgets.opened[dir].db }

// WithMigration migrates on with one more script, as a newer Sureline would.
func (s *Store) WithMigration(ctx context.Context, script string) error {
	return migrate(ctx, s.db, append(slices.Clone(migrations), script))
}

// DataSource is the driver's name for a file.
func DataSource(path string) string { return dataSource(path) }
