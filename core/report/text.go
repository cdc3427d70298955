package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Text returns the report as a person pastes it into a mail: one fact a line,
// the newest call first.
func (r Report) Text() string {
	var b strings.Builder
	line := func(label, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%-14s%s\n", label+":", value)
		}
	}
	b.WriteString("Sureline report for support (holds no credential, secret or access token)\n")
	line("Made at", at(r.MadeAt))
	line("Sureline", strings.TrimSpace(r.Program.Version+" "+r.Program.Commit)+", "+r.Program.System+", "+r.Program.Go)
	line("App", r.App.Name+" (profile "+r.App.Profile+")")
	line("Client ID", r.App.ClientID)
	line("Server", r.App.Server)
	line("Token URL", r.App.TokenURL)
	line("Client auth", r.App.ClientAuth)
	if c := r.Connection; c != nil {
		line("Owner ID", c.OwnerID)
		line("Scopes", strings.Join(c.Scopes, " "))
		line("Fingerprint", c.Fingerprint)
		line("Expires", expiry(c.ExpiresAt))
		line("Connected", at(c.CreatedAt))
		line("Accepted", at(c.VerifiedAt))
		line("Last outcome", outcome(c.LastCode)+", "+at(c.LastCheckedAt))
	}
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "\nFinding %s (%s, turn of: %s): %s\n", f.Code, f.Severity, f.Who, f.Title)
		for _, key := range slices.Sorted(maps.Keys(f.Detail)) {
			fmt.Fprintf(&b, "  %s: %s\n", key, f.Detail[key])
		}
	}
	if len(r.Calls) > 0 {
		b.WriteString("\nRequests\n")
		writeCalls(&b, r.Calls)
	}
	for _, v := range r.History {
		fmt.Fprintf(&b, "\nVerification of %s: %s\n", at(v.At), outcome(v.Code))
		writeCalls(&b, v.Calls)
	}
	return b.String()
}

func writeCalls(b *strings.Builder, calls []Call) {
	for _, c := range calls {
		fmt.Fprintf(b, "  %s  %s %s%s -> %s (%d ms)", at(c.At), c.Method, c.Host, c.Path, status(c), c.DurationMS)
		for _, part := range [][2]string{
			{"request id", c.RequestID}, {"routing", c.Routing}, {"error", c.Error}, {"codes", strings.Join(c.ErrorCodes, " ")},
		} {
			if part[1] != "" {
				fmt.Fprintf(b, ", %s %s", part[0], part[1])
			}
		}
		if c.Rate != nil {
			fmt.Fprintf(b, ", rate %s %d/%d in %d s", c.Rate.Group, c.Rate.Remaining, c.Rate.Limit, c.Rate.WindowSeconds)
		}
		b.WriteString("\n")
	}
}

func status(c Call) string {
	if c.Status == 0 {
		return "no answer"
	}
	return fmt.Sprint(c.Status)
}

func outcome(code string) string {
	if code == "" {
		return "connected"
	}
	return code
}

func expiry(t *time.Time) string {
	if t == nil {
		return "never"
	}
	return at(*t)
}

func at(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
