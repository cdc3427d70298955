package archtest

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/sureline/sureline"

// listed is the part of `go list -json` that the tests look at.
type listed struct {
	ImportPath string
	Dir        string
	Imports    []string
	Deps       []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps=false", "-json=ImportPath,Dir,Imports,Deps", module+"/...")
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("go list: %v\n%s", err, exit.Stderr)
		}
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("go list printed what is not JSON: %v", err)
		}
		all = append(all, p)
	}
	if len(all) < 10 {
		t.Fatalf("go list found only %d packages", len(all))
	}
	return all
}

// rel returns the path inside the module, or "" for the packages of others.
func rel(importPath string) string {
	path, ok := strings.CutPrefix(importPath, module+"/")
	if !ok {
		return ""
	}
	return path
}

func under(path string, dirs ...string) bool {
	return slices.ContainsFunc(dirs, func(dir string) bool {
		return path == dir || strings.HasPrefix(path, dir+"/")
	})
}

func TestImportsGoOneWay(t *testing.T) {
	for _, p := range packages(t) {
		path := rel(p.ImportPath)
		for _, dep := range p.Deps {
			d := rel(dep)
			switch {
			case under(path, "core") && strings.HasPrefix(dep, "fyne.io/"):
				t.Errorf("%s reaches %s: core never needs a window", path, dep)
			case under(path, "core") && under(d, "ui", "cmd"):
				t.Errorf("%s reaches %s: imports go cmd -> ui -> core", path, d)
			case under(path, "ui") && under(d, "cmd"):
				t.Errorf("%s reaches %s: imports go cmd -> ui -> core", path, d)
			case under(path, "cmd/surelinectl", "cmd/sureline-sts", "cmd/internal") && strings.HasPrefix(dep, "fyne.io/"):
				t.Errorf("%s reaches %s: it has to work where no window can open", path, dep)
			}
		}
	}
}

// adapters are the packages that touch the world outside; they meet only in
// onboard (through core's ports) and in cmd.
var adapters = []string{
	"core/credential", "core/ringcentral", "core/profile", "core/keychain", "core/store",
	"core/settings", "core/browser", "core/kore", "core/demo", "core/onboard", "core/report", "core/handover",
}

// allowed are the adapters that another one may use all the same.
var allowed = map[string][]string{
	"core/onboard": {"core/credential", "core/handover"},
}

func TestAdaptersDoNotMeet(t *testing.T) {
	for _, p := range packages(t) {
		path := rel(p.ImportPath)
		i := slices.IndexFunc(adapters, func(a string) bool { return under(path, a) })
		if i < 0 {
			continue
		}
		for _, dep := range p.Deps {
			d := rel(dep)
			if under(d, adapters...) && !under(d, adapters[i]) && !under(d, allowed[adapters[i]]...) {
				t.Errorf("%s reaches %s: adapters meet only in onboard and cmd", path, d)
			}
		}
	}
}

func TestCoreItselfIsStandardLibraryOnly(t *testing.T) {
	for _, p := range packages(t) {
		if p.ImportPath != module+"/core" {
			continue
		}
		for _, dep := range p.Deps {
			first, _, _ := strings.Cut(dep, "/")
			if strings.Contains(first, ".") {
				t.Errorf("core reaches %s", dep)
			}
		}
	}
}
