// Package text owns everything that people read in the window and in findings:
// one embedded file a language (en.toml, de.toml), and the words for times.
//
// A file holds keys and sentences. {name} stands for a slot, **words** are set
// bold. A table whose keys are plural categories (one, other, …) is one sentence
// in its plural forms, chosen by the slot {count} as Unicode's CLDR does for the
// language. Slots take names, numbers, times and durations, never pieces of a
// sentence: what would need one is a sentence of its own. A list of kinds is a
// slot too (List): each has a key and is put into words here. The demo says some
// sentences otherwise (Catalog.Demo).
//
// To add a language, copy en.toml to its code, translate the right sides, and add the
// code to codes. The tests compare the keys and slots of all files.
//
// It imports the standard library, a TOML reader and golang.org/x/text only.
// JSON, reports, logs and the command line are English and need none of it but
// the English texts of findings.
package text

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

//go:embed *.toml
var files embed.FS

// codes are the languages there are, the one to fall back on first.
var codes = []string{"en", "de"}

// Slots are the values for a sentence's slots. A value is a string (shown as it
// is), an int (with the language's separators), a time.Time (the day), a
// time.Duration (see Catalog.Duration), a List or a Sentence.
type Slots map[string]any

// List is a slot's value that names keys of the catalogue; their sentences are
// joined as the language lists things.
type List []string

// Sentence is a slot's value that is a sentence of the catalogue's own, such as the
// reason behind a colon.
type Sentence struct {
	Key   string
	Slots Slots
}

// Say returns the sentence with the key and its slots, of which there is one set or
// none.
func Say(key string, slots ...Slots) Sentence {
	s := Sentence{Key: key}
	if len(slots) > 0 {
		s.Slots = slots[0]
	}
	return s
}

// Empty reports that there is no sentence.
func (s Sentence) Empty() bool { return s.Key == "" }

// String is the sentence in English, as JSON, reports and logs say it; empty for
// none.
func (s Sentence) String() string {
	if s.Key == "" {
		return ""
	}
	return English().Text(s.Key, s.Slots)
}

// Part is a piece of a sentence.
type Part struct {
	Text string
	Bold bool
}

// Catalog holds the texts of one language. It does not change and is safe for
// concurrent use.
type Catalog struct {
	code     string
	tag      language.Tag
	printer  *message.Printer
	sentence map[string]string
	plurals  map[string]map[string]string
}

// catalogs are read when they are first asked for: a program that prints its
// version needs none.
var catalogs = func() map[string]func() *Catalog {
	all := make(map[string]func() *Catalog)
	for _, code := range codes {
		all[code] = sync.OnceValue(func() *Catalog {
			data, err := files.ReadFile(code + ".toml")
			if err != nil {
				panic(err) // embedded
			}
			c, err := parse(code, data)
			if err != nil {
				panic(err) // embedded, and read by every test
			}
			return c
		})
	}
	return all
}()

// English returns the English texts.
func English() *Catalog { return catalogs["en"]() }

// Codes returns the codes of all languages (BCP 47), the default first.
func Codes() []string { return slices.Clone(codes) }

// For returns the texts in the language with the code, or false.
func For(code string) (*Catalog, bool) {
	get, ok := catalogs[code]
	if !ok {
		return nil, false
	}
	return get(), true
}

// Match returns the code of the language that serves best somebody whose
// computer names these locales (such as "de_AT.UTF-8" or "de-AT"), the most
// wanted first; English when none fits.
func Match(locales ...string) string {
	var tags, have []language.Tag
	for _, l := range locales {
		l, _, _ = strings.Cut(l, ".")
		if tag, err := language.Parse(strings.ReplaceAll(l, "_", "-")); err == nil {
			tags = append(tags, tag)
		}
	}
	for _, code := range codes {
		have = append(have, language.MustParse(code))
	}
	_, i, confidence := language.NewMatcher(have).Match(tags...)
	if confidence == language.No {
		return codes[0]
	}
	return codes[i]
}

// parse reads a language's file.
func parse(code string, data []byte) (*Catalog, error) {
	tag, err := language.Parse(code)
	if err != nil {
		return nil, err
	}
	var tree map[string]any
	if err := toml.Unmarshal(data, &tree); err != nil {
		return nil, fmt.Errorf("%s.toml: %w", code, err)
	}
	c := &Catalog{
		code: code, tag: tag, printer: message.NewPrinter(tag),
		sentence: make(map[string]string), plurals: make(map[string]map[string]string),
	}
	return c, c.add("", tree)
}

func (c *Catalog) add(prefix string, tree map[string]any) error {
	for name, value := range tree {
		key := prefix + name
		switch v := value.(type) {
		case string:
			c.sentence[key] = v
		case map[string]any:
			forms, ok := pluralForms(v)
			if ok {
				c.plurals[key] = forms
				continue
			}
			if err := c.add(key+".", v); err != nil {
				return err
			}
		default:
			return fmt.Errorf("%s.toml: %s is neither a text nor a table", c.code, key)
		}
	}
	return nil
}

// categories are CLDR's names of plural forms.
var categories = map[plural.Form]string{
	plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other",
}

// pluralForms returns the forms of a table that has plural categories only.
func pluralForms(table map[string]any) (map[string]string, bool) {
	forms := make(map[string]string)
	for name, value := range table {
		text, isText := value.(string)
		if !isText || !slices.Contains(slices.Collect(maps.Values(categories)), name) {
			return nil, false
		}
		forms[name] = text
	}
	_, complete := forms["other"]
	return forms, complete
}

// Code returns the language's code (BCP 47).
func (c *Catalog) Code() string { return c.code }

// Name returns the language's name in itself.
func (c *Catalog) Name() string { return c.Text("language.name", nil) }

// Keys returns all keys, sorted.
func (c *Catalog) Keys() []string {
	keys := slices.Concat(slices.Collect(maps.Keys(c.sentence)), slices.Collect(maps.Keys(c.plurals)))
	slices.Sort(keys)
	return keys
}

// Has reports whether there is a sentence with the key.
func (c *Catalog) Has(key string) bool {
	_, one := c.sentence[key]
	_, many := c.plurals[key]
	return one || many
}

// Text returns the sentence with the key, its slots filled, without its markup.
// A key or slot that is missing shows as ⟦name⟧, so that the mistake is seen; the
// tests find it before a user does. A slot's value is never read as markup.
func (c *Catalog) Text(key string, slots Slots) string {
	form := c.form(key, slots)
	if !strings.ContainsAny(form, "*{") {
		return form
	}
	var b strings.Builder
	for _, p := range c.Parts(key, slots) {
		b.WriteString(p.Text)
	}
	return b.String()
}

// Parts is Text with the bold pieces apart.
func (c *Catalog) Parts(key string, slots Slots) []Part {
	var parts []Part
	for i, piece := range strings.Split(c.form(key, slots), "**") {
		if piece != "" {
			parts = append(parts, Part{Text: c.fill(piece, slots), Bold: i%2 == 1})
		}
	}
	return parts
}

// form returns the sentence before its slots are filled.
func (c *Catalog) form(key string, slots Slots) string {
	if s, ok := c.sentence[key]; ok {
		return s
	}
	forms, ok := c.plurals[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	n, _ := slots["count"].(int)
	if s, ok := forms[categories[plural.Cardinal.MatchPlural(c.tag, n, 0, 0, 0, 0)]]; ok {
		return s
	}
	return forms["other"]
}

// fill replaces the slots of a piece.
func (c *Catalog) fill(piece string, slots Slots) string {
	var b strings.Builder
	for {
		before, rest, open := strings.Cut(piece, "{")
		name, after, closed := strings.Cut(rest, "}")
		if !open || !closed {
			b.WriteString(piece)
			return b.String()
		}
		b.WriteString(before)
		b.WriteString(c.value(name, slots))
		piece = after
	}
}

func (c *Catalog) value(name string, slots Slots) string {
	switch v := slots[name].(type) {
	case string:
		return v
	case int:
		return c.Number(v)
	case time.Time:
		return c.Day(v)
	case time.Duration:
		return c.Duration(v)
	case List:
		return c.list(v)
	case Sentence:
		return c.Text(v.Key, v.Slots)
	}
	return "⟦" + name + "⟧"
}

// Number returns n with the language's separators.
func (c *Catalog) Number(n int) string { return c.printer.Sprint(number.Decimal(n)) }

// list joins the sentences of the keys: "a", "a and b", "a, b and c".
func (c *Catalog) list(keys List) string {
	words := make([]string, len(keys))
	for i, key := range keys {
		words[i] = c.Text(key, nil)
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + c.Text("list.and", nil) + words[last]
}

// SlotsOf returns the names of the slots that the sentence with the key has in
// any of its forms, sorted, each once.
func (c *Catalog) SlotsOf(key string) []string {
	texts := []string{c.sentence[key]}
	if forms, ok := c.plurals[key]; ok {
		texts = slices.Collect(maps.Values(forms))
	}
	var names []string
	for _, t := range texts {
		for {
			_, rest, open := strings.Cut(t, "{")
			name, after, closed := strings.Cut(rest, "}")
			if !open || !closed {
				break
			}
			names = append(names, name)
			t = after
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
