// Package upload says what may be a file of a case, and takes out of it what its sender did not mean to tell: where
// and when a picture was taken, with what, and by whom.
//
// It goes by what a file holds, never by its name or by what a browser says of it. It takes JPEG and PNG pictures,
// PDF, plain text in UTF-8, and sound as M4A or MP3, of 10 MiB at most each. It reads a file once, from front to
// back, and holds no more than about 64 KiB of it at a time. It never writes to a disk, never decodes a picture (its
// pixels come out as they went in), and its errors repeat nothing of a file.
//
// The one call that matters:
//
//	file, err := upload.Open(part)
//	…
//	err = vault.SealFile(w, place, now, vault.FileInfo{Name: upload.Name(name), Type: file.Type}, file, …)
//
// What comes out of a file while it is read is worth nothing before Read has returned io.EOF: only then is it known
// that the file is whole, and of its kind.
//
// What is taken out: of JPEG all but the picture, its colour profile and which way up it is; of PNG all but the
// picture, its colours and its resolution; of both all that follows the picture, such as a second one; of M4A tags and
// times; of MP3 tags. PDF and text stay as they are, and so do the words that a colour profile holds.
package upload
