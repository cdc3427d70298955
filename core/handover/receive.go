package handover

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"filippo.io/age"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/appdir"
	"github.com/sureline/sureline/core/finding"
)

// maxKept bounds what strangers can make the receiver keep: the key to seal with
// is public.
const maxKept = 10_000

// Receiver is an http.Handler that takes sealed credentials, for a provider
// without a hub, and speaks the hub's contract:
//
//	POST /v1/handovers        202 {"id", "status_url"}, or {"finding"}
//	GET  /v1/handovers/{id}   200 Status, or 404
//
// It keeps each file as it came, in Dir as ID.sealed, and its state beside it in
// ID.json, which the provider's own program may change: to "verified" with an
// identity, or to "refused" with a finding. It opens a file only to see that it is
// whole, for this app and invited, proves nothing, and writes no credential anywhere. The
// same file may be sent again and gets the same answer. Behind a web server, only
// the body and the path matter.
type Receiver struct {
	Identities []age.Identity
	// Dir has to be there, and should let nobody else in.
	Dir string
	// Invites is a file with a line for each invite: its hash of NewInvite, then
	// whatever tells whose it is. Each lets one hand-over in. Empty lets everybody in
	// who has the public key: whoever opens the files has to look at the invite then.
	Invites string
	// ClientID is the app that is expected; empty for any.
	ClientID string
	Now      func() time.Time
	Log      *slog.Logger
	// mu makes looking and writing one step.
	mu sync.Mutex
}

// kept is what stands in ID.json.
type kept struct {
	Status
	Envelope Envelope `json:"envelope"`
}

// ServeHTTP implements http.Handler.
func (r *Receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/handovers", r.post)
	mux.HandleFunc("GET /v1/handovers/{id}", r.status)
	mux.ServeHTTP(w, req)
}

func (r *Receiver) post(w http.ResponseWriter, req *http.Request) {
	sealed, err := io.ReadAll(http.MaxBytesReader(w, req.Body, MaxSealed))
	if err != nil {
		r.refuse(w, req, http.StatusRequestEntityTooLarge, core.Fail(opOpen, finding.New(finding.SealedTooLarge), err))
		return
	}
	e, err := Open(bytes.NewReader(sealed), r.Identities, r.ClientID)
	if err == nil && req.Header.Get("Idempotency-Key") != e.ID {
		err = core.Fail(opOpen, finding.WithDetail(finding.New(finding.SealedNot), map[string]string{"reason": "Idempotency-Key is not the number of the hand-over"}), nil)
	}
	if err != nil {
		r.refuse(w, req, http.StatusBadRequest, err)
		return
	}
	switch err := r.keep(e, sealed); {
	case core.HasCode(err, finding.SealedReplayed):
		r.refuse(w, req, http.StatusConflict, err)
	case core.HasCode(err, finding.HandoverInviteRefused):
		r.refuse(w, req, http.StatusForbidden, err)
	case err != nil:
		r.Log.Error("keeping a sealed file", "id", e.ID, "error", err)
		r.refuse(w, req, http.StatusServiceUnavailable, core.Fail(opOpen, finding.New(finding.Internal), err))
	default:
		r.Log.Info("received", "id", e.ID, "account", e.Account, "fingerprint", e.Fingerprint, "invite", e.Invite != "")
		// Relative, so that it is right whatever stands in front of this server.
		answer(w, http.StatusAccepted, accepted{ID: e.ID, StatusURL: "handovers/" + e.ID})
	}
}

// keep writes the file, unless it is there. Another file with the same number is
// sealed-replayed, and what nobody invited is handover-invite-refused.
func (r *Receiver) keep(e Envelope, sealed []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	path := filepath.Join(r.Dir, e.ID+Extension)
	before, err := os.ReadFile(path)
	switch {
	case err == nil && !bytes.Equal(before, sealed):
		return core.Fail(opOpen, finding.WithDetail(finding.New(finding.SealedReplayed), map[string]string{"id": e.ID}), nil)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	}
	state := filepath.Join(r.Dir, e.ID+".json")
	if _, known := os.Stat(state); err == nil && known == nil {
		return nil // sent again
	}
	if all, err := os.ReadDir(r.Dir); err != nil || len(all) > 3*maxKept {
		return errors.Join(err, errors.New("the folder holds as much as it may"))
	}
	if err := r.admit(e); err != nil {
		return err
	}
	if e.Invite != "" {
		e.Invite = hashInvite(e.Invite) // what lies here opens nothing
	}
	text, err := json.MarshalIndent(kept{Status{ID: e.ID, State: Received, At: r.Now().UTC()}, e}, "", "  ")
	if err != nil {
		return err
	}
	// The state last: it says that the file is whole.
	if err := appdir.WriteFile(path, sealed); err != nil {
		return err
	}
	return appdir.WriteFile(state, append(text, '\n'))
}

func (r *Receiver) status(w http.ResponseWriter, req *http.Request) {
	id := req.PathValue("id")
	var k kept
	text, err := []byte(nil), fs.ErrNotExist
	if idShape.MatchString(id) {
		text, err = os.ReadFile(filepath.Join(r.Dir, id+".json"))
	}
	if err == nil {
		err = json.Unmarshal(text, &k)
	}
	if err != nil {
		answer(w, http.StatusNotFound, refusal{finding.New(finding.NotFound)})
		return
	}
	answer(w, http.StatusOK, k.Status) // not the envelope: whoever has the number may ask
}

func (r *Receiver) refuse(w http.ResponseWriter, req *http.Request, status int, err error) {
	f, _ := core.FindingOf(err)
	r.Log.Warn("refused", "code", f.Code, "bytes", req.ContentLength)
	answer(w, status, refusal{f})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
