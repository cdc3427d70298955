package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// openTerminal returns both ends of a pseudo-terminal (pty(7)).
func openTerminal(t *testing.T) (person, program *os.File) {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = person.Close() })
	var unlock, number int32
	for request, into := range map[uintptr]*int32{syscall.TIOCSPTLCK: &unlock, syscall.TIOCGPTN: &number} {
		if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, person.Fd(), request, uintptr(unsafe.Pointer(into))); errno != 0 {
			t.Fatal(errno)
		}
	}
	program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	// It stays open: a cancelled prompt goes on reading from it.
	return person, program
}

// shown is what the person sees of a short output.
func shown(t *testing.T, person, program *os.File) string {
	t.Helper()
	if _, err := program.WriteString("\x00"); err != nil { // marks the end
		t.Fatal(err)
	}
	var all strings.Builder
	buffer := make([]byte, 4096)
	for !strings.Contains(all.String(), "\x00") {
		n, err := person.Read(buffer)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(buffer[:n])
	}
	return all.String()
}

func TestColourOnlyAtATerminalThatWantsIt(t *testing.T) {
	const red = "\x1b[31m"
	for _, tt := range []struct {
		name, noColor, term string
		want                bool
	}{
		{"colours", "", "xterm", true},
		{"NO_COLOR", "1", "xterm", false},
		{"a dumb terminal", "", "dumb", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("NO_COLOR", tt.noColor)
			t.Setenv("TERM", tt.term)
			person, terminal := openTerminal(t)
			p := &program{streams: streams{out: terminal, err: terminal}}
			p.printFinding(terminal, finding.New(finding.NotAJWT))
			if got := shown(t, person, terminal); strings.Contains(got, red) != tt.want || !strings.Contains(got, "Error") {
				t.Errorf("shown: %q", got)
			}
		})
	}
	var pipe strings.Builder
	p := &program{streams: streams{out: &pipe}}
	p.printFinding(&pipe, finding.New(finding.NotAJWT))
	if strings.Contains(pipe.String(), "\x1b") {
		t.Errorf("colour in a pipe: %q", pipe.String())
	}
}

func TestProgressBarAtATerminal(t *testing.T) {
	person, terminal := openTerminal(t)
	m := &meter{p: &program{streams: streams{err: terminal}}, total: 4, live: true}
	m.draw()
	m.clear()
	m.done = 2
	m.draw()
	got := shown(t, person, terminal)
	for _, want := range []string{"[" + strings.Repeat(".", meterWidth) + "] 0 of 4", "[############............] 2 of 4, about ", "left"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing from %q", want, got)
		}
	}
}

// echoes reports whether the terminal shows what is typed (termios(3)).
func echoes(t *testing.T, person *os.File) bool {
	t.Helper()
	var state syscall.Termios
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, person.Fd(), syscall.TCGETS, uintptr(unsafe.Pointer(&state))); errno != 0 {
		t.Fatal(errno)
	}
	return state.Lflag&syscall.ECHO != 0
}

func awaitEcho(t *testing.T, person *os.File, want bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(patience); echoes(t, person) != want; {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("the terminal's echo does not become %v", want)
		}
	}
}

type typed struct {
	secret core.Secret
	err    error
}

// prompt asks for a credential at a terminal and returns when nothing that is
// typed is shown.
func prompt(ctx context.Context, t *testing.T) (person, terminal *os.File, answer <-chan typed) {
	t.Helper()
	person, terminal = openTerminal(t)
	p := &program{streams: streams{in: terminal, err: terminal}}
	ended := make(chan typed, 1)
	go func() {
		secret, err := p.readSecret(ctx, "Credential")
		ended <- typed{secret, err}
	}()
	awaitEcho(t, person, false)
	return person, terminal, ended
}

func TestPromptDoesNotShowWhatIsTyped(t *testing.T) {
	person, terminal, answer := prompt(t.Context(), t)
	if _, err := person.WriteString("canarySecretDoNotLeak\n"); err != nil {
		t.Fatal(err)
	}
	if got := <-answer; got.err != nil || got.secret.Reveal() != "canarySecretDoNotLeak" {
		t.Errorf("read %d characters, %v", got.secret.Len(), got.err)
	}
	awaitEcho(t, person, true)
	if all := shown(t, person, terminal); !strings.Contains(all, "it is not shown") || strings.Contains(all, "canary") {
		t.Errorf("shown: %q", all)
	}
}

// TestCancelAtThePrompt: the wait for the credential ends, and the terminal
// shows again what is typed.
func TestCancelAtThePrompt(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	person, _, answer := prompt(ctx, t)
	cancel()
	if got := <-answer; !core.HasCode(got.err, finding.Cancelled) {
		t.Errorf("error %v", got.err)
	}
	awaitEcho(t, person, true)
}

// TestCancelAtAQuestion: nobody waits for an answer any more, and none is taken.
func TestCancelAtAQuestion(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	person, terminal := openTerminal(t)
	p := &program{streams: streams{in: terminal, err: terminal}}
	asked := []core.Finding{finding.NewSameOwner("Northwind Traders / Ada Jones", "Ada")}
	if answer, err := p.ask(ctx, asked, finding.SameOwner, "Which?", "yes", "no"); answer != "" || !core.HasCode(err, finding.Cancelled) {
		t.Errorf("answer %q, error %v", answer, err)
	}
	if got := shown(t, person, terminal); !strings.Contains(got, "Which? (y = yes, Enter = no): ") {
		t.Errorf("shown: %q", got)
	}
}

func TestAnAnswerCannotDriveTheTerminal(t *testing.T) {
	for in, want := range map[string]string{
		"{\n\t\"name\": \"Zoë\"\n}": "{\n\t\"name\": \"Zoë\"\n}",
		"\x1b[2Jgone\x07\r\x7f":     "[2Jgone",
		"a\u009b31mred":             "a31mred",
		"in\u202evoice\u2066":       "invoice",
	} {
		if got := string(forTerminal([]byte(in))); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func TestRequestLine(t *testing.T) {
	answered := core.Call{Method: "GET", URL: "https://platform.ringcentral.com/restapi", Status: 200, DurationMS: 12, RequestID: "abc"}
	if got, want := requestLine(answered), "GET https://platform.ringcentral.com/restapi -> 200 OK (12 ms, request id abc)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	lost := core.Call{Method: "GET", URL: "https://platform.ringcentral.com/restapi", DurationMS: 15000}
	if got, want := requestLine(lost), "GET https://platform.ringcentral.com/restapi -> no answer (15000 ms)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestSecretsAreNotForTerminals: what would stay in the scrollback is refused
// before anything is read or asked.
func TestSecretsAreNotForTerminals(t *testing.T) {
	for _, args := range [][]string{
		{"token", "Ada"},
		{"token", "Ada", "--format", "header"},
		{"token", "Ada", "--json"},
		{"handover", "open", "x.sealed", "--identity", "x"},
		{"seal", "--profile", "x.sureline"},
	} {
		person, terminal := openTerminal(t)
		if code := run(context.Background(), args, streams{in: strings.NewReader(""), out: terminal, err: terminal}); code != finding.ExitUsage {
			t.Errorf("%v: exit code %d", args, code)
		}
		if got := shown(t, person, terminal); !strings.Contains(got, "terminal") {
			t.Errorf("%v: %q", args, got)
		}
	}
}
