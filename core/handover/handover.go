// Package handover owns the sealed credential on its way from the customer to the
// provider: the envelope, sealing and opening it with age (age-encryption.org/v1),
// the provider's key, sending it, what waits to be sent again, and a small
// receiver for a provider without a hub.
//
// It imports core, core/finding, core/appdir and core/internal/httpx. A sealed file
// is a plain age file: whoever has the identity opens it with stock age as well. age
// says nothing of who sealed a file; the invite and the live token exchange at the
// provider's do.
package handover

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"time"
	"unicode"

	"filippo.io/age"
	"filippo.io/age/armor"
	"github.com/google/uuid"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

const (
	// MaxSealed is the largest sealed file, in bytes.
	MaxSealed = 16 << 10
	// Extension is how the names of sealed files end.
	Extension = ".sealed"

	opSeal = "sealing the credential"
	opOpen = "opening the sealed file"

	envelopeVersion = 1
	envelopeType    = "sureline.credential"
)

// Envelope is what a sealed file holds. Encoded as JSON it leaves the credential
// out; only Seal writes it. Times are in UTC.
type Envelope struct {
	Version int    `json:"v"`
	Type    string `json:"type"`
	// ID is random; the same one stands for the same hand-over, however often it
	// is sent.
	ID       string `json:"id"`
	ClientID string `json:"client_id"`
	Server   string `json:"server"`
	// Profile is the ID of the profile that it was sealed with.
	Profile    string      `json:"profile"`
	Credential core.Secret `json:"-"`
	// Fingerprint is that of the credential.
	Fingerprint string `json:"fingerprint"`
	// OwnerID and Account are empty when nothing was proved before sealing.
	OwnerID string `json:"owner_id"`
	Account string `json:"account"`
	// Invite is the profile's; empty when it has none.
	Invite   string    `json:"invite"`
	SealedAt time.Time `json:"sealed_at"`
	// NotAfter is when the credential ends; nil when it never does.
	NotAfter *time.Time `json:"not_after"`
}

// sealedEnvelope is the one place where the credential is written.
type sealedEnvelope struct {
	Envelope
	Credential string `json:"credential"`
}

// Sealed is a sealed credential, which may be kept and sent as it is.
type Sealed struct {
	// ID is the envelope's.
	ID string
	// Name is what to call the file: "northwind.acme-sync.sealed".
	Name string
	// Recipient is the public key that it was sealed to.
	Recipient string
	// Fingerprint is that of the credential.
	Fingerprint string
	File        []byte
}

// About says whom a credential stands for, as far as that was proved.
type About struct {
	OwnerID string
	Account string
	// NotAfter is when the credential ends; nil when it never does.
	NotAfter *time.Time
}

// Unproved is what may be said of a credential that nobody tried: when it ends.
func Unproved(check core.Check) About {
	if check.Credential == nil {
		return About{}
	}
	return About{NotAfter: check.Credential.ExpiresAt}
}

// Seal seals the credential to the profile's key. now is this computer's clock.
// Errors: handover-not-offered for a profile without a key, too-large.
func Seal(p core.Profile, credential core.Secret, about About, now time.Time) (Sealed, error) {
	recipients, err := age.ParseRecipients(strings.NewReader(p.HandoverRecipient))
	if err != nil || len(recipients) != 1 {
		return Sealed{}, core.Fail(opSeal, NotOffered(p), err)
	}
	e := Envelope{
		Version: envelopeVersion, Type: envelopeType, ID: uuid.NewString(), ClientID: p.ClientID, Server: p.Server, Profile: p.ID,
		Fingerprint: credential.Fingerprint(), OwnerID: about.OwnerID, Account: about.Account, Invite: p.Invite,
		SealedAt: now.UTC().Truncate(time.Second), NotAfter: about.NotAfter,
	}
	var plain bytes.Buffer
	encoder := json.NewEncoder(&plain)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(sealedEnvelope{e, credential.Reveal()}); err != nil {
		return Sealed{}, core.Fail(opSeal, finding.New(finding.Internal), err)
	}
	var file bytes.Buffer
	w, err := age.Encrypt(&file, recipients...)
	if err == nil {
		_, err = w.Write(plain.Bytes())
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return Sealed{}, core.Fail(opSeal, finding.New(finding.Internal), err)
	}
	if file.Len() > MaxSealed {
		return Sealed{}, core.Fail(opSeal, finding.New(finding.TooLarge), nil)
	}
	return Sealed{ID: e.ID, Name: fileName(about.Account, e.Fingerprint, p.ID), Recipient: p.HandoverRecipient, Fingerprint: e.Fingerprint, File: file.Bytes()}, nil
}

// NotOffered is the finding for a profile that names no key to seal with.
func NotOffered(p core.Profile) core.Finding {
	return finding.WithDetail(finding.NewHandoverNotOffered(p.Name), map[string]string{"profile": p.ID})
}

// Open opens a sealed file with the provider's identities and checks that it holds
// a whole credential. clientID is the app that is expected; empty for any. Of file
// at most MaxSealed bytes are used. Errors: sealed-too-large, sealed-not,
// sealed-damaged, sealed-for-another, sealed-other-app.
func Open(file io.Reader, identities []age.Identity, clientID string) (Envelope, error) {
	sealed, err := io.ReadAll(io.LimitReader(file, MaxSealed+1))
	switch {
	case err != nil:
		return Envelope{}, core.Fail(opOpen, finding.New(finding.SealedNot), err)
	case len(sealed) > MaxSealed:
		return Envelope{}, core.Fail(opOpen, finding.New(finding.SealedTooLarge), nil)
	}
	plain, err := decrypt(sealed, identities)
	if err != nil {
		return Envelope{}, err
	}
	var read sealedEnvelope
	if err := json.Unmarshal(plain, &read); err != nil {
		return Envelope{}, core.Fail(opOpen, finding.New(finding.SealedNot), errors.New("the content is not JSON"))
	}
	e := read.Envelope
	e.Credential = core.NewSecret(read.Credential)
	if reason := e.problem(); reason != "" {
		f := finding.WithDetail(finding.New(finding.SealedNot), map[string]string{"reason": reason})
		return Envelope{}, core.Fail(opOpen, f, errors.New(reason))
	}
	if clientID != "" && clientID != e.ClientID {
		f := finding.NewSealedOtherApp(e.ClientID, clientID)
		return Envelope{}, core.Fail(opOpen, finding.WithDetail(f, map[string]string{"client_id": e.ClientID, "id": e.ID}), nil)
	}
	return e, nil
}

// The first line of an age file, and that of one in the form for mail bodies.
const (
	ageIntro   = "age-encryption.org/v1\n"
	armorIntro = "-----BEGIN AGE ENCRYPTED FILE-----"
)

// decrypt returns the content. Whatever fails behind the first line was an age
// file once.
func decrypt(sealed []byte, identities []age.Identity) ([]byte, error) {
	begins := func(intro string) bool {
		n := min(len(sealed), len(intro))
		return n > 0 && string(sealed[:n]) == intro[:n]
	}
	var source io.Reader = bytes.NewReader(sealed)
	switch {
	case begins(armorIntro):
		source = armor.NewReader(source)
	case !begins(ageIntro):
		return nil, core.Fail(opOpen, finding.New(finding.SealedNot), nil)
	}
	content, err := age.Decrypt(source, identities...)
	if _, other := errors.AsType[*age.NoIdentityMatchError](err); other {
		return nil, core.Fail(opOpen, finding.New(finding.SealedForAnother), err)
	}
	var plain []byte
	if err == nil {
		plain, err = io.ReadAll(content)
	}
	if err != nil {
		return nil, core.Fail(opOpen, finding.New(finding.SealedDamaged), err)
	}
	return plain, nil
}

// idShape keeps an ID from being anything but a name: it becomes one of a file.
var idShape = regexp.MustCompile(`^[A-Za-z0-9-]{8,64}$`)

// problem says why the envelope is not one that Seal writes; empty when it is.
func (e Envelope) problem() string {
	switch {
	case e.Type != envelopeType:
		return "the content is of another type"
	case e.Version != envelopeVersion:
		return "a newer Sureline is needed to read it"
	case !idShape.MatchString(e.ID):
		return "the hand-over has no number"
	case e.ClientID == "" || e.Credential.Empty():
		return "the credential or the client ID is missing"
	case e.Credential.Fingerprint() != e.Fingerprint:
		return "the fingerprint is not the credential's"
	case len(e.Account) > 300 || strings.ContainsFunc(e.Account+e.Invite+e.OwnerID+e.ClientID+e.Server+e.Profile+e.Credential.Reveal(), unicode.IsControl):
		return "a name holds what no name has"
	}
	return ""
}

// fileName is made of the first telling word of the account's name and the
// profile. Without an account the credential's fingerprint stands in.
func fileName(account, fingerprint, profile string) string {
	who := fingerprint
	words := strings.FieldsFunc(strings.ToLower(account), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	for _, word := range words {
		if who = word; len(word) > 3 { // not "the", nor "co"
			break
		}
	}
	return who[:min(len(who), 40)] + "." + profile + Extension
}
