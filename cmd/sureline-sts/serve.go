package main

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"time"

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
	watcher := sts.NewWatcher(sts.Files(o.path, c))
	var watching sync.WaitGroup
	watching.Go(func() { o.reloadOnChange(ctx, service, watcher, hangup) })
	err := service.Run(ctx)
	cancel()
	watching.Wait()
	return err
}

// reloadOnChange reloads until the context ends.
func (o *options) reloadOnChange(ctx context.Context, service *sts.Service, watcher *sts.Watcher, hangup <-chan os.Signal) {
	tick := time.NewTicker(sts.WatchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangup:
		case <-tick.C:
			if !watcher.Changed() {
				continue
			}
		}
		if next, ok := o.reload(ctx, service); ok {
			watcher.Set(sts.Files(o.path, next))
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
