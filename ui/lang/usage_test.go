package lang

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sureline/sureline/core/text"
)

// elsewhere are the beginnings of keys that core puts together: no page names
// them.
var elsewhere = []string{"language.", "list.", "time.", "keychain.", "finding.", "who.", "reason.", "setting.", "stage.", "environment.", "claim.", "dirt.", "permission.", "endpoint.", "doctor.", "kore.claim.", "kore.region.", "kore_place.", "in_demo."}

// Every key that a page asks for is in the files, the call fills its slots, and
// every key of the files is asked for.
func TestKeysAreThereAndUsed(t *testing.T) {
	english := text.English()
	named := map[string]bool{}
	for _, dir := range []string{"ui", "cmd/sureline"} {
		err := filepath.WalkDir(filepath.Join("..", "..", dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			fset := token.NewFileSet()
			file, err := parser.ParseFile(fset, path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if s, ok := literal(n); ok {
					named[s] = true
				}
				if call, ok := n.(*ast.CallExpr); ok {
					checkCall(t, english, path, fset.Position(call.Pos()).Line, call)
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, key := range english.Keys() {
		core := slices.ContainsFunc(elsewhere, func(prefix string) bool { return strings.HasPrefix(key, prefix) })
		if !core && !named[key] {
			t.Errorf("nobody asks for %s", key)
		}
	}
}

func literal(n any) (string, bool) {
	l, ok := n.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(l.Value)
	return s, err == nil
}

// checkCall holds a call of T or Parts against the file. A key that is chosen
// elsewhere, by a table of states, is a literal there; slots that are put
// together elsewhere are not looked at.
func checkCall(t *testing.T, c *text.Catalog, path string, line int, call *ast.CallExpr) {
	t.Helper()
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) == 0 {
		return
	}
	if pkg, isName := f.X.(*ast.Ident); !isName || pkg.Name != "lang" || f.Sel.Name != "T" && f.Sel.Name != "Parts" {
		return
	}
	key, ok := literal(call.Args[0])
	if !ok {
		return
	}
	if !c.Has(key) {
		t.Errorf("%s:%d: en.toml lacks %q", path, line, key)
		return
	}
	given := []string{}
	if len(call.Args) > 1 {
		filled, isLiteral := call.Args[1].(*ast.CompositeLit)
		if !isLiteral {
			return
		}
		for _, e := range filled.Elts {
			name, _ := literal(e.(*ast.KeyValueExpr).Key)
			given = append(given, name)
		}
	}
	slices.Sort(given)
	if want := c.SlotsOf(key); !slices.Equal(given, want) && !(len(want) == 0 && len(given) == 1 && given[0] == "count") {
		t.Errorf("%s:%d: %s has the slots %v, and the call gives %v", path, line, key, want, given)
	}
}
