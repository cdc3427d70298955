package boottime

import (
	"strconv"
	"sync"
	"time"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// GetTickCount64 goes on while the computer sleeps, and over a shutdown that
// Windows makes a hibernation of ("fast startup").
func sinceBoot() time.Duration { return windows.DurationSinceBoot() }

// bootID is the number of starts, which Windows counts where everybody may read
// it. Wine has none.
var bootID = sync.OnceValue(func() string {
	key, err := registry.OpenKey(registry.LOCAL_MACHINE,
		`SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters`, registry.QUERY_VALUE)
	if err != nil {
		return ""
	}
	defer func() { _ = key.Close() }()
	count, _, err := key.GetIntegerValue("BootId")
	if err != nil {
		return ""
	}
	return strconv.FormatUint(count, 10)
})
