package sts

import (
	"math"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxKeys bounds the memory of a limiter, however many visitors come.
const maxKeys = 20_000

// limiter holds a token bucket per key. It is safe for concurrent use.
type limiter[K comparable] struct {
	perMinute, burst int

	mu   sync.Mutex
	keys map[K]*rate.Limiter
}

func newLimiter[K comparable](perMinute, burst int) *limiter[K] {
	return &limiter[K]{perMinute: perMinute, burst: burst, keys: map[K]*rate.Limiter{}}
}

// allow takes one from the key's bucket, or says how many seconds to wait.
func (l *limiter[K]) allow(key K, now time.Time) (wait int, ok bool) {
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
func (l *limiter[K]) makeRoom(now time.Time) {
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
func addressKey(a netip.Addr) netip.Addr {
	a = a.Unmap().WithZone("")
	if a.Is6() {
		// 64 bits fit into every IPv6 address, so there is no error.
		p, _ := a.Prefix(64)
		return p.Addr()
	}
	return a
}

// person is whom the second limiter counts.
type person struct{ clientID, hash string }
