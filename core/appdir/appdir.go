// Package appdir owns where Sureline keeps its files, and how they are written:
// one folder per kind, for this user only, each file replaced as a whole.
//
// It imports the standard library only. All functions are safe for concurrent
// use.
package appdir

import (
	"errors"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
)

const folder = "sureline"

// Config returns the folder for settings: $XDG_CONFIG_HOME/sureline or
// ~/.config/sureline (XDG Base Directory Specification 0.8), on Windows
// %AppData%\sureline, on macOS ~/Library/Application Support/sureline. It need
// not exist. It fails when the user has no home folder.
func Config() (string, error) { return find("XDG_CONFIG_HOME", ".config") }

// Data returns the folder for the store: $XDG_DATA_HOME/sureline or
// ~/.local/share/sureline; on Windows and macOS it is that of Config.
func Data() (string, error) { return find("XDG_DATA_HOME", ".local/share") }

// User returns the folder of what all programs of this user share, whatever
// folder each keeps its data in: that of Data for a user who has set no
// variable. The home is that of the user's account, not of $HOME, where the
// system tells it.
func User() (string, error) {
	account, err := user.Current()
	if err != nil {
		return "", err
	}
	if !filepath.IsAbs(account.HomeDir) {
		return "", errNoHome
	}
	place := ".local/share"
	switch runtime.GOOS {
	case "windows":
		place = "AppData/Local"
	case "darwin":
		place = "Library/Application Support"
	}
	return filepath.Join(account.HomeDir, place, folder), nil
}

var errNoHome = errors.New("the home folder is not an absolute path")

func find(variable, fallback string) (string, error) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		dir, err := os.UserConfigDir()
		if err != nil {
			return "", err
		}
		return filepath.Join(dir, folder), nil
	}
	// Not os.UserConfigDir: it fails on a relative value, which the
	// specification wants ignored.
	if dir := os.Getenv(variable); filepath.IsAbs(dir) {
		return filepath.Join(dir, folder), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	if !filepath.IsAbs(home) {
		return "", errNoHome
	}
	return filepath.Join(home, fallback, folder), nil
}

// Ensure creates the folder and its parents with mode 0700 where they are
// missing, and takes the access of others from a folder that exists.
func Ensure(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return os.Chmod(dir, 0o700)
	}
	return nil
}

// WriteFile replaces the file as a whole, with mode 0600: a reader, and a
// computer that loses power, sees the old content or the new, never a part. It
// creates the folder (Ensure). After a failure the old file is as it was; for
// a full disk DiskFull tells.
func WriteFile(path string, data []byte) error {
	dir := filepath.Dir(path)
	if err := Ensure(dir); err != nil {
		return err
	}
	// CreateTemp gives mode 0600. The name begins with a dot, so that a folder
	// listing does not take it for a file of ours.
	temp, err := os.CreateTemp(dir, "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = temp.Write(data)
	if err == nil {
		err = temp.Sync()
	}
	err = errors.Join(err, temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return syncDir(dir)
}

// syncDir makes a rename last. Windows cannot sync a folder and does not need
// to.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	// Some network file systems cannot sync a folder; the file is written then
	// all the same.
	if err := d.Sync(); err != nil && !errors.Is(err, fs.ErrInvalid) {
		return err
	}
	return nil
}
