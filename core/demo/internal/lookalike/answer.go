package lookalike

import (
	"bufio"
	"encoding/json"
	"net"
	"net/http"
	"strconv"
)

// WriteJSON answers with the value as JSON, under the platform's own spelling of
// the content type.
func WriteJSON(w http.ResponseWriter, status int, contentType string, value any) {
	text, err := json.Marshal(value)
	if err != nil {
		http.Error(w, "the look-alike could not write its answer", http.StatusInternalServerError)
		return
	}
	Write(w, status, contentType, text)
}

// Write answers with the text as it is.
func Write(w http.ResponseWriter, status int, contentType string, text []byte) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(status)
	_, _ = w.Write(text)
}

// Watched tells of each request and the status of its answer, 0 for none, once it
// is over, also when its handler panics.
func Watched(next http.Handler, over func(w http.ResponseWriter, r *http.Request, status int)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen := &recorder{ResponseWriter: w, upgrade: r.Header.Get("Upgrade") != ""}
		defer func() { over(w, r, seen.status) }()
		next.ServeHTTP(seen, r)
	})
}

// recorder remembers the status.
type recorder struct {
	http.ResponseWriter
	status  int
	upgrade bool
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Hijack is what opening a WebSocket needs.
func (r *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	if r.upgrade {
		r.status = http.StatusSwitchingProtocols
	}
	return http.NewResponseController(r.ResponseWriter).Hijack()
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// LastOf returns the last n, which bounds what is remembered.
func LastOf[T any](all []T, n int) []T { return all[max(0, len(all)-n):] }
