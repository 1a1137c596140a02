// Package desk is the office's own web app: it shows the cases of a casebook in a browser on the same computer, and
// takes down there what the office answers, notes, refers and decides.
//
// It owns its pages and who may see them, and nothing else: what is known of cases, what is signed, sealed and sent is
// [example.org/advocate/internal/desk/casebook]'s. It answers one browser, let in by a secret that is used up at once;
// no other page of this computer, and none of the network. It never runs a script, never puts what a person wrote into
// an address or a log, and forgets the identity while it is locked.
//
// The call that matters:
//
//	d, err := desk.New(desk.Options{Address: "127.0.0.1:8765", Site: site, Content: content, Open: open, …})
//	…
//	err = d.Start()          // prints the address that lets a browser in
//	go d.Run(ctx)            // fetches, and locks when nobody is there
//	http.Serve(listener, d)
package desk
