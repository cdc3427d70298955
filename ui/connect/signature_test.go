package connect_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
)

func TestTheKeySetIsAskedInTheBackground(t *testing.T) {
	s := newStage(t)
	s.service.signature = func(core.Profile) (core.Finding, bool) {
		f := say("signature-verified", core.WhoNobody, "The credential is genuine")
		f.Severity = core.SeverityInfo
		return f, true
	}
	s.paste(canary)
	s.loop.Settle()
	s.shows("Step 3, now", "The credential is genuine")
	s.connect()
	if len(s.service.requests) != 1 {
		t.Errorf("%d connects", len(s.service.requests))
	}
}

func TestAnAlteredCredentialCannotBeConnected(t *testing.T) {
	s := newStage(t)
	s.service.signature = func(core.Profile) (core.Finding, bool) {
		return say("signature-mismatch", core.WhoAdmin, "The credential was altered in copying"), true
	}
	s.paste(canary)
	s.loop.Settle()
	s.shows("The credential was altered in copying", "Step 2, now")
	s.hides("Step 3, now")
	s.key(fyne.KeyReturn)
	s.loop.Settle()
	if len(s.service.requests) != 0 {
		t.Errorf("%d connects", len(s.service.requests))
	}
}

// What the key set says of an earlier text must not stand beside a later one.
func TestALateAnswerOfTheKeySetIsDropped(t *testing.T) {
	s := newStage(t)
	s.service.signature = func(core.Profile) (core.Finding, bool) {
		return say("signature-mismatch", core.WhoAdmin, "The credential was altered in copying"), true
	}
	s.entry.SetText(canary)
	s.entry.SetText("something else")
	s.loop.Settle()
	s.hides("The credential was altered in copying")
	s.shows("This is not a credential")
}
