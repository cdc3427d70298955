package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// nameKey returns the form in which connection names are compared: without
// outer space, without case (Unicode's full folding, so that "STRASSE" is
// "Straße"), and composed, so that both ways to write "é" are one.
func nameKey(name string) string {
	return norm.NFC.String(cases.Fold().String(norm.NFC.String(strings.TrimSpace(name))))
}

// list is a column that holds a JSON list; it reads back as an empty list
// rather than nil, so that JSON output shows [].
type list[T any] struct{ items *[]T }

// Value implements driver.Valuer.
func (l list[T]) Value() (driver.Value, error) {
	if *l.items == nil {
		return "[]", nil
	}
	text, err := json.Marshal(*l.items)
	return string(text), err
}

// Scan implements sql.Scanner.
func (l list[T]) Scan(value any) error {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("a list column holds %T", value)
	}
	*l.items = []T{}
	return json.Unmarshal([]byte(text), l.items)
}

// findings is a column that holds findings in the form of finding.Keep.
type findings struct{ items *[]core.Finding }

// Value implements driver.Valuer.
func (f findings) Value() (driver.Value, error) {
	text, err := finding.Keep(*f.items)
	return string(text), err
}

// Scan implements sql.Scanner.
func (f findings) Scan(value any) error {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("a column of findings holds %T", value)
	}
	var err error
	*f.items, err = finding.Restore([]byte(text))
	return err
}

// moment is a column with a time in Unix milliseconds; the zero time is NULL.
type moment struct{ t *time.Time }

// Value implements driver.Valuer.
func (m moment) Value() (driver.Value, error) {
	if m.t.IsZero() {
		return nil, nil
	}
	return m.t.UnixMilli(), nil
}

// Scan implements sql.Scanner.
func (m moment) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*m.t = time.Time{}
	case int64:
		*m.t = time.UnixMilli(v).UTC()
	default:
		return fmt.Errorf("a time column holds %T", value)
	}
	return nil
}

// optional is a moment that nil stands for when there is none.
type optional struct{ t **time.Time }

// Value implements driver.Valuer.
func (o optional) Value() (driver.Value, error) {
	if *o.t == nil {
		return nil, nil
	}
	return moment{*o.t}.Value()
}

// Scan implements sql.Scanner.
func (o optional) Scan(value any) error {
	*o.t = nil
	if value == nil {
		return nil
	}
	*o.t = new(time.Time)
	return moment{*o.t}.Scan(value)
}
