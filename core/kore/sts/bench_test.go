package sts_test

import (
	"bufio"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/config"
	"github.com/sureline/sureline/core/kore/sts"
)

// The benchmarks compare the service, with its log, limits and metrics, with a
// bare handler that only signs (Floor), asked by the same load generator over
// loopback. They are parallel, so b.RunParallel takes the place of b.Loop.

const benchBody = `{"identity":"ada@example.com","isAnonymous":false,"aud":"","clientId":"` + clientID + `"}`

func BenchmarkSTS_HS256(b *testing.B) { load(b, benchService(b, kore.HS256)) }

func BenchmarkSTS_HS256Floor(b *testing.B) {
	load(b, bare(jwt.SigningMethodHS256, []byte(secret)))
}

func BenchmarkSTS_RS256(b *testing.B) { load(b, benchService(b, kore.RS256)) }

func BenchmarkSTS_RS256Floor(b *testing.B) { load(b, bare(jwt.SigningMethodRS256, benchKey())) }

var benchKey = sync.OnceValue(coretest.NewKey)

// bare is a handler that only signs, as somebody would write it in five minutes.
func bare(method jwt.SigningMethod, key any) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct {
			Identity string `json:"identity"`
		}
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
			http.Error(w, "bad", http.StatusBadRequest)
			return
		}
		now := time.Now().Unix()
		text, err := jwt.NewWithClaims(method, jwt.MapClaims{
			"iss": clientID, "sub": asked.Identity, "aud": kore.DefaultAudience, "iat": now, "exp": now + 120, "isAnonymous": false,
		}).SignedString(key)
		if err != nil {
			http.Error(w, "bad", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]string{"jwt": text})
	})
}

func benchService(tb testing.TB, algorithm kore.Algorithm) http.Handler {
	tb.Helper()
	c := oneClient(func(c *kore.Client) { c.Algorithm = algorithm; c.Origins = []string{page} })
	c.Limits = config.Limits{AddressPerMinute: 1e9, AddressBurst: 1e9, IdentityPerMinute: 1e9, IdentityBurst: 1e9}
	text := secret
	if !algorithm.Symmetric() {
		der, err := x509.MarshalPKCS8PrivateKey(benchKey())
		if err != nil {
			tb.Fatal(err)
		}
		text = string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	}
	s, err := sts.New(tb.Context(), sts.Options{
		Config: c, Log: slog.New(slog.NewJSONHandler(io.Discard, nil)),
		Loader: kore.Loader{LookupEnv: func(string) (string, bool) { return text, true }},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// load asks the handler over loopback from eight connections at a time for each
// processor, and reports the 99th percentile besides the mean.
func load(b *testing.B, h http.Handler) {
	address := listen(b, h)
	request := []byte("POST /api/users/sts/ HTTP/1.1\r\nHost: " + address + "\r\nOrigin: " + page +
		"\r\nContent-Type: application/json\r\nContent-Length: " + fmt.Sprint(len(benchBody)) + "\r\n\r\n" + benchBody)
	var mu sync.Mutex
	var all []time.Duration
	b.SetParallelism(8)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		ask := connect(b, address, request)
		var mine []time.Duration
		for pb.Next() {
			start := time.Now()
			ask()
			mine = append(mine, time.Since(start))
		}
		mu.Lock()
		defer mu.Unlock()
		all = append(all, mine...)
	})
	b.StopTimer()
	slices.Sort(all)
	b.ReportMetric(float64(all[len(all)*99/100].Microseconds()), "p99-µs")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
}

func listen(tb testing.TB, h http.Handler) string {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(l) }()
	tb.Cleanup(func() { _ = server.Close() })
	return l.Addr().String()
}

// connect returns a function that sends the request and reads the answer.
func connect(tb testing.TB, address string, request []byte) func() {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		tb.Error(err)
		return func() {}
	}
	tb.Cleanup(func() { _ = conn.Close() })
	reader := bufio.NewReader(conn)
	return func() {
		if _, err := conn.Write(request); err != nil {
			tb.Error(err)
			return
		}
		response, err := http.ReadResponse(reader, nil)
		if err != nil {
			tb.Error(err)
			return
		}
		if _, err = io.Copy(io.Discard, response.Body); err != nil || response.StatusCode != http.StatusOK {
			tb.Errorf("status %d, error %v", response.StatusCode, err)
		}
	}
}

// TestMemoryStaysFlat asks many times for many persons and looks at the heap.
func TestMemoryStaysFlat(t *testing.T) {
	requests := 30_000
	if testing.Short() {
		requests = 3_000
	}
	s := benchService(t, kore.HS256)
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	ask := func(from, to int) {
		for n := from; n < to; n++ {
			r := post(fmt.Sprintf(`{"identity":"person-%d@example.com"}`, n%25_000))
			s.ServeHTTP(discard{http.Header{}}, r)
		}
	}
	// The limiters are full by then.
	ask(0, 25_000)
	before := heap()
	ask(25_000, 25_000+requests)
	if after := heap(); after > before+4<<20 {
		t.Errorf("the heap grew from %d to %d bytes in %d requests", before, after, requests)
	}
}

type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(p []byte) (int, error) { return len(p), nil }
func (d discard) WriteHeader(int)             {}
