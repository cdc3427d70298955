package browser

import (
	"context"
	"syscall"

	"golang.org/x/sys/windows"
)

var launcherEnv []string

// usual asks the shell, which reports failure, and needs no command line that
// would have to be quoted.
func (o opener) usual() []attempt {
	return []attempt{{"ShellExecute", func(_ context.Context, link string) error {
		file, err := windows.UTF16PtrFromString(link)
		if err != nil {
			return err
		}
		verb, err := windows.UTF16PtrFromString("open")
		if err != nil {
			return err
		}
		return windows.ShellExecute(0, verb, file, nil, nil, windows.SW_SHOWNORMAL)
	}}}
}

func detached() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP | windows.DETACHED_PROCESS}
}
