package httpx

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"io/fs"
	"os"
)

// maxCAFile is the longest CA file read; the bundle of a whole operating system
// has about a quarter of it.
const maxCAFile = 1 << 20

// trusted returns the system's authorities and those of the files; nil, which
// means the system's alone, when there are no files.
func trusted(files []string) (*x509.CertPool, error) {
	if len(files) == 0 {
		return nil, nil
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		// A system without any authorities of its own: the files are all there is.
		pool = x509.NewCertPool()
	}
	for _, file := range files {
		certs, err := readCAFile(file)
		if err != nil {
			return nil, err
		}
		for _, c := range certs {
			pool.AddCert(c)
		}
	}
	return pool, nil
}

func readCAFile(file string) ([]*x509.Certificate, error) {
	invalid := func(reason string, cause error) error {
		return settingInvalid("authorities", file, reason, cause)
	}
	data, err := readCapped(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, invalid("reason.no_such_file", err)
	case err != nil:
		return nil, invalid("reason.unreadable", err)
	case len(bytes.TrimSpace(data)) == 0:
		return nil, invalid("reason.empty", nil)
	case len(data) > maxCAFile:
		return nil, invalid("reason.over_1_mb", nil)
	}
	certs, err := parseCertificates(data)
	if err != nil || len(certs) == 0 {
		return nil, invalid("reason.no_certificate", err)
	}
	return certs, nil
}

func readCapped(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, maxCAFile+1))
}

// parseCertificates reads PEM blocks of certificates, else one DER certificate.
// One broken block spoils the file: half a trust list would only puzzle.
func parseCertificates(data []byte) ([]*x509.Certificate, error) {
	var certs []*x509.Certificate
	for rest := data; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		certs = append(certs, c)
	}
	if len(certs) > 0 {
		return certs, nil
	}
	return x509.ParseCertificates(data)
}
