package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const maxMainLines = 40

// source is one hand-written Go file.
type source struct {
	path string // from the top of the repository, with slashes
	file *ast.File
	fset *token.FileSet
}

func (s source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") }

func (s source) imports(path string) bool {
	return slices.ContainsFunc(s.file.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == strconv.Quote(path) })
}

func (s source) lines(n ast.Node) int {
	return s.fset.Position(n.End()).Line - s.fset.Position(n.Pos()).Line + 1
}

// sources parses every Go file of the repository, whatever its build tags are.
func sources(t *testing.T) []source {
	t.Helper()
	top, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	var all []source
	for _, dir := range []string{"cmd", "ui", "core", "assets"} {
		err := filepath.WalkDir(filepath.Join(top, dir), func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
				return err
			}
			rel, err := filepath.Rel(top, path)
			if err != nil {
				return err
			}
			fset := token.NewFileSet()
			file, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
			all = append(all, source{filepath.ToSlash(rel), file, fset})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(all) < 50 {
		t.Fatalf("only %d Go files found", len(all))
	}
	return all
}

func TestMainOnlyStarts(t *testing.T) {
	for _, s := range sources(t) {
		if s.file.Name.Name != "main" || s.isTest() {
			continue
		}
		for _, decl := range s.file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Name.Name == "main" && s.lines(fn) > maxMainLines {
				t.Errorf("%s: main has %d lines, more than %d: what it does belongs where a test reaches it", s.path, s.lines(fn), maxMainLines)
			}
		}
	}
}

func TestEveryPackageSaysWhatItOwnsOnce(t *testing.T) {
	comments := map[string]int{}
	for _, s := range sources(t) {
		if s.isTest() {
			continue
		}
		dir := filepath.ToSlash(filepath.Dir(s.path))
		if s.file.Doc != nil {
			comments[dir]++
		} else {
			comments[dir] += 0
		}
	}
	for dir, n := range comments {
		if n != 1 {
			t.Errorf("%s has %d package comments, want 1", dir, n)
		}
	}
}

func TestOnlyMainEndsTheProcess(t *testing.T) {
	for _, s := range sources(t) {
		if s.isTest() {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if fn, ok := n.(*ast.FuncDecl); ok && fn.Name.Name == "main" {
				return false
			}
			call, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, ok := call.X.(*ast.Ident)
			if ok && (pkg.Name == "os" && call.Sel.Name == "Exit" || pkg.Name == "log" && strings.HasPrefix(call.Sel.Name, "Fatal")) {
				t.Errorf("%s:%d: %s.%s outside main", s.path, s.fset.Position(n.Pos()).Line, pkg.Name, call.Sel.Name)
			}
			return true
		})
	}
}

// offThread is what leaves the UI thread, or blocks it.
var offThread = []string{"fyne.Do", "fyne.DoAndWait", "time.AfterFunc", "time.NewTicker", "time.Sleep"}

// TestOneDoorToTheUIThread: ui/worker is the only package of the window that
// starts goroutines or hands work to Fyne's thread. Fyne's own test driver does
// not notice a widget that is changed off it.
func TestOneDoorToTheUIThread(t *testing.T) {
	for _, s := range sources(t) {
		if s.isTest() || !strings.HasPrefix(s.path, "ui/") || strings.HasPrefix(s.path, "ui/worker/") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			line := func() int { return s.fset.Position(n.Pos()).Line }
			switch n := n.(type) {
			case *ast.GoStmt:
				t.Errorf("%s:%d: a go statement outside ui/worker", s.path, line())
			case *ast.SelectorExpr:
				if pkg, ok := n.X.(*ast.Ident); ok && slices.Contains(offThread, pkg.Name+"."+n.Sel.Name) {
					t.Errorf("%s:%d: %s.%s outside ui/worker", s.path, line(), pkg.Name, n.Sel.Name)
				}
			}
			return true
		})
	}
}

// sleepers are tests of other programs, which have no clock to inject: they poll
// a desktop, or act as slowly as a person in front of a prompt.
var sleepers = []string{"cmd/sureline/e2e/", "core/keychain/secretservice_test.go"}

func TestNoSleepingTests(t *testing.T) {
	for _, s := range sources(t) {
		if !s.isTest() || s.imports("testing/synctest") || slices.ContainsFunc(sleepers, func(p string) bool { return strings.HasPrefix(s.path, p) }) {
			continue // inside synctest's bubble the clock is not the world's
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := call.X.(*ast.Ident); ok && pkg.Name == "time" && call.Sel.Name == "Sleep" {
				t.Errorf("%s:%d: time.Sleep in a test", s.path, s.fset.Position(n.Pos()).Line)
			}
			return true
		})
	}
}

// TestSecurityNamesTestsThatExist: the threat model says what shows each
// defence.
func TestSecurityNamesTestsThatExist(t *testing.T) {
	text, err := os.ReadFile("../../../SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, s := range sources(t) {
		for _, decl := range s.file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && s.isTest() {
				known[fn.Name.Name] = true
			}
		}
	}
	named := regexp.MustCompile(`\bTest[A-Z]\w+`).FindAllString(string(text), -1)
	if len(named) < 20 {
		t.Errorf("SECURITY.md names only %d tests", len(named))
	}
	for _, name := range named {
		if !known[name] {
			t.Errorf("SECURITY.md names %s, which does not exist", name)
		}
	}
}
