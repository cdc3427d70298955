package finding

import "github.com/sureline/sureline/core"

// checkEntries: Check of what was pasted: local, no network.
var checkEntries = map[core.Code]entry{}
