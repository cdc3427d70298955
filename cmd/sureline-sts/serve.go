package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync"

	"github.com/sureline/sureline/core/kore/config"
	"github.com/sureline/sureline/core/kore/sts"
)

// serve runs the service until the context ends, and reloads it on SIGHUP and
// when a file that it needs has changed.
func (o *options) serve(ctx context.Context, service *sts.Service, c config.Config) error {
	ctx, cancel := context.WithCancel(ctx)
	var watching sync.WaitGroup
	watching.Go(func() { o.reloadOnChange(ctx, service, c) })
	err := service.Run(ctx)
	cancel()
	watching.Wait()
	return err
}

func (o *options) reloadOnChange(ctx context.Context, service *sts.Service, c config.Config) {
	hangup := make(chan os.Signal, 1)
	if reloadSignal != nil {
		signal.Notify(hangup, reloadSignal)
		defer signal.Stop(hangup)
	}
	changes := make(chan struct{})
	watcher, err := sts.NewWatcher()
	if err == nil {
		defer func() { _ = watcher.Close() }()
		err = watcher.Set(sts.Files(o.path, c))
	}
	if err != nil {
		// SIGHUP still works.
		service.Failed(errors.New("files cannot be watched; send SIGHUP after a change"))
	}
	for {
		wait, stop := context.WithCancel(ctx)
		var waiting sync.WaitGroup
		if watcher != nil {
			waiting.Go(func() {
				if watcher.Wait(wait) == nil {
					select {
					case changes <- struct{}{}:
					case <-wait.Done():
					}
				}
			})
		}
		select {
		case <-ctx.Done():
		case <-hangup:
		case <-changes:
		}
		stop()
		waiting.Wait()
		if ctx.Err() != nil {
			return
		}
		next, ok := o.reload(ctx, service)
		if ok && watcher != nil {
			_ = watcher.Set(sts.Files(o.path, next))
		}
	}
}

// reload takes over what the files say now; after a mistake in them the service
// goes on as before, and the log says why.
func (o *options) reload(ctx context.Context, service *sts.Service) (config.Config, bool) {
	c, err := o.load()
	if err != nil {
		service.Failed(err)
		return c, false
	}
	return c, service.Reload(ctx, c) == nil
}
