# Reads `go test -bench -count N` output; prints median/floor for each benchmark
# that has a floor in the same package: BenchmarkX is measured against
# BenchmarkXFloor, or against the floor that the table below names.
BEGIN {
  floor["BenchmarkCheckClean"] = "BenchmarkUnverifiedParseFloor"
  floor["BenchmarkCheckDirty"] = "BenchmarkUnverifiedParseFloor"
}
/^Benchmark/ { name = $1; sub(/-[0-9]+$/, "", name); values[name, ++count[name]] = $3 }
function median(name,   i, j, n, v, a) {
  n = count[name]
  for (i = 1; i <= n; i++) a[i] = values[name, i]
  for (i = 2; i <= n; i++) { v = a[i]; for (j = i - 1; j > 0 && a[j] > v; j--) a[j + 1] = a[j]; a[j + 1] = v }
  return a[int((n + 1) / 2)]
}
END {
  for (name in count) {
    split(name, part, "/")
    base = (part[1] in floor) ? floor[part[1]] : part[1] "Floor"
    if (base in count) printf "%-44s %12.0f ns   %6.2f x %s\n", name, median(name), median(name) / median(base), base
  }
}
