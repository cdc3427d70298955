// Package tomlfile reads TOML that people write by hand, so that whatever is
// wrong can be told with its key and its line: one reader for profiles and for
// the list of Kore.ai clients. No message holds a value, which may be a secret.
//
// It is the only package that uses go-toml's syntax tree (docs/adr/0003-toml.md).
package tomlfile

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
)

// Problem is a mistake at a place of a file.
type Problem struct {
	// Line counts from 1.
	Line int
	// Key is the path of the key, empty where the line as a whole cannot be read.
	Key string
	// Reason completes "KEY: …" without a full stop.
	Reason text.Sentence
}

// Key is a key or the head of a table, as it stands in the file.
type Key struct {
	// Path is its name with dots, and with a number for each table of a list:
	// client[0].secret.
	Path string
	// Line counts from 1.
	Line int
	// Text is the value where that is a text.
	Text string
	// Unknown completes "PATH: …" for a key that nobody asked for; it is empty
	// for those that are known, and below one that is not.
	Unknown text.Sentence
	// Meant is the known key that Unknown guesses, with its name alone; or empty.
	Meant string
}

// File is a file that is TOML. It is safe for concurrent use.
type File struct {
	// Values are all values, as go-toml decodes them into any.
	Values map[string]any
	// Keys are all keys in the order of the file.
	Keys []Key

	data  []byte
	known []string
	lines map[string]int
}

// Read reads the text of a file; known are the names of all keys and tables, with
// dots, without numbers. What is not TOML, or names a key twice, is the Problem.
func Read(data []byte, known []string) (File, *Problem) {
	f := File{data: data, known: known, lines: map[string]int{}}
	if err := toml.Unmarshal(data, &f.Values); err != nil {
		return File{}, f.problem(err)
	}
	w := walker{file: &f, lists: map[string]int{}}
	w.parser.Reset(data)
	for w.parser.NextExpression() {
		w.expression(w.parser.Expression())
	}
	return f, nil
}

// Decode puts the values of a file without unknown keys into a struct; the Problem
// is the first of a wrong kind.
func (f File) Decode(into any) *Problem {
	err := toml.Unmarshal(f.data, into)
	if err == nil {
		return nil
	}
	p := f.problem(err)
	if decode, ok := errors.AsType[*toml.DecodeError](err); ok {
		if name := strings.Join(decode.Key(), "."); name != "" {
			p.Key, p.Reason = name, text.Sentence{Key: "reason.toml_kind"}
		}
	}
	return p
}

// Line returns where the key with the path stands, or the nearest table around
// it; 0 for neither.
func (f File) Line(path string) int {
	for path != "" {
		if line := f.lines[path]; line > 0 {
			return line
		}
		path = path[:max(0, strings.LastIndexAny(path, ".["))]
	}
	return 0
}

// problem leaves the message of go-toml out: it may quote the file, and it speaks
// to programmers.
func (f File) problem(err error) *Problem {
	decode, ok := errors.AsType[*toml.DecodeError](err)
	if !ok {
		return &Problem{Line: 1, Reason: text.Sentence{Key: "reason.toml_syntax"}}
	}
	line, _ := decode.Position()
	p := &Problem{Line: line, Key: f.keyOfLine(line), Reason: text.Sentence{Key: "reason.toml_quotes"}}
	if strings.Contains(decode.Error(), "already") {
		p.Reason = text.Sentence{Key: "reason.toml_twice"}
	}
	return p
}

// keyOfLine returns the known key with which the line begins, or "". Other words
// are not repeated: they may be part of a secret.
func (f File) keyOfLine(line int) string {
	all := bytes.Split(f.data, []byte("\n"))
	if line < 1 || line > len(all) {
		return ""
	}
	text := strings.TrimLeft(string(all[line-1]), "[\"' \t")
	end := strings.IndexFunc(text, func(r rune) bool { return !isBare(r) })
	if end >= 0 {
		text = text[:end]
	}
	for _, name := range f.known {
		if text != "" && text == name[strings.LastIndexByte(name, '.')+1:] {
			return text
		}
	}
	return ""
}

// isBare reports what a key may hold without quotation marks (TOML 1.0, "Keys").
func isBare(r rune) bool {
	return r == '_' || r == '-' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
}

// walker goes through the syntax tree, the only place where keys have lines.
type walker struct {
	file   *File
	parser unstable.Parser
	// lists counts the tables of each list so far.
	lists map[string]int
	table place
	// reported is the last key that was reported as unknown.
	reported string
}

// place is a key's path and, for the list of known ones, its name.
type place struct{ path, name string }

func (p place) below(part string) place {
	if strings.IndexFunc(part, func(r rune) bool { return !isBare(r) }) >= 0 {
		part = strconv.Quote(part) // so that a dot or bracket in it is no other key
	}
	if p.path == "" {
		return place{part, part}
	}
	return place{p.path + "." + part, p.name + "." + part}
}

func (p place) entry(i int) place {
	p.path += "[" + strconv.Itoa(i) + "]"
	return p
}

func (w *walker) expression(n *unstable.Node) {
	switch n.Kind {
	case unstable.KeyValue:
		w.keyValue(w.table, n)
		return
	case unstable.Table, unstable.ArrayTable:
	default:
		return // a comment
	}
	parts, line := w.key(n)
	at := place{}
	for i, part := range parts {
		at = at.below(part)
		isList := n.Kind == unstable.ArrayTable && i == len(parts)-1
		if isList {
			w.note(at, line, "")
			w.lists[at.path]++
		}
		if n := w.lists[at.path]; n > 0 {
			at = at.entry(n - 1)
		}
	}
	w.table = at
	w.note(at, line, "")
}

func (w *walker) keyValue(at place, n *unstable.Node) {
	parts, line := w.key(n)
	for i, part := range parts {
		at = at.below(part)
		if i < len(parts)-1 && w.file.lines[at.path] == 0 {
			w.file.lines[at.path] = line
		}
	}
	w.value(at, line, n.Value())
}

func (w *walker) value(at place, line int, n *unstable.Node) {
	text := ""
	if n.Kind == unstable.String {
		text = string(n.Data)
	}
	w.note(at, line, text)
	for i, it := 0, n.Children(); (n.Kind == unstable.InlineTable || n.Kind == unstable.Array) && it.Next(); {
		switch child := it.Node(); child.Kind {
		case unstable.KeyValue:
			w.keyValue(at, child)
		case unstable.InlineTable, unstable.Array, unstable.String:
			w.value(at.entry(i), line, child)
			i++
		}
	}
}

func (w *walker) key(n *unstable.Node) (parts []string, line int) {
	for it := n.Key(); it.Next(); {
		if parts == nil {
			line = w.parser.Shape(it.Node().Raw).Start.Line
		}
		parts = append(parts, string(it.Node().Data))
	}
	return parts, line
}

func (w *walker) note(at place, line int, value string) {
	if w.file.lines[at.path] == 0 {
		w.file.lines[at.path] = line
	}
	key := Key{Path: at.path, Line: line, Text: value}
	if is, meant := w.unknown(at); is {
		key.Unknown, key.Meant = text.Sentence{Key: "reason.toml_unknown"}, meant
		if meant != "" {
			key.Unknown = text.Sentence{Key: "reason.toml_meant", Slots: text.Slots{"key": meant}}
		}
	}
	w.file.Keys = append(w.file.Keys, key)
}

// unknown reports whether a key is to be reported as not known, and which one may be
// meant. Nothing is said below one that was reported already, nor below one that is no
// table: its value is of the wrong kind, which tells more.
func (w *walker) unknown(at place) (is bool, meant string) {
	f := w.file
	if slices.Contains(f.known, at.name) {
		return false, ""
	}
	parent, name := "", at.name
	if i := strings.LastIndexByte(at.name, '.'); i >= 0 {
		parent, name = at.name[:i], at.name[i+1:]
	}
	isTable := slices.ContainsFunc(f.known, func(k string) bool { return strings.HasPrefix(k, parent+".") })
	rest, below := strings.CutPrefix(at.path, w.reported)
	below = below && w.reported != "" && (rest == "" || rest[0] == '.' || rest[0] == '[')
	if slices.Contains(f.known, parent) && !isTable || below {
		return false, ""
	}
	w.reported = at.path
	return true, nearest(name, parent, f.known)
}

// maxShown is how many characters of a key that is not known a message shows.
const maxShown = 40

// Shown is the path as a message may repeat it.
func (k Key) Shown() string { return finding.Printable(k.Path, maxShown) }
