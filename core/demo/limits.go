package demo

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

// group is a throttling group of the platform.
type group string

const (
	groupNone   group = ""
	groupAuth   group = "auth"
	groupLight  group = "light"
	groupMedium group = "medium"
	groupHeavy  group = "heavy"
)

const (
	rateWindow  = time.Minute
	ratePenalty = time.Minute
	// maxBuckets bounds the memory that invented client IDs can take.
	maxBuckets = 1000
)

// perWindow are the documented default limits (guide, "Rate limits").
var perWindow = map[group]int{groupAuth: 5, groupLight: 50, groupMedium: 40, groupHeavy: 10}

// limiter counts requests per key and group. Not safe for concurrent use.
type limiter struct{ buckets map[string]*bucket }

type bucket struct {
	used    []time.Time
	penalty time.Time // until when; a request before it starts it anew
}

// take counts a request and returns what is left, or false during a penalty.
func (l *limiter) take(key string, g group, now time.Time) (remaining int, ok bool) {
	key = string(g) + " " + key
	b := l.buckets[key]
	if b == nil {
		l.prune(now)
		b = &bucket{}
		l.buckets[key] = b
	}
	b.used = slices.DeleteFunc(b.used, func(t time.Time) bool { return !now.Before(t.Add(rateWindow)) })
	if now.Before(b.penalty) || len(b.used) >= perWindow[g] {
		b.penalty = now.Add(ratePenalty)
		b.used = nil // the next window starts empty, after the penalty
		return 0, false
	}
	b.used = append(b.used, now)
	return perWindow[g] - len(b.used), true
}

func (l *limiter) prune(now time.Time) {
	if l.buckets == nil || len(l.buckets) >= 2*maxBuckets {
		l.buckets = map[string]*bucket{}
	}
	if len(l.buckets) < maxBuckets {
		return
	}
	for key, b := range l.buckets {
		if now.After(b.penalty) && (len(b.used) == 0 || now.After(b.used[len(b.used)-1].Add(rateWindow))) {
			delete(l.buckets, key)
		}
	}
}

// limited counts the request, sets the rate headers, and refuses one too many.
func (p *Platform) limited(w http.ResponseWriter, key string, g group) *refusal {
	if g == groupNone {
		return nil
	}
	p.mu.Lock()
	remaining, ok := p.limits.take(key, g, p.now())
	p.mu.Unlock()
	h := w.Header()
	h.Set("X-Rate-Limit-Group", string(g))
	h.Set("X-Rate-Limit-Limit", strconv.Itoa(perWindow[g]))
	h.Set("X-Rate-Limit-Remaining", strconv.Itoa(remaining))
	h.Set("X-Rate-Limit-Window", strconv.Itoa(int(rateWindow/time.Second)))
	if !ok {
		return tooManyRequests
	}
	return nil
}

// tooManyRequests is as recorded: the API's shape, also at the token endpoint.
var tooManyRequests = &refusal{
	status: http.StatusTooManyRequests, code: "CMN-301", message: "Request rate exceeded",
	challenge: "CMN-301", retryAfter: int(ratePenalty / time.Second),
}
