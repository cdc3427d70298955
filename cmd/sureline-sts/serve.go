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
// when a file that it needs has changed. Both are watched before it listens, so
// that nothing is missed once it has said that it does.
func (o *options) serve(ctx context.Context, service *sts.Service, c config.Config) error {
	ctx, cancel := context.WithCancel(ctx)
	hangup := make(chan os.Signal, 1)
	if reloadSignal != nil {
		signal.Notify(hangup, reloadSignal)
		defer signal.Stop(hangup)
	}
	watcher, err := watch(sts.Files(o.path, c))
	if err != nil {
		// SIGHUP still works.
		service.Failed(errors.New("files cannot be watched; send SIGHUP after a change"))
	} else {
		defer func() { _ = watcher.Close() }()
	}
	var watching sync.WaitGroup
	watching.Go(func() { o.reloadOnChange(ctx, service, watcher, hangup) })
	err = service.Run(ctx)
	cancel()
	watching.Wait()
	return err
}

// watch returns a watcher of the files, nil with an error.
func watch(files []string) (*sts.Watcher, error) {
	watcher, err := sts.NewWatcher()
	if err != nil {
		return nil, err
	}
	if err := watcher.Set(files); err != nil {
		_ = watcher.Close()
		return nil, err
	}
	return watcher, nil
}

// reloadOnChange reloads until the context ends; watcher is nil where files
// cannot be watched.
func (o *options) reloadOnChange(ctx context.Context, service *sts.Service, watcher *sts.Watcher, hangup <-chan os.Signal) {
	changes := make(chan struct{})
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
