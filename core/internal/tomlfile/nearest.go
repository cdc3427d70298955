package tomlfile

import "strings"

// nearest returns the known key in the table that name is a slip of, or "".
func nearest(name, table string, known []string) string {
	if len(name) > maxShown {
		return ""
	}
	best, least := "", 3
	for _, key := range known {
		dot := strings.LastIndexByte(key, '.')
		if key[:max(dot, 0)] != table {
			continue
		}
		// What differs in case, dashes and dots only is the same word.
		key = key[dot+1:]
		if d := distance(plain(name), plain(key)); d < least && d < len(key)/2 {
			best, least = key, d
		}
	}
	return best
}

func plain(key string) string {
	return strings.NewReplacer("_", "", "-", "", ".", "", " ", "").Replace(strings.ToLower(key))
}

// distance is the Levenshtein distance: how many letters are to be put in,
// taken out or changed.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
