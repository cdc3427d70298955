//go:build linux

package keyringtest

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"time"
)

// promptClass is the window class of GNOME Keyring's prompt.
const promptClass = "gcr-prompter"

// startScreen starts an X server on the first free number and returns its
// DISPLAY.
func (s *Session) startScreen() string {
	s.t.Helper()
	r, w, err := os.Pipe()
	s.must(err)
	defer r.Close()
	// Without -noreset the server starts anew when its last client leaves, and
	// refuses whoever comes meanwhile: xdotool leaves, the prompt comes.
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "800x600x24", "-nolisten", "tcp", "-noreset")
	cmd.ExtraFiles = []*os.File{w}
	s.start(cmd, nil)
	s.must(w.Close())
	number, err := bufio.NewReader(r).ReadString('\n')
	s.must(err)
	return ":" + strings.TrimSpace(number)
}

// PromptOpen reports whether the keyring's prompt is on the screen.
func (s *Session) PromptOpen() bool {
	return exec.Command("xdotool", "search", "--onlyvisible", "--class", promptClass).Run() == nil
}

// WaitForPrompt returns when the prompt is on the screen.
func (s *Session) WaitForPrompt() {
	s.t.Helper()
	s.eventually("no prompt appears", s.PromptOpen)
}

// AnswerPrompt waits for the prompt and types the password into it.
func (s *Session) AnswerPrompt() {
	s.t.Helper()
	s.press([]string{"key", "ctrl+a"}, []string{"type", Password}, []string{"key", "Return"})
}

// DismissPrompt waits for the prompt and closes it with the Escape key.
func (s *Session) DismissPrompt() {
	s.t.Helper()
	s.press([]string{"key", "Escape"})
}

// press repeats the keys until the prompt is gone: a window that is only just
// visible may not take keys yet.
func (s *Session) press(commands ...[]string) {
	s.t.Helper()
	s.WaitForPrompt()
	s.eventually("the prompt does not take the keys", func() bool {
		for _, command := range commands {
			s.must(exec.Command("xdotool", command...).Run())
		}
		time.Sleep(300 * time.Millisecond)
		return !s.PromptOpen()
	})
}
