//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// runs is how often each program is started; the medians are compared.
const runs = 9

// footprint is what one run of a program cost.
type footprint struct {
	window   time.Duration // from the start of the process to a visible window
	resident int           // MiB, two seconds later
	idleCPU  time.Duration // in the five seconds after that
}

// BenchmarkWindow starts Sureline (on the demo platform, as `make run` does) and
// the floor in turn, and reports medians and their ratio.
func BenchmarkWindow(b *testing.B) {
	d := newDesktop(b)
	var real, floor []footprint
	for range runs {
		floor = append(floor, d.measure("^Floor$", filepath.Join(d.bin, "floor")))
		real = append(real, d.measure(titled, filepath.Join(d.bin, "sureline"), "--demo"))
	}
	for b.Loop() {
		// The runs above are the measurement; the loop has nothing to add.
	}
	seconds := func(f footprint) float64 { return f.window.Seconds() }
	mib := func(f footprint) float64 { return float64(f.resident) }
	cpu := func(f footprint) float64 { return f.idleCPU.Seconds() }
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(1000*median(real, seconds), "window-ms")
	b.ReportMetric(1000*median(floor, seconds), "floor-window-ms")
	b.ReportMetric(median(real, seconds)/median(floor, seconds), "window-ratio")
	b.ReportMetric(median(real, mib), "resident-MiB")
	b.ReportMetric(median(floor, mib), "floor-resident-MiB")
	b.ReportMetric(median(real, mib)-median(floor, mib), "resident-over-floor-MiB")
	b.ReportMetric(1000*median(real, cpu), "idle-cpu-ms")
	b.ReportMetric(1000*median(floor, cpu), "floor-idle-cpu-ms")
}

func median(all []footprint, of func(footprint) float64) float64 {
	values := make([]float64, len(all))
	for i, f := range all {
		values[i] = of(f)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

func (d *desktop) measure(title, program string, args ...string) footprint {
	d.t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Env = d.env
	began := time.Now()
	if err := cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	}()
	var f footprint
	for f.window == 0 {
		if _, err := d.run("xdotool", "search", "--onlyvisible", "--name", title); err == nil {
			f.window = time.Since(began)
		} else if time.Since(began) > patience {
			d.t.Fatalf("%s shows no window", title)
		}
	}
	time.Sleep(2 * time.Second)
	f.resident = residentMiB(d.t, cmd.Process.Pid)
	before := cpuTime(d.t, cmd.Process.Pid)
	time.Sleep(5 * time.Second)
	f.idleCPU = cpuTime(d.t, cmd.Process.Pid) - before
	return f
}

// residentMiB reads VmRSS (proc(5)).
func residentMiB(t testing.TB, pid int) int {
	t.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, err := strconv.Atoi(strings.Fields(rest)[0])
			if err != nil {
				t.Fatal(err)
			}
			return kib / 1024
		}
	}
	t.Fatal("no VmRSS")
	return 0
}

// cpuTime reads utime and stime (proc(5), fields 14 and 15), in ticks of 10 ms.
func cpuTime(t testing.TB, pid int) time.Duration {
	t.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(data), ") ")
	fields := strings.Fields(rest)
	var ticks int
	for _, field := range fields[11:13] {
		n, err := strconv.Atoi(field)
		if err != nil {
			t.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}
