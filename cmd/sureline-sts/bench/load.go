// Program bench is the load generator of bench/run, and the bare service that
// everything is compared with. It is no part of any product.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	body        = `{"identity":"ada@example.com","isAnonymous":false}`
	connections = 16
)

func main() {
	serveAt := flag.String("serve", "", "run the bare service at this address")
	requests := flag.Int("requests", 100_000, "tokens of each service in each round")
	rounds := flag.Int("rounds", 3, "rounds; the services take turns")
	origin := flag.String("origin", "", "the page's origin")
	flag.Parse()
	err := run(*serveAt, *requests, *rounds, *origin, flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(serveAt string, requests, rounds int, origin string, targets []string) error {
	if serveAt != "" {
		server := &http.Server{Addr: serveAt, Handler: http.HandlerFunc(bare), ReadHeaderTimeout: time.Minute}
		return server.ListenAndServe()
	}
	for _, target := range targets {
		if err := reach(strings.Split(target, "=")[1]); err != nil {
			return err
		}
	}
	fmt.Printf("%-14s %10s %10s %10s %10s\n", "", "tokens/s", "p50 µs", "p99 µs", "RSS KiB")
	for range rounds {
		for _, target := range targets {
			part := strings.Split(target, "=")
			r, err := load(part[1], origin, requests)
			if err != nil {
				return fmt.Errorf("%s: %w", part[0], err)
			}
			fmt.Printf("%-14s %10.0f %10d %10d %10s\n", part[0], float64(requests)/r.took.Seconds(), r.at(50), r.at(99), rss(part[2]))
		}
	}
	return nil
}

// bare signs and does nothing else.
func bare(w http.ResponseWriter, r *http.Request) {
	var asked struct{ Identity string }
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		http.Error(w, "bad", http.StatusBadRequest)
		return
	}
	now := time.Now().Unix()
	text, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
		"iss": os.Getenv("CLIENT_ID"), "sub": asked.Identity, "aud": "https://idproxy.kore.com/authorize", "iat": now, "exp": now + 120, "isAnonymous": false,
	}).SignedString([]byte(os.Getenv("CLIENT_SECRET")))
	if err != nil {
		http.Error(w, "bad", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{"jwt": text})
}

// reach waits until something listens.
func reach(address string) error {
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			return conn.Close()
		}
		if time.Now().After(deadline) {
			return err
		}
	}
}

type result struct {
	took time.Duration
	all  []time.Duration
}

// at returns a percentile in microseconds.
func (r result) at(percent int) int64 {
	return r.all[min(len(r.all)-1, len(r.all)*percent/100)].Microseconds()
}

func load(address, origin string, requests int) (result, error) {
	request := "POST /api/users/sts HTTP/1.1\r\nHost: " + address + "\r\nOrigin: " + origin +
		"\r\nContent-Type: application/json\r\nContent-Length: " + fmt.Sprint(len(body)) + "\r\n\r\n" + body
	var left atomic.Int64
	left.Store(int64(requests))
	var mu sync.Mutex
	var r result
	var first error
	var wait sync.WaitGroup
	start := time.Now()
	for range connections {
		wait.Go(func() {
			mine, err := ask(address, request, &left)
			mu.Lock()
			defer mu.Unlock()
			r.all = append(r.all, mine...)
			if err != nil {
				first = err
			}
		})
	}
	wait.Wait()
	r.took = time.Since(start)
	slices.Sort(r.all)
	return r, first
}

func ask(address, request string, left *atomic.Int64) ([]time.Duration, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	reader := bufio.NewReader(conn)
	var all []time.Duration
	for left.Add(-1) >= 0 {
		start := time.Now()
		if _, err := io.WriteString(conn, request); err != nil {
			return all, err
		}
		response, err := http.ReadResponse(reader, nil)
		if err != nil {
			return all, err
		}
		if _, err := io.Copy(io.Discard, response.Body); err != nil {
			return all, err
		}
		if response.StatusCode != http.StatusOK {
			return all, fmt.Errorf("status %d", response.StatusCode)
		}
		all = append(all, time.Since(start))
	}
	return all, nil
}

// rss reads the resident memory of a process, where the system tells it.
func rss(pid string) string {
	data, err := os.ReadFile("/proc/" + pid + "/status")
	if err != nil {
		return "-"
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			return strings.TrimSuffix(strings.TrimSpace(rest), " kB")
		}
	}
	return "-"
}
