package ui

// lazy is a page that is built when it is first needed, so that the window does
// not wait for pages that nobody has opened. It belongs to the UI thread.
type lazy[T any] struct {
	build func() T
	page  T
	built bool
}

// get returns the page, building it the first time.
func (l *lazy[T]) get() T {
	if !l.built {
		l.page, l.built = l.build(), true
	}
	return l.page
}

// has reports whether the page was built and the condition holds for it.
func (l *lazy[T]) has(condition func(T) bool) bool { return l.built && condition(l.page) }
