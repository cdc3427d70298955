package appdir

import "io/fs"

// userSuffix is empty: each user has a folder for temporary files.
func userSuffix() string { return "" }

// ours is true for the same reason.
func ours(fs.FileInfo) bool { return true }
