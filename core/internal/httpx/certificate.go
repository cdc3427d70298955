package httpx

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// certificateFinding knows the failures of making the secure connection, to the
// host or to a proxy. It names the issuer, by which IT recognises its own
// inspecting proxy. What fails later has another name: by then the request may
// have been sent.
func (t *trace) certificateFinding(err error) (core.Finding, bool) {
	why, certs := finding.Distrusted, []*x509.Certificate(nil)
	if v, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		why, certs = t.certificateProblem(v.Err), v.UnverifiedCertificates
	} else if t.stage() <= stageSecure && (notSecure(err) || t.stage() == stageSecure && !brokeOff(err)) {
		why = finding.NoHandshake
	} else {
		return core.Finding{}, false
	}
	host := t.host
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "proxyconnect" {
		host = t.proxyHost()
	}
	issuer, end := "", time.Time{}
	detail := map[string]string{"problem": string(why)}
	if len(certs) > 0 {
		leaf, top := certs[0], certs[len(certs)-1]
		issuer, end = nameOf(top.Issuer), leaf.NotAfter
		detail["issuer"] = top.Issuer.String()
		detail["certificate"] = leaf.Subject.String()
		detail["certificate_issuer"] = leaf.Issuer.String()
		detail["valid_from"] = leaf.NotBefore.UTC().Format(time.RFC3339)
		detail["valid_until"] = leaf.NotAfter.UTC().Format(time.RFC3339)
	}
	return finding.WithDetail(finding.NewCertificateUntrusted(host, why, issuer, end), detail), true
}

// certificateProblem says why the certificate does not hold.
func (t *trace) certificateProblem(err error) finding.Distrust {
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return finding.UnknownAuthority
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return finding.WrongHost
	}
	invalid, ok := errors.AsType[x509.CertificateInvalidError](err)
	if !ok || invalid.Reason != x509.Expired {
		return finding.Distrusted
	}
	if invalid.Cert != nil && t.now().Before(invalid.Cert.NotBefore) {
		return finding.NotYetValid
	}
	return finding.CertificateEnded
}

// unverified reports that a certificate did not hold.
func unverified(err error) bool {
	_, ok := errors.AsType[*tls.CertificateVerificationError](err)
	return ok
}

// notSecure reports that the other side does not speak TLS, or turned the
// handshake down.
func notSecure(err error) bool {
	_, record := errors.AsType[tls.RecordHeaderError](err)
	op, alert := errors.AsType[*net.OpError](err)
	alert = alert && (op.Op == "remote error" || op.Op == "local error")
	return record || alert || errors.Is(err, http.ErrSchemeMismatch)
}

// nameOf returns the name that a person knows an authority by, "" for none.
func nameOf(n pkix.Name) string {
	switch {
	case n.CommonName != "" && len(n.Organization) > 0 && n.Organization[0] != n.CommonName:
		return n.CommonName + ", " + n.Organization[0]
	case n.CommonName != "":
		return n.CommonName
	case len(n.Organization) > 0:
		return n.Organization[0]
	}
	return n.String()
}
