package onboard_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/onboard"
)

// signature makes the key set say so.
func (w *world) signature(code core.Code) {
	w.platform.VerifySignatureFunc = func(context.Context, core.Profile, core.Secret) (core.Finding, bool) {
		return finding.New(code), code != ""
	}
}

func TestAnAlteredCredentialIsNotSent(t *testing.T) {
	w := newWorld(t)
	c := w.connected(1)
	w.signature(finding.SignatureMismatch)
	before, reserved := w.platform.Asked("Exchange"), w.store.Reserved()
	var steps []onboard.Step
	verdicts := map[string]core.Verdict{
		"connect": w.Connect(t.Context(), onboard.ConnectRequest{Profile: w.profile, Check: w.check(credential(2))}, func(s onboard.Step) { steps = append(steps, s) }),
		"replace": w.Replace(t.Context(), onboard.ReplaceRequest{ConnectionID: c.ID, Check: w.check(credential(3))}, nil),
	}
	for name, v := range verdicts {
		if v.Connected || len(v.Findings) == 0 || v.Findings[0].Code != finding.SignatureMismatch || len(v.Calls) != 0 {
			t.Errorf("%s: %v with %q", name, v.Connected, codes(v.Findings))
		}
		clean(t, v)
	}
	if w.platform.Asked("Exchange") != before || w.store.Reserved() != reserved {
		t.Error("a request of the budget was spent")
	}
	if last := steps[len(steps)-1]; last.ID != onboard.StepExchange || last.State != onboard.StepFailed || last.Finding == nil {
		t.Errorf("the last step is %+v", last)
	}
}

func TestAGenuineOrUnknownSignatureIsSent(t *testing.T) {
	for _, code := range []core.Code{finding.SignatureVerified, ""} {
		w := newWorld(t)
		w.signature(code)
		if v := w.Connect(t.Context(), onboard.ConnectRequest{Profile: w.profile, Check: w.check(credential(1))}, nil); !v.Connected {
			t.Errorf("%q: %q", code, codes(v.Findings))
		}
	}
}

func TestAKeySetThatStallsDelaysConnectByTwoSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.platform.VerifySignatureFunc = func(ctx context.Context, _ core.Profile, _ core.Secret) (core.Finding, bool) {
			<-ctx.Done()
			return core.Finding{}, false
		}
		start := time.Now()
		jwt := core.NewSecret(coretest.Mint(signingKey(), coretest.Claims{}))
		if v := w.Connect(t.Context(), onboard.ConnectRequest{Profile: w.profile, Check: w.check(jwt)}, nil); !v.Connected || time.Since(start) > 2*time.Second {
			t.Errorf("%q after %s", codes(v.Findings), time.Since(start))
		}
	})
}
