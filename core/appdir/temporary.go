package appdir

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Temporary returns a folder for this user only in the system's folder for
// temporary files, the same for the same name until the system clears it, and
// makes it when it is missing. Others may write where it lies (/tmp): what they
// prepared under its name is never used, and the folder is then a fresh one.
func Temporary(name string) (string, error) {
	dir := filepath.Join(os.TempDir(), name+userSuffix())
	if err := os.Mkdir(dir, 0o700); err == nil || !errors.Is(err, fs.ErrExist) {
		return dir, err
	}
	// Not Stat: a link may lead to a folder of ours that is meant for something
	// else.
	info, err := os.Lstat(dir)
	if err != nil || !info.IsDir() || !ours(info) {
		return os.MkdirTemp("", name+"-")
	}
	return dir, nil
}
