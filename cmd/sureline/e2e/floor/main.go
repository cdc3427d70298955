// Program floor is the least that a Fyne program can be: the floor that `make
// bench` measures the real one against, in the same run.
package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/widget"
)

func main() {
	app.SetMetadata(fyne.AppMetadata{ID: "io.github.sureline.Floor", Name: "Floor", Migrations: map[string]bool{"fyneDo": true}})
	w := app.New().NewWindow("Floor")
	w.SetContent(widget.NewLabel("Hello"))
	w.Resize(fyne.NewSize(1040, 720))
	w.ShowAndRun()
}
