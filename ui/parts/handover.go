package parts

import (
	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/buildinfo"
	"github.com/sureline/sureline/core/report"
	"github.com/sureline/sureline/ui/widgets"
)

// HandOver returns the buttons of a finding's panel that help to pass it on: one
// that copies a ready text for the one whose turn it is, none when that is the
// user. doing says what was being done, as in report.Handover.
func HandOver(f core.Finding, doing string, in report.Input, build buildinfo.Info, copyText func(string)) []*widgets.Button {
	name, other := report.Recipient(f)
	if !other {
		return nil
	}
	in.Version, in.Commit, in.Go, in.System = build.Version, build.Commit, build.Go, build.System
	in.Findings = []core.Finding{f}
	return []*widgets.Button{widgets.NewCopyButton("Copy text for "+name, report.Handover(doing, in), copyText)}
}
