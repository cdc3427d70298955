package sts

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
)

// Verdict is how a request ended.
type Verdict string

// The verdicts. A preflight is a browser's question before the real request.
const (
	Signed    Verdict = "signed"
	Refused   Verdict = "refused"
	Preflight Verdict = "preflight"
)

// Event is one request, as the log and the window show it. It holds no token, no
// secret and no identity.
type Event struct {
	At      time.Time
	Verdict Verdict
	Method  string
	// Path and Origin are printable; Origin is empty when there was none.
	Path, Origin string
	// Address is the visitor's.
	Address string
	// ClientID is empty when the request did not get that far.
	ClientID string
	// IdentityHash stands for the person; see kore.Signer.IdentityHash.
	IdentityHash string
	Anonymous    bool
	// TokenID is the token's jti; empty without one.
	TokenID  string
	Lifetime time.Duration
	Status   int
	// Code and Why say why a request was refused, Why in the operator's words.
	Code core.Code
	Why  text.Sentence
	Took time.Duration
}

// Finding returns what a refusal means; false for the other verdicts.
func (e Event) Finding() (core.Finding, bool) {
	if e.Verdict != Refused {
		return core.Finding{}, false
	}
	return finding.NewKoreRefusal(e.Code, e.Why), true
}

// record writes the one line that a request leaves, counts it, and tells the
// observer. Of many refusals of one kind only the first have a line of their own;
// see sampler.
func (s *Service) record(r *http.Request, e Event) {
	e.Took = s.now().Sub(e.At)
	s.metrics.observe(e)
	s.writeLog(r.Context(), e)
	if s.observe != nil {
		s.observe(e)
	}
}

func (s *Service) writeLog(ctx context.Context, e Event) {
	level := slog.LevelInfo
	switch e.Verdict {
	case Refused:
		level = slog.LevelWarn
	case Preflight:
		level = slog.LevelDebug
	}
	if !s.log.Enabled(ctx, level) || e.Verdict == Refused && !s.sampler.show(e) {
		return
	}
	var room [12]slog.Attr
	attrs := append(room[:0], slog.String("client", e.ClientID), slog.String("identity_hash", e.IdentityHash),
		slog.String("origin", e.Origin), slog.String("address", e.Address))
	switch e.Verdict {
	case Signed:
		attrs = append(attrs, slog.String("jti", e.TokenID), slog.Int64("lifetime_seconds", seconds(e.Lifetime)), slog.Bool("anonymous", e.Anonymous))
	default:
		attrs = append(attrs, slog.String("method", e.Method), slog.String("path", e.Path), slog.Int("status", e.Status))
		if e.Verdict == Refused {
			attrs = append(attrs, slog.String("code", string(e.Code)), slog.String("why", e.Why.String()))
		}
	}
	s.log.LogAttrs(ctx, level, string(e.Verdict), attrs...)
}
