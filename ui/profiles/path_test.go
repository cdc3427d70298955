package profiles

import "testing"

func TestPathOf(t *testing.T) {
	for _, tt := range []struct{ text, unix, windows string }{
		{"", "", ""},
		{" \"/docs/acme.sureline\"\n", "/docs/acme.sureline", `\docs\acme.sureline`},
		{"'/docs/it is.sureline'", "/docs/it is.sureline", `\docs\it is.sureline`},
		{"file:///docs/b%C3%BCro%20x.sureline", "/docs/büro x.sureline", `\docs\büro x.sureline`},
		{"file:///C:/x/acme.sureline", "/C:/x/acme.sureline", `C:\x\acme.sureline`},
		{"FILE:///c:/x", "/c:/x", `c:\x`},
		{"file://localhost/C:/x", "/C:/x", `C:\x`},
		{"file://server/share/x", "/share/x", `\\server\share\x`},
		{"/C:/x", "/C:/x", `C:\x`},
		{`C:\x\100 %.sureline`, `C:\x\100 %.sureline`, `C:\x\100 %.sureline`},
		{`"\\server\share\x"`, `\\server\share\x`, `\\server\share\x`},
		{"100 %.sureline", "100 %.sureline", "100 %.sureline"},
	} {
		if got := pathOf(tt.text, false); got != tt.unix {
			t.Errorf("%q: %q, want %q", tt.text, got, tt.unix)
		}
		if got := pathOf(tt.text, true); got != tt.windows {
			t.Errorf("%q on Windows: %q, want %q", tt.text, got, tt.windows)
		}
	}
}
