package sts

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/sureline/sureline/core/kore/config"
)

// probeLimit is how long the service may take to say that it is ready.
const probeLimit = 3 * time.Second

// Probe asks the service that runs with the configuration on this computer
// whether it takes requests, as the health checks of containers want it. The
// error says why not; nil means that it does.
func Probe(ctx context.Context, c config.Config) error {
	if len(c.Listen) == 0 {
		return errors.New("the configuration names no address to listen on")
	}
	ctx, cancel := context.WithTimeout(ctx, probeLimit)
	defer cancel()
	transport := &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, ownAddress(c.Listen[0]))
	}}
	defer transport.CloseIdleConnections()
	address := "http://localhost/readyz"
	if c.TLS() {
		certificate, err := c.Certificate()
		if err != nil {
			return errors.New("the certificate of the configuration cannot be read")
		}
		// The service must show the very certificate that it was given.
		transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: x509.NewCertPool(), ServerName: nameOn(certificate.Leaf)}
		transport.TLSClientConfig.RootCAs.AddCert(certificate.Leaf)
		address = "https://localhost/readyz"
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	response, err := transport.RoundTrip(request)
	if err != nil {
		return fmt.Errorf("the service does not answer at %s: %w", ownAddress(c.Listen[0]), err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the service at %s is not ready: status %d", ownAddress(c.Listen[0]), response.StatusCode)
	}
	return nil
}

// ownAddress is how this computer reaches an address that the service listens on.
func ownAddress(address string) string {
	host, port, err := net.SplitHostPort(address)
	ip := net.ParseIP(host)
	switch {
	case err != nil || ip == nil || !ip.IsUnspecified():
		return address
	case ip.To4() == nil:
		return net.JoinHostPort("::1", port)
	}
	return net.JoinHostPort("127.0.0.1", port)
}

// nameOn is a name that the certificate is good for.
func nameOn(leaf *x509.Certificate) string {
	switch {
	case len(leaf.DNSNames) > 0:
		return strings.Replace(leaf.DNSNames[0], "*", "probe", 1)
	case len(leaf.IPAddresses) > 0:
		return leaf.IPAddresses[0].String()
	}
	return leaf.Subject.CommonName
}
