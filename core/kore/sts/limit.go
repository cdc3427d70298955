package sts

import (
	"math"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxKeys bounds the memory of a limiter, whoever knocks.
const maxKeys = 20_000

// limiter holds a token bucket per key. It is safe for concurrent use.
type limiter struct {
	perMinute, burst int

	mu   sync.Mutex
	keys map[string]*rate.Limiter
}

func newLimiter(perMinute, burst int) *limiter {
	return &limiter{perMinute: perMinute, burst: burst, keys: map[string]*rate.Limiter{}}
}

// allow takes one from the key's bucket, or says how many seconds to wait.
func (l *limiter) allow(key string, now time.Time) (wait int, ok bool) {
	l.mu.Lock()
	bucket := l.keys[key]
	if bucket == nil {
		if len(l.keys) >= maxKeys {
			l.makeRoom(now)
		}
		bucket = rate.NewLimiter(rate.Limit(float64(l.perMinute)/60), l.burst)
		l.keys[key] = bucket
	}
	l.mu.Unlock()
	if bucket.AllowN(now, 1) {
		return 0, true
	}
	missing := 1 - bucket.TokensAt(now)
	return max(1, int(math.Ceil(missing*60/float64(l.perMinute)))), false
}

// makeRoom drops the buckets that are full again, whose owners lose nothing, and
// half of all when there is none: memory is worth more than their exactness.
func (l *limiter) makeRoom(now time.Time) {
	for key, bucket := range l.keys {
		if bucket.TokensAt(now) >= float64(l.burst) {
			delete(l.keys, key)
		}
	}
	for key := range l.keys {
		if len(l.keys) <= maxKeys/2 {
			return
		}
		delete(l.keys, key)
	}
}

// addressKey is what a visitor's address counts as: an IPv6 user commands a
// whole /64.
func addressKey(a netip.Addr) string {
	a = a.Unmap()
	if a.Is6() {
		if p, err := a.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}
