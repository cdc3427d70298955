package finding

import "github.com/sureline/sureline/core"

// exchangeEntries: The token endpoint's answers.
var exchangeEntries = map[core.Code]entry{}
