package onboard

import (
	"errors"
	"time"

	"github.com/sureline/sureline/core"
)

// run gathers what a connect or a verify does: its steps, requests and findings.
type run struct {
	now      func() time.Time
	progress Progress
	verdict  core.Verdict
	// lacks says which permission the identity call was refused for.
	lacks []core.Finding
}

func (s *Service) newRun(progress Progress) *run {
	if progress == nil {
		progress = func(Step) {}
	}
	return &run{
		now: s.now, progress: progress,
		verdict: core.Verdict{Findings: []core.Finding{}, Calls: []core.Call{}},
	}
}

// step runs one step and tells of its start and end. The finding of a failure
// comes first in the verdict.
func (r *run) step(id StepID, work func() (*core.Identity, []core.Call, error)) error {
	r.progress(Step{ID: id, State: StepRunning})
	start := r.now()
	who, calls, err := work()
	r.verdict.Calls = append(r.verdict.Calls, calls...)
	end := Step{ID: id, State: StepDone, Took: r.now().Sub(start), Identity: who}
	if err != nil {
		f := findingOf(err)
		end.State, end.Finding, end.Identity = StepFailed, &f, nil
	}
	r.progress(end)
	return err
}

// fail ends the run with the error's finding on top.
func (r *run) fail(err error) core.Verdict {
	r.verdict.Connected = false
	ended := []core.Finding{findingOf(err)}
	if u, ok := errors.AsType[*unsettledError](err); ok {
		ended = append(ended, u.finding)
	}
	r.verdict.Findings = append(ended, r.verdict.Findings...)
	r.verdict.Findings = append(r.verdict.Findings, clockFindings(r.verdict.Calls)...)
	return r.verdict
}

// refuse ends the run with the findings of a check: nothing was sent.
func (r *run) refuse(check core.Check) core.Verdict {
	r.verdict.Findings = append(r.verdict.Findings, check.Findings...)
	return r.verdict
}

// succeed ends the run well.
func (r *run) succeed(c core.Connection, extra []core.Finding) core.Verdict {
	r.verdict.Connected = true
	r.verdict.Connection = &c
	r.verdict.Findings = append(r.verdict.Findings, extra...)
	return r.verdict
}
