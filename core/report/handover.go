package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sureline/sureline/core"
)

// Handover returns the text to send to the one whose turn it is: what was being
// done ("Connecting Acme Sync to RingCentral"), what came of it, and the facts
// to find it by. It takes the same facts as a report and no others; of the
// input's findings it tells the first.
func Handover(doing string, in Input) string {
	in.History = nil
	r := New(in)
	var b strings.Builder
	ended := "did not work"
	if len(in.Findings) > 0 && in.Findings[0].Severity == core.SeverityWarning {
		ended = "showed something to look into"
	}
	fmt.Fprintf(&b, "Hello,\n\n%s %s.\n\n", clean(doing), ended)
	if len(in.Findings) > 0 {
		f := in.Findings[0]
		fmt.Fprintf(&b, "%s. %s\nSureline’s advice: %s\n\n", clean(f.Title), clean(f.Explanation), clean(f.NextStep))
	}
	line := func(label, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%-14s%s\n", label+":", value)
		}
	}
	line("Time", at(r.MadeAt))
	line("App", r.App.Name)
	line("Client ID", r.App.ClientID)
	line("Server", r.App.Server)
	line("Token URL", r.App.TokenURL)
	if c := r.Connection; c != nil {
		line("Owner ID", c.OwnerID)
		line("Last accepted", at(c.VerifiedAt))
	}
	if len(r.Findings) > 0 {
		line("Finding", r.Findings[0].Code)
		for _, key := range slices.Sorted(maps.Keys(r.Findings[0].Detail)) {
			line(key, r.Findings[0].Detail[key])
		}
	}
	line("Sureline", strings.TrimSpace(r.Program.Version+" "+r.Program.Commit))
	if len(r.Calls) > 0 {
		b.WriteString("\nRequests\n")
		writeCalls(&b, r.Calls)
	}
	b.WriteString("\nThis text holds no credential, secret or access token.\n")
	return b.String()
}
