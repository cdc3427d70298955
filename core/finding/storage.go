package finding

import "github.com/sureline/sureline/core"

// storageEntries: Keychain, store, profiles, and what the user named.
var storageEntries = map[core.Code]entry{}
