//go:build unix

package appdir

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// userSuffix tells the users of one computer apart, who share the folder for
// temporary files.
func userSuffix() string { return fmt.Sprintf("-%d", os.Getuid()) }

// ours reports that the file belongs to this user and that nobody else can have
// written to it.
func ours(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Getuid() && info.Mode().Perm()&0o022 == 0
}
