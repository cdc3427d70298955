package clients

import (
	"context"
	"net"

	"github.com/sureline/sureline/core/kore/config"
	"github.com/sureline/sureline/core/kore/sts"
)

// StartService runs the service for all clients of the list, on this computer
// only, at the port; "0" takes a free one. One runs at a time: while it does,
// that one is returned. observe is told of each request, from many goroutines,
// and must not block.
func (l *List) StartService(ctx context.Context, port string, observe func(sts.Event)) (*Running, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.service != nil {
		return &Running{l, l.service}, nil
	}
	list, err := config.LoadOrDefault(l.Path)
	if err != nil {
		return nil, err
	}
	addresses := []string{net.JoinHostPort("127.0.0.1", port)}
	if port != "0" {
		addresses = append(addresses, net.JoinHostPort("::1", port))
	}
	service, err := sts.New(ctx, sts.Options{
		Config: onlyHere(list, addresses...), Loader: l.loader(list), Observe: observe, UserAgent: l.UserAgent, Now: l.Now,
	})
	if err != nil {
		return nil, err
	}
	if err := service.Start(); err != nil {
		return nil, err
	}
	l.service = service
	return &Running{l, service}, nil
}

// onlyHere is the list as the window's own service takes it: at the addresses,
// without what a list for a server may say about others.
func onlyHere(list config.Config, addresses ...string) config.Config {
	list.Listen = addresses
	list.TLSCert, list.TLSKey, list.MetricsListen, list.Proxies = "", "", "", nil
	return list
}

// Running is the service while it runs.
type Running struct {
	list    *List
	service *sts.Service
}

// URL is what a page on this computer asks.
func (r *Running) URL() string { return r.service.URL() }

// Stop ends the service; requests that run may end first. A second Stop does
// nothing.
func (r *Running) Stop() error {
	r.list.mu.Lock()
	defer r.list.mu.Unlock()
	if r.list.service != r.service {
		return nil
	}
	r.list.service = nil
	return r.service.Shutdown()
}
