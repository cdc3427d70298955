package settings

import (
	"crypto/x509"
	"encoding/pem"
	"io"
	"os"
	"time"

	"github.com/sureline/sureline/core/finding"
)

// maxCAFile is the largest file of CA certificates that is read, in bytes.
const maxCAFile = 4 << 20

// certificate is what the page shows of a certificate.
type certificate struct {
	subject, issuer string
	from, until     time.Time
	// ca is true when it may vouch for others.
	ca bool
}

// readCertificates reads the certificates of a PEM file. The second result is
// the key of what is wrong with it; empty when nothing is.
func readCertificates(path string) ([]certificate, string) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return nil, "settings.ca.missing"
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, "settings.ca.forbidden"
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, maxCAFile))
	if err != nil {
		return nil, "settings.ca.unreadable"
	}
	return parseCertificates(data)
}

func parseCertificates(data []byte) ([]certificate, string) {
	var all []certificate
	for {
		var block *pem.Block
		if block, data = pem.Decode(data); block == nil {
			break
		}
		if block.Type == "PRIVATE KEY" || block.Type == "RSA PRIVATE KEY" || block.Type == "EC PRIVATE KEY" {
			return nil, "settings.ca.private_key"
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, "settings.ca.damaged"
		}
		all = append(all, certificate{
			subject: finding.Printable(cert.Subject.String(), 200), issuer: finding.Printable(cert.Issuer.String(), 200),
			from: cert.NotBefore, until: cert.NotAfter, ca: cert.IsCA,
		})
	}
	if len(all) == 0 {
		return nil, "settings.ca.none"
	}
	return all, ""
}

// validity returns the key of the sentence that says whether the certificate can
// vouch for others now; only "settings.ca.valid" is good.
func (c certificate) validity(now time.Time) string {
	switch {
	case now.Before(c.from):
		return "settings.ca.not_yet"
	case now.After(c.until):
		return "settings.ca.expired"
	case !c.ca:
		return "settings.ca.not_a_ca"
	}
	return "settings.ca.valid"
}
