package config

import (
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/kore"
)

// lineOf maps keys such as "client[0].secret" to lines.
type lineOf map[string]int

// place gives the problem the line of its key, or of the nearest table around
// it, and the key's name as it stands in the file.
func (l lineOf) place(p kore.Problem) kore.Problem {
	for key := p.Key; p.Line == 0 && key != ""; key = parent(key) {
		if line := l[key]; line > 0 {
			p.Line = line
			break
		}
	}
	if rest, ok := strings.CutPrefix(p.Key, "client["); ok && p.Line > 0 {
		_, p.Key, _ = strings.Cut(rest, "].")
		p.Missing = false
	}
	return p
}

func parent(key string) string {
	if i := strings.LastIndexByte(key, '.'); i >= 0 {
		return key[:i]
	}
	return ""
}

// knownKeys are the keys of the file's shape, with dots, without indexes.
var knownKeys = keysOf(reflect.TypeFor[fileTOML](), "")

func keysOf(t reflect.Type, prefix string) []string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	var all []string
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("toml"), ",")
		all = append(all, prefix+name)
		all = append(all, keysOf(f.Type, prefix+name+".")...)
	}
	return all
}

func known(key string) bool { return slices.Contains(knownKeys, key) }

// surveyor walks the file before it is decoded, because only here is each key
// known with its line.
type surveyor struct {
	parser   unstable.Parser
	lines    lineOf
	problems []kore.Problem
	// table is the present table, as keys; index counts the clients.
	table string
	index int
}

// survey returns the line of every key, and a problem for each key that is not
// known and each secret that stands in the file.
func survey(data []byte) (lineOf, []kore.Problem) {
	s := surveyor{lines: lineOf{}, index: -1}
	s.parser.Reset(data)
	for s.parser.NextExpression() {
		s.expression(s.parser.Expression())
	}
	if err := s.parser.Error(); err != nil {
		line := 1
		if at, ok := errors.AsType[*unstable.ParserError](err); ok {
			line = s.parser.Shape(s.parser.Range(at.Highlight)).Start.Line
		}
		return s.lines, []kore.Problem{{Line: line, Reason: "it is not written as key = \"value\", with both quotation marks"}}
	}
	return s.lines, s.problems
}

func (s *surveyor) expression(n *unstable.Node) {
	key, line := s.key(n)
	switch n.Kind {
	case unstable.ArrayTable:
		if key == "client" {
			s.index++
		}
		s.table = key
		s.note(key, line, nil)
	case unstable.Table:
		s.table = key
		s.note(key, line, nil)
	case unstable.KeyValue:
		s.keyValue(s.table, n)
	}
}

func (s *surveyor) keyValue(table string, n *unstable.Node) {
	key, line := s.key(n)
	if table != "" {
		key = table + "." + key
	}
	value := n.Value()
	s.note(key, line, value)
	if value.Kind != unstable.InlineTable {
		return
	}
	for it := value.Children(); it.Next(); {
		if child := it.Node(); child.Kind == unstable.KeyValue {
			s.keyValue(key, child)
		}
	}
}

func (s *surveyor) key(n *unstable.Node) (string, int) {
	var parts []string
	line := 0
	for it := n.Key(); it.Next(); {
		if line == 0 {
			line = s.parser.Shape(it.Node().Raw).Start.Line
		}
		parts = append(parts, string(it.Node().Data))
	}
	return strings.Join(parts, "."), line
}

// secretKeys are keys under which the sample programs keep a secret itself.
var secretKeys = []string{"clientsecret", "secretkey", "password", "privatekey", "secretvalue"}

func (s *surveyor) note(key string, line int, value *unstable.Node) {
	full := key
	if rest, ok := strings.CutPrefix(key, "client"); ok && (rest == "" || rest[0] == '.') {
		full = "client[" + strconv.Itoa(max(s.index, 0)) + "]" + rest
	}
	if s.lines[full] == 0 {
		s.lines[full] = line
	}
	last := key[strings.LastIndexByte(key, '.')+1:]
	isText := value != nil && value.Kind == unstable.String
	switch {
	case isText && (strings.Contains(string(value.Data), "-----BEGIN") || s.holdsSecret(last)):
		s.problems = append(s.problems, kore.Problem{Key: full, Line: line, Reason: "a secret", Code: finding.KoreSecretInFile})
	case !known(key):
		s.problems = append(s.problems, kore.Problem{Key: shown(key), Line: line, Reason: unknownReason(last)})
	}
}

func (s *surveyor) holdsSecret(last string) bool {
	plain := strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(last))
	return slices.Contains([]string{"secret", "previous_secret", "key", "previous_key"}, last) || slices.Contains(secretKeys, plain)
}

// shown is an unknown key as a message may repeat it.
func shown(key string) string { return finding.Printable(strings.TrimPrefix(key, "client."), 40) }

// unknownReason names the known key that the unknown one is perhaps meant to be.
func unknownReason(last string) string {
	plain := func(key string) string {
		return strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(key))
	}
	for _, key := range knownKeys {
		key = key[strings.LastIndexByte(key, '.')+1:]
		if plain(key) == plain(last) || plain(key) == plain(last)+"s" || plain(key)+"s" == plain(last) {
			return "Sureline does not know this key; perhaps “" + key + "” is meant"
		}
	}
	return "Sureline does not know this key"
}
