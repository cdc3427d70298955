package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
)

const (
	handOverLimit = 3 * time.Second
	// maxHandOver caps what a second start may send: file names.
	maxHandOver = 64 << 10
)

// handOver is what a second start tells the running window.
type handOver struct {
	Files []string `json:"files"`
}

// instance is the claim of this process to be the only window on a data folder.
type instance struct{ listener net.Listener }

// claim makes this process the window of the data folder, or hands the files to
// the one that is: then handed is true and this process has nothing left to do.
// The lock is held only while it is decided who listens. Failing to listen (a
// path too long for a socket) costs the hand-over, not the window.
func claim(dir string, files []string) (in *instance, handed bool, err error) {
	unlock, err := lockedfile.MutexAt(filepath.Join(dir, "window.lock")).Lock()
	if err != nil {
		return nil, false, err
	}
	defer unlock()
	socket := filepath.Join(dir, "window.sock")
	if err := send(socket, handOver{Files: files}); err == nil {
		return nil, true, nil
	}
	if err := os.Remove(socket); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, false, err
	}
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return nil, false, err
	}
	return &instance{listener}, false, os.Chmod(socket, 0o600)
}

func send(socket string, h handOver) error {
	conn, err := net.DialTimeout("unix", socket, handOverLimit)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(handOverLimit)); err != nil {
		return err
	}
	if err := json.NewEncoder(conn).Encode(h); err != nil {
		return err
	}
	// The running window answers once it has read everything, so that a process
	// that is just ending does not swallow the files.
	_, err = io.ReadFull(conn, make([]byte, 1))
	return err
}

// serve gives what later starts hand over to receive, until ctx ends.
func (in *instance) serve(ctx context.Context, receive func(handOver)) {
	stop := context.AfterFunc(ctx, func() { in.listener.Close() })
	defer stop()
	for {
		conn, err := in.listener.Accept()
		if err != nil {
			return
		}
		if h, ok := read(conn); ok {
			receive(h)
		}
		conn.Close()
	}
}

func read(conn net.Conn) (handOver, bool) {
	var h handOver
	if conn.SetDeadline(time.Now().Add(handOverLimit)) != nil {
		return h, false
	}
	if json.NewDecoder(io.LimitReader(conn, maxHandOver)).Decode(&h) != nil {
		return h, false
	}
	_, err := conn.Write([]byte{1})
	return h, err == nil
}
