package config

import (
	"reflect"
	"slices"
	"strings"

	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/tomlfile"
	"github.com/sureline/sureline/core/kore"
)

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

// survey returns a problem for each key that is not known and each secret that
// stands in the file.
func survey(file tomlfile.File) []kore.Problem {
	var problems []kore.Problem
	for _, k := range file.Keys {
		switch {
		case strings.Contains(k.Text, "-----BEGIN") || k.Text != "" && holdsSecret(k.Path):
			problems = append(problems, kore.Problem{Key: k.Path, Line: k.Line, Code: finding.KoreSecretInFile})
		case k.Unknown.Key != "":
			problems = append(problems, kore.Problem{Key: k.Shown(), Line: k.Line, Reason: k.Unknown})
		}
	}
	return problems
}

// secretKeys are keys under which the sample programs keep a secret itself.
var secretKeys = []string{"clientsecret", "secretkey", "password", "privatekey", "secretvalue"}

func holdsSecret(path string) bool {
	last := path[strings.LastIndexByte(path, '.')+1:]
	plain := strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(last))
	return slices.Contains([]string{"secret", "previous_secret", "key", "previous_key"}, last) || slices.Contains(secretKeys, plain)
}

// place gives the problem the line of its key, or of the nearest table around
// it, and the key's name as it stands in the file.
func place(file tomlfile.File, p kore.Problem) kore.Problem {
	if p.Line == 0 {
		p.Line = file.Line(p.Key)
	}
	if rest, ok := strings.CutPrefix(p.Key, "client["); ok && p.Line > 0 {
		_, p.Key, _ = strings.Cut(rest, "].")
		p.Missing = false
	}
	return p
}
