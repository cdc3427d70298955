package harden_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sureline/sureline/cmd/internal/harden"
	"github.com/sureline/sureline/core"
)

// childVar names how this test program is protected when it is started again
// (open, limited, hardened), and the part that it plays.
const childVar = "SURELINE_HARDEN_TEST_CHILD"

const canary = "canarySecretDoNotLeak0123456789abcdefghijkLM"

func TestMain(m *testing.M) {
	how, part, _ := strings.Cut(os.Getenv(childVar), " ")
	switch how {
	case "hardened":
		harden.Process()
	case "limited":
		harden.NoDump()
	}
	switch part {
	case "":
		os.Exit(m.Run())
	case "crash":
		crash(core.NewSecret(canary))
	case "wait":
		fmt.Println("ready")
		_, _ = io.Copy(io.Discard, os.Stdin)
	case "read":
		f, err := os.Open(os.Args[1])
		if err == nil {
			_ = f.Close()
		}
		fmt.Println(errors.Is(err, fs.ErrPermission), err == nil)
	case "use":
		use()
	}
}

// crash ends as a mistake of ours would, with a secret in reach of the stack.
//
//go:noinline
func crash(s core.Secret) {
	kept := []byte(s.Reveal())
	var none *int
	defer func() { panic(fmt.Errorf("%v of %v with %d bytes", recover(), s, len(kept))) }()
	*none = len(kept)
}

// use does what the programs do with their own process.
func use() {
	for _, path := range []string{"/proc/self/exe", "/proc/self/fd/0"} {
		if _, err := os.Readlink(path); err != nil {
			fmt.Println(err)
		}
	}
	if _, err := os.Executable(); err != nil {
		fmt.Println(err)
	}
	if _, err := os.ReadFile("/proc/self/maps"); err != nil {
		fmt.Println(err)
	}
	socket := filepath.Join(os.Args[1], "window.sock")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = listener.Close() }()
	if _, err := net.Dial("unix", socket); err != nil {
		fmt.Println(err)
	}
	dumpable, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0)
	fmt.Println("dumpable", dumpable, err)
	// A program started from here, as a browser is, is as open as any other.
	cmd := exec.Command(os.Args[0], "/proc/self/mem")
	cmd.Env = []string{childVar + "=open read"}
	out, err := cmd.CombinedOutput()
	fmt.Print("child ", string(out))
	if err != nil {
		fmt.Println(err)
	}
}

// child returns this test program in a part, run by a user without rights.
func child(t *testing.T, part string, args ...string) *exec.Cmd {
	t.Helper()
	dir := t.TempDir()
	program := filepath.Join(dir, "program")
	copyFile(t, "/proc/self/exe", program)
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), childVar+"="+part, "GOTRACEBACK=crash", "GOCOVERDIR="+dir)
	if os.Getuid() == 0 { // root may read everything, so be nobody
		for d := dir; d != "/" && d != os.TempDir(); d = filepath.Dir(d) {
			if err := os.Chmod(d, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Chown(dir, 65534, 65534); err != nil {
			t.Fatal(err)
		}
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	return cmd
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, data, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// allowDumps lets the children of this test dump as much as they like, unless
// the system forbids it.
func allowDumps(t *testing.T) bool {
	t.Helper()
	var before unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CORE, &before); err != nil {
		t.Fatal(err)
	}
	raised := before
	raised.Cur = raised.Max
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &raised); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unix.Setrlimit(unix.RLIMIT_CORE, &before) })
	pattern, err := os.ReadFile("/proc/sys/kernel/core_pattern")
	return raised.Cur > 1<<20 && err == nil && !strings.HasPrefix(string(pattern), "|") && !strings.HasPrefix(string(pattern), "/")
}

func TestCrashLeavesNoDumpAndTellsNoSecret(t *testing.T) {
	dumps := allowDumps(t)
	for _, part := range []string{"open crash", "limited crash", "hardened crash"} {
		cmd := child(t, part)
		var said bytes.Buffer
		cmd.Stderr = &said
		err := cmd.Run()
		status, _ := cmd.ProcessState.Sys().(syscall.WaitStatus)
		if !status.Signaled() || status.Signal() != syscall.SIGABRT || !strings.Contains(said.String(), "[secret]") {
			t.Fatalf("%s: the child ended with %v and said\n%s", part, err, said.String())
		}
		tellsNothing(t, said.String())
		files, err := filepath.Glob(filepath.Join(cmd.Dir, "core*"))
		if err != nil {
			t.Fatal(err)
		}
		if part != "open crash" && (len(files) > 0 || status.CoreDump()) {
			t.Errorf("%s: a dump was left: %q", part, files)
		}
		if part == "open crash" && dumps && len(files) != 1 {
			t.Errorf("the unprotected child left %q: this test shows nothing", files)
		}
	}
}

// tellsNothing looks for the canary, also in the words of eight bytes in which
// the runtime prints arguments.
func tellsNothing(t *testing.T, text string) {
	t.Helper()
	forms := []string{canary, base64.StdEncoding.EncodeToString([]byte(canary))[:40]}
	for i := 0; i+8 <= len(canary); i++ {
		forms = append(forms, fmt.Sprintf("%x", binary.LittleEndian.Uint64([]byte(canary[i:]))), fmt.Sprintf("%x", canary[i:i+8]))
	}
	for _, form := range forms {
		if strings.Contains(text, form) {
			t.Errorf("the crash text holds %q:\n%s", form, text)
		}
	}
}

func TestMemoryIsNotForOtherProgramsOfTheUser(t *testing.T) {
	for _, tt := range []struct {
		part, want string
	}{{"open wait", "false true"}, {"hardened wait", "true false"}} {
		cmd := child(t, tt.part)
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(out, make([]byte, len("ready"))); err != nil {
			t.Fatal(err)
		}
		reader := child(t, "open read", fmt.Sprintf("/proc/%d/mem", cmd.Process.Pid))
		got, err := reader.Output()
		if err != nil {
			t.Fatal(err)
		}
		if s := strings.TrimSpace(string(got)); s != tt.want && !(tt.part == "open wait" && yama()) {
			t.Errorf("%s: refused, opened: %s; want %s", tt.part, s, tt.want)
		}
		_ = in.Close()
		_ = cmd.Wait()
	}
}

// yama reports that the system lets no program read any other's memory.
func yama() bool {
	scope, err := os.ReadFile("/proc/sys/kernel/yama/ptrace_scope")
	return err == nil && strings.TrimSpace(string(scope)) != "0"
}

func TestNothingElseIsLost(t *testing.T) {
	cmd := child(t, "hardened use", "")
	cmd.Args[1] = cmd.Dir
	out, err := cmd.CombinedOutput()
	if want := "dumpable 0 <nil>\nchild false true\n"; err != nil || string(out) != want {
		t.Errorf("got %v and\n%s", err, out)
	}
}
