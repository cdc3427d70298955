package harden

import "golang.org/x/sys/windows"

// werNoHeap is WER_FAULT_REPORTING_FLAG_NOHEAP: no heap in an error report.
const werNoHeap = 1

// noDump keeps Windows Error Reporting from being started by a crash
// (SetErrorMode), and the heap out of a report that something else makes
// (WerSetFlags). Both last as long as the process.
func noDump() {
	windows.SetErrorMode(windows.SEM_FAILCRITICALERRORS | windows.SEM_NOGPFAULTERRORBOX | windows.SEM_NOOPENFILEERRORBOX)
	set := windows.NewLazySystemDLL("kernel32.dll").NewProc("WerSetFlags")
	if set.Find() != nil {
		return // Wine
	}
	const noUI = 0x20 // WER_FAULT_REPORTING_NO_UI, which the Go runtime sets
	_, _, _ = set.Call(werNoHeap | noUI)
}
