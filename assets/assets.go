// Package assets owns the bytes that are built into the programs: the icon.
package assets

import _ "embed"

// Icon is the application's icon, PNG, 512 × 512 pixels.
//
//go:embed icon.png
var Icon []byte
