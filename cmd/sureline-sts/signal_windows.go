package main

import "os"

// reloadSignal: Windows has none; a change of a file reloads.
var reloadSignal os.Signal
