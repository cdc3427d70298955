// Package buildinfo owns what a program knows of its own build: the version
// that the linker wrote, and the commit that Go's build information holds. It
// imports the standard library only.
package buildinfo

import (
	"runtime"
	"runtime/debug"
	"strings"
)

// version is set when a release is linked:
// -ldflags "-X github.com/sureline/sureline/core/buildinfo.version=1.2.3".
var version string

// Info describes this build.
type Info struct {
	Version string `json:"version"`
	// Commit is the revision with "+changes" when the tree was not clean; empty
	// when it is not known.
	Commit string `json:"commit"`
	Go     string `json:"go"`
	System string `json:"system"`
}

// Version returns the version without a leading v, or "dev".
func Version() string {
	if v := strings.TrimPrefix(version, "v"); v != "" {
		return v
	}
	return "dev"
}

// Get returns what is known of this build.
func Get() Info {
	return Info{Version: Version(), Commit: commit(), Go: runtime.Version(), System: runtime.GOOS + "/" + runtime.GOARCH}
}

func commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	var revision, suffix string
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			suffix = "+changes"
		}
	}
	if revision == "" {
		return ""
	}
	return revision + suffix
}
