package wire

import (
	"net/http"
	"net/url"

	"github.com/sureline/sureline/core"
)

// Upstream returns the profile's server and the way there with the network
// settings as they are now, for requests of other programs.
func (s *Sureline) Upstream(p core.Profile) (*url.URL, http.RoundTripper, error) {
	b := s.platform.now.Load()
	if b.err != nil {
		return nil, nil, b.err
	}
	return b.client.Upstream(p)
}
