package demo

import "net/http"

func (p *Platform) consoleRoutes(mux *http.ServeMux)   {}
func (p *Platform) rehearsalRoutes(mux *http.ServeMux) {}
