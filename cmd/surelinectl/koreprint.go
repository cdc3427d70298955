package main

import (
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/text"
)

func (p *program) tellClients(clients []kore.Client) error {
	if p.json {
		filled := []kore.Client{}
		for _, c := range clients {
			filled = append(filled, c.WithDefaults())
		}
		return p.printJSON(filled)
	}
	table := tabwriter.NewWriter(p.out, 0, 8, 2, ' ', 0)
	fmt.Fprintln(table, "CLIENT ID\tNAME\tSIGNS WITH\tWHO MAY ASK\tHOST")
	for _, c := range clients {
		c = c.WithDefaults()
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", c.ClientID, finding.Printable(c.Name, 80), c.Algorithm, c.Policy, finding.Printable(c.Host, 120))
	}
	return table.Flush()
}

// mintedJSON is what "kore mint --json" prints. It is the one place where a
// JWT goes to an output: that is what was asked for.
type mintedJSON struct {
	JWT       string      `json:"jwt"`
	Claims    kore.Claims `json:"claims"`
	Encrypted bool        `json:"encrypted"`
	ExpiresAt time.Time   `json:"expires_at"`
}

func (p *program) tellMinted(m kore.Minted) error {
	expires := time.Unix(m.Claims.ExpiresAt, 0).UTC()
	if p.json {
		return p.printJSON(mintedJSON{m.JWT.Reveal(), m.Claims, m.Encrypted, expires})
	}
	p.printf("%s\n", m.JWT.Reveal())
	who := finding.Printable(m.Claims.Subject, 120)
	if m.Claims.Anonymous {
		who = "an anonymous visitor"
	}
	p.note("For %s; good for %s, until %s.", who, text.English().Duration(m.Lifetime()), moment(expires))
	return nil
}

// tellInspection prints what is in a JWT; exit code 3 for errors.
func (p *program) tellInspection(i kore.Inspection) error {
	if p.json {
		if err := p.printJSON(i); err != nil {
			return err
		}
		return p.end(exitOfFindings(i.Findings))
	}
	table := tabwriter.NewWriter(p.out, 0, 8, 2, ' ', 0)
	for _, part := range i.Header {
		fmt.Fprintf(table, "%s\t%s\t%s\n", part.Name, part.Value, part.Meaning)
	}
	for _, part := range i.Claims {
		fmt.Fprintf(table, "%s\t%s\t%s\n", part.Name, part.Value, part.Meaning)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if i.IssuedAt != nil {
		p.field("Made", moment(*i.IssuedAt))
	}
	if i.ExpiresAt != nil {
		p.field("Good until", moment(*i.ExpiresAt))
	}
	p.printFindings(p.out, i.Findings)
	return p.end(exitOfFindings(i.Findings))
}

// tellLive prints the outcome of a live check; it is not accepted unless Kore.ai
// said so.
func (p *program) tellLive(r kore.LiveResult) error {
	exit := exitOfFindings(r.Findings)
	if !r.Accepted && exit == exitDone {
		exit = finding.ExitRefused
	}
	if p.json {
		if err := p.printJSON(r); err != nil {
			return err
		}
		return p.end(exit)
	}
	if r.Accepted {
		p.printf("%s\n", paint(p.out, "32", "✓ Kore.ai accepted the JWT."))
	}
	p.printFindings(p.out, r.Findings)
	p.field("Request", fmt.Sprintf("%s %s, status %d, %d ms", r.Call.Method, r.Call.URL, r.Call.Status, r.Call.DurationMS))
	return p.end(exit)
}

// exitOfFindings is the exit code of the first error.
func exitOfFindings(findings []core.Finding) int {
	for _, f := range findings {
		if f.Severity == core.SeverityError {
			return finding.Exit(f.Code)
		}
	}
	return exitDone
}
