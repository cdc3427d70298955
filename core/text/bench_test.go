package text

import "testing"

// What a program pays once, when its first text is asked for.
func BenchmarkReadLanguage(b *testing.B) {
	data, err := files.ReadFile("en.toml")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := parse("en", data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkText(b *testing.B) {
	c := English()
	for b.Loop() {
		c.Text("time.minutes_ago", Slots{"count": 12})
	}
}
