package wire

import (
	"context"
	"net"

	"github.com/sureline/sureline/core/buildinfo"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/config"
	"github.com/sureline/sureline/core/kore/sts"
)

// StartService runs the service for all clients of the list, on this computer
// only, at the port; "0" takes a free one. One runs at a time. observe is told
// of each request, from many goroutines, and must not block.
func (k *Kore) StartService(ctx context.Context, port string, observe func(sts.Event)) (*KoreService, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.service != nil {
		return &KoreService{k, k.service}, nil
	}
	list, err := config.LoadOrDefault(k.path)
	if err != nil {
		return nil, err
	}
	addresses := []string{net.JoinHostPort("127.0.0.1", port)}
	if port != "0" {
		addresses = append(addresses, net.JoinHostPort("::1", port))
	}
	list = onlyHere(list, addresses...)
	service, err := sts.New(ctx, sts.Options{
		Config: list, Loader: k.loader(list), Observe: observe, UserAgent: kore.UserAgent(buildinfo.Version()), Now: k.now,
	})
	if err != nil {
		return nil, err
	}
	if err := service.Start(); err != nil {
		return nil, err
	}
	k.service = service
	return &KoreService{k, service}, nil
}

// onlyHere is the list as the window's own service takes it: at the addresses,
// without what a list for a server may say about others.
func onlyHere(list config.Config, addresses ...string) config.Config {
	list.Listen = addresses
	list.TLSCert, list.TLSKey, list.MetricsListen, list.Proxies = "", "", "", nil
	return list
}

// KoreService is the running service.
type KoreService struct {
	kore    *Kore
	service *sts.Service
}

// URL is what a page on this computer asks.
func (s *KoreService) URL() string { return s.service.URL() }

// Stop ends the service; requests that run may end first.
func (s *KoreService) Stop() error {
	s.kore.mu.Lock()
	defer s.kore.mu.Unlock()
	if s.kore.service != s.service {
		return nil
	}
	s.kore.service = nil
	return s.service.Shutdown()
}
