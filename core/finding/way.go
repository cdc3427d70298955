package finding

import "github.com/sureline/sureline/core"

// wayEntries: On the way to the platform.
var wayEntries = map[core.Code]entry{}
