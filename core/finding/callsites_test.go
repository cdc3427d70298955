package finding

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
)

var placeholders = regexp.MustCompile(`\{([a-z_]+)\}`)

// needs returns the placeholders of the wordings that the variant may choose;
// "*" stands for any.
func needs(code core.Code, variant string) []string {
	var names []string
	for _, w := range wordings() {
		if w.code == code && (variant == "*" || w.variant == variant) {
			for _, m := range placeholders.FindAllStringSubmatch(w.title+w.explanation+w.nextStep, -1) {
				names = append(names, m[1])
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// codeNames maps the names of the constants to the codes.
func codeNames(t *testing.T) map[string]core.Code {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "codes.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]core.Code{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		call, ok := spec.Values[0].(*ast.CallExpr)
		if !ok {
			return true
		}
		text, err := strconv.Unquote(call.Args[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		names[spec.Names[0].Name] = core.Code(text)
		return true
	})
	return names
}

// selected returns X of finding.X.
func selected(e ast.Expr) string {
	s, ok := e.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	if pkg, ok := s.X.(*ast.Ident); !ok || pkg.Name != "finding" {
		return ""
	}
	return s.Sel.Name
}

// given returns the names in finding.Args{…} or nil, and the variant; ok is false
// for arguments that are put together elsewhere: the tests of those packages,
// and crosscheck, look for holes in what comes out.
func given(e ast.Expr) (names []string, variant string, ok bool) {
	if id, isName := e.(*ast.Ident); isName && id.Name == "nil" {
		return nil, "", true
	}
	literal, isLiteral := e.(*ast.CompositeLit)
	if !isLiteral || selected(literal.Type) != "Args" {
		return nil, "", false
	}
	for _, element := range literal.Elts {
		pair := element.(*ast.KeyValueExpr)
		name, err := strconv.Unquote(pair.Key.(*ast.BasicLit).Value)
		if err != nil {
			return nil, "", false
		}
		names = append(names, name)
		if name == "variant" {
			variant = "*"
			if value, isText := pair.Value.(*ast.BasicLit); isText {
				variant, _ = strconv.Unquote(value.Value)
			}
		}
	}
	return names, variant, true
}

// Every call that makes a finding of a code and arguments written out gives all
// that the code's texts ask for.
func TestEveryCallGivesWhatTheTextsAskFor(t *testing.T) {
	codes := codeNames(t)
	calls := 0
	check := func(path string, fset *token.FileSet, call *ast.CallExpr) {
		for i := 0; i+1 < len(call.Args); i++ {
			code, ok := codes[selected(call.Args[i])]
			names, variant, written := given(call.Args[i+1])
			if !ok || !written {
				continue
			}
			calls++
			for _, need := range needs(code, variant) {
				if !slices.Contains(names, need) {
					t.Errorf("%s:%d: %s asks for {%s}, which this call does not give", path, fset.Position(call.Pos()).Line, code, need)
				}
			}
		}
	}
	for _, dir := range []string{"core", "ui", "cmd"} {
		err := filepath.WalkDir(filepath.Join("..", "..", dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "coretest") {
				return err
			}
			fset := token.NewFileSet()
			file, err := parser.ParseFile(fset, path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					check(path, fset, call)
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if calls < 60 {
		t.Errorf("only %d calls were looked at", calls)
	}
}
