package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
)

func (p *program) callCommand() *cobra.Command {
	var revoke bool
	cmd := &cobra.Command{
		Use: "call NAME PATH [--revoke]", Short: "Call RingCentral under a connection (GET only)",
		Long: "Call a path such as /restapi/v1.0/status under a connection. The body goes to standard output, the facts to standard error.\n\n" +
			revokeHelp,
		Args: arguments("NAME", "PATH"), ValidArgsFunction: p.connectionNames,
		RunE: func(cmd *cobra.Command, args []string) error { return p.call(cmd.Context(), args[0], args[1], revoke) },
	}
	cmd.Flags().BoolVar(&revoke, "revoke", false, "end the session at RingCentral afterwards")
	return cmd
}

// callAnswer is the answer in --json. Body is JSON if it was JSON, else text.
type callAnswer struct {
	Status    int         `json:"status"`
	Headers   http.Header `json:"headers"`
	Body      any         `json:"body"`
	Truncated bool        `json:"truncated"`
}

// callOutcome is what --json prints of a call.
type callOutcome struct {
	Sentence string         `json:"sentence"`
	Answer   *callAnswer    `json:"answer"`
	Findings []core.Finding `json:"findings"`
	Calls    []core.Call    `json:"calls"`
}

func (p *program) call(ctx context.Context, name, path string, revoke bool) error {
	s, c, err := p.connection(ctx, name)
	if err != nil {
		return err
	}
	r := s.Service.Call(ctx, c.ID, path)
	if revoke {
		r.Findings = append(r.Findings, s.Service.EndSession(ctx, c.ID))
	}
	if p.json {
		err = p.printJSON(outcomeOf(r))
	} else {
		err = p.tellCall(r)
	}
	if err != nil {
		return err
	}
	return p.end(exitOfFindings(r.Findings))
}

func outcomeOf(r onboard.CallResult) callOutcome {
	out := callOutcome{Sentence: sentence(r), Findings: r.Findings, Calls: r.Calls}
	if a := r.Answer; a != nil {
		out.Answer = &callAnswer{Status: a.Call.Status, Headers: a.Header, Body: string(a.Body), Truncated: a.Truncated}
		if json.Valid(a.Body) {
			out.Answer.Body = json.RawMessage(a.Body)
		}
	}
	return out
}

// sentence is RingCentral's own way to describe a call; empty when there was no
// answer to describe.
func sentence(r onboard.CallResult) string {
	if r.Answer == nil {
		return ""
	}
	return "The application " + r.App + " called the endpoint " + r.Path + " on behalf of " + r.OnBehalfOf + "."
}

func (p *program) tellCall(r onboard.CallResult) error {
	if r.Answer != nil {
		p.note("%s", finding.Printable(sentence(r), 400))
	}
	for _, c := range r.Calls {
		p.note("%s", requestLine(c))
	}
	p.printFindings(p.err, r.Findings)
	if r.Answer == nil {
		return nil
	}
	if r.Answer.Truncated {
		p.note("The body is longer; only its first %d bytes are shown.", len(r.Answer.Body))
	}
	body := r.Answer.Body
	if terminal(p.out) {
		body = forTerminal(body)
	}
	if _, err := p.out.Write(body); err != nil {
		return err
	}
	if n := len(body); n > 0 && body[n-1] != '\n' && terminal(p.out) {
		p.printf("\n")
	}
	return nil
}

// requestLine describes one request, "no answer" when there was none.
func requestLine(c core.Call) string {
	outcome := "no answer"
	if c.Status != 0 {
		outcome = strings.TrimSpace(strconv.Itoa(c.Status) + " " + http.StatusText(c.Status))
	}
	line := fmt.Sprintf("%s %s -> %s (%d ms", c.Method, c.URL, outcome, c.DurationMS)
	if c.RequestID != "" {
		line += ", request id " + c.RequestID
	}
	return line + ")"
}

// forTerminal takes out the control characters with which an answer could drive
// the terminal or turn its text around.
func forTerminal(body []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, body)
}
