package browser

import "syscall"

var launcherEnv []string

func (o opener) usual() []attempt { return []attempt{o.command("/usr/bin/open")} }

func detached() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
