package boottime_test

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core/boottime"
)

func TestBothClocksRun(t *testing.T) {
	before := boottime.Now()
	for time.Since(before.Wall) < 20*time.Millisecond {
		runtime.Gosched() // GetTickCount64 moves every 16 ms
	}
	after := boottime.Now()
	wall, boot := after.Wall.Sub(before.Wall), after.SinceBoot-before.SinceBoot
	if before.SinceBoot <= 0 || boot <= 0 || (wall-boot).Abs() > time.Second {
		t.Errorf("%v passed by the wall, %v since boot (%v)", wall, boot, before.SinceBoot)
	}
	if after.Boot != before.Boot {
		t.Errorf("boot %q, then %q", before.Boot, after.Boot)
	}
}

func TestAgreesWithTheKernel(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the files in /proc are Linux's")
	}
	text, err := os.ReadFile("/proc/uptime")
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), " ")
	up, err := strconv.ParseFloat(first, 64)
	if err != nil {
		t.Fatal(err)
	}
	got := boottime.Now()
	if d := got.SinceBoot.Seconds() - up; d < -0.1 || d > 5 {
		t.Errorf("%v since boot, /proc/uptime says %s s", got.SinceBoot, first)
	}
	if len(got.Boot) != 36 {
		t.Errorf("boot %q is no UUID", got.Boot)
	}
}
