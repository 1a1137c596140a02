// Package formdata reads the body of a request, in whichever of three ways it was sent (multipart/form-data,
// application/x-www-form-urlencoded, an object of JSON with strings), into the same thing: texts by name. Files it
// hands on as they come in.
//
// It never reads the address of a request, never writes to a disk (Request.FormValue would, with large parts) and
// never changes a text; its errors repeat none. What a text must be is for others to say.
//
// The call that matters:
//
//	given, refused := formdata.Read(w, r, 512<<10)
//	if refused != 0 {
//		// answer with that status
//	}
package formdata
