// Command pocketbase is the peer of the benchmark of concerns: PocketBase with
// one collection that anybody may add to, holding what a concern holds.
//
//	pocketbase ADDRESS DIR
package main

import (
	"fmt"
	"os"

	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
)

// texts are the fields of a concern, and how long they may be.
var texts = map[string]int{"topic": 200, "kind": 20, "contacted": 20, "message": 20_000, "contact_by": 20, "email": 200, "share": 20}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: pocketbase ADDRESS DIR")
		os.Exit(2)
	}
	if err := serve(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(address, dir string) error {
	app := pocketbase.NewWithConfig(pocketbase.Config{DefaultDataDir: dir, HideStartBanner: true})
	if err := app.Bootstrap(); err != nil {
		return err
	}
	if err := app.RunAllMigrations(); err != nil {
		return err
	}
	concerns := core.NewBaseCollection("concerns")
	concerns.CreateRule = new(string) // anybody
	for name, most := range texts {
		concerns.Fields.Add(&core.TextField{Name: name, Max: most})
	}
	if err := app.Save(concerns); err != nil {
		return err
	}
	return apis.Serve(app, apis.ServeConfig{HttpAddr: address})
}
