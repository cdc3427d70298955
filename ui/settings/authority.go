package settings

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/sureline/sureline/core/finding"
)

// maxCAFile is the largest file of authorities that is read, in bytes.
const maxCAFile = 4 << 20

// authority is what the page shows of a certificate.
type authority struct {
	subject, issuer string
	from, until     time.Time
	// ca is true when it may vouch for others.
	ca bool
}

// readAuthorities reads the certificates of a PEM file. The second
// result says to the user what is wrong with it; empty when nothing is.
func readAuthorities(path string) ([]authority, string) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return nil, "There is no such file, or it may not be read."
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, "The file may not be read."
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, maxCAFile))
	if err != nil {
		return nil, "The file could not be read to its end."
	}
	return parseAuthorities(data)
}

func parseAuthorities(data []byte) ([]authority, string) {
	var all []authority
	for {
		var block *pem.Block
		if block, data = pem.Decode(data); block == nil {
			break
		}
		if block.Type == "PRIVATE KEY" || block.Type == "RSA PRIVATE KEY" || block.Type == "EC PRIVATE KEY" {
			return nil, "The file holds a private key. Ask your IT for the file that holds only the certificate."
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, "A certificate in the file is damaged."
		}
		all = append(all, authority{
			subject: finding.Printable(cert.Subject.String(), 200), issuer: finding.Printable(cert.Issuer.String(), 200),
			from: cert.NotBefore, until: cert.NotAfter, ca: cert.IsCA,
		})
	}
	if len(all) == 0 {
		return nil, "The file holds no certificate in PEM form (a text with BEGIN CERTIFICATE)."
	}
	return all, ""
}

// validity says whether the certificate counts now.
func (a authority) validity(now time.Time) (string, bool) {
	span := fmt.Sprintf("%s to %s", a.from.Local().Format("2 January 2006"), a.until.Local().Format("2 January 2006"))
	switch {
	case now.Before(a.from):
		return span + ", not valid yet", false
	case now.After(a.until):
		return span + ", expired", false
	case !a.ca:
		return span + ", but it is no authority", false
	}
	return span + ", valid", true
}
