package core

import "errors"

// What a Store says of a request that the caller has to mend; onboard and the
// screens word it.
var (
	ErrNotFound  = errors.New("not found")
	ErrNameTaken = errors.New("name is taken")
	ErrInUse     = errors.New("still in use")
)
