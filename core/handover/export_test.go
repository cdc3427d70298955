package handover

import (
	"context"
	"time"
)

// SetWait replaces the waiting.
func (c *Courier) SetWait(wait func(context.Context, time.Duration) error) { c.wait = wait }
