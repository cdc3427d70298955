package finding

import "github.com/sureline/sureline/core"

// callEntries: Calls with an access token.
var callEntries = map[core.Code]entry{}
