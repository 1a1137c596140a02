package formdata

import (
	"errors"
	"io"
	"math"
	"mime/multipart"
	"net/http"
)

// ErrBroken says that a request broke off, or is no form.
var ErrBroken = errors.New("the request is not whole")

// Limits are the bytes that a request with files may have.
type Limits struct {
	Fields int64 // in front of the first file, and the headers of each
	All    int64
}

// Files is what follows the fields of a form: its files, one after the other, as they come in. What else stands among
// them is not read.
type Files struct {
	field  string // whose values are files
	limits Limits
	parts  *multipart.Reader
	next   *multipart.Part // where it was found already
	last   *multipart.Part // that was handed on
	body   *metered
}

// ReadFiles reads a form that may bring files in the field of that name, up to the first of them. Files is never nil.
func ReadFiles(w http.ResponseWriter, r *http.Request, boundary, field string, limits Limits) (given map[string][]string, files *Files, refused int) {
	files = &Files{field: field, limits: limits}
	files.body = &metered{from: http.MaxBytesReader(w, r.Body, limits.All), most: limits.Fields, left: limits.Fields}
	files.parts = multipart.NewReader(files.body, boundary)
	given, first, err := readFields(files.parts, field)
	files.next = first
	return given, files, refusal(err)
}

// Next is the next file, or nil after the last; what is left of the one before is passed over. Errors wrap [ErrBroken].
func (f *Files) Next() (*File, error) {
	part, err := f.next, error(nil)
	if f.next = nil; part == nil {
		part, err = f.find()
	}
	if err != nil {
		return nil, errors.Join(ErrBroken, err)
	}
	if part == nil {
		return nil, nil
	}
	f.last, f.body.left = part, math.MaxInt64 // MaxBytesReader counts all of it
	return &File{Name: part.FileName(), part: part}, nil
}

// find goes on to the next part that is a file; nil where there is none.
func (f *Files) find() (*multipart.Part, error) {
	if f.last != nil {
		if _, err := io.Copy(io.Discard, f.last); err != nil {
			return nil, err
		}
	}
	for {
		f.body.left = f.limits.Fields // the headers of a part are read whole
		part, err := f.parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		if err != nil || part.FormName() == f.field {
			return part, err
		}
		if _, err := io.Copy(io.Discard, part); err != nil {
			return nil, err
		}
	}
}

// Drain takes in what is left of a request: a browser shows no answer before it has sent everything. What is far over
// the limit it does not wait for. On a nil Files it does nothing.
func (f *Files) Drain(body io.Reader) {
	if f != nil {
		_, _ = io.CopyN(io.Discard, body, 2*f.limits.All)
	}
}

// A File is one file of a form, read while it comes in.
type File struct {
	Name string // as its sender named it

	part   *multipart.Part
	failed error
}

// Read reads the file. An error wraps [ErrBroken] where the request ended before the file did.
func (f *File) Read(p []byte) (int, error) {
	n, err := f.part.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		f.failed = errors.Join(ErrBroken, err)
		err = f.failed
	}
	return n, err
}

// Failed is the error that a Read met, for who was told of it by somebody who does not wrap it.
func (f *File) Failed() error { return f.failed }

// metered reads no more than left of a body.
type metered struct {
	from io.Reader
	most int64 // told of in the error
	left int64
}

func (m *metered) Read(p []byte) (int, error) {
	if m.left <= 0 {
		return 0, &http.MaxBytesError{Limit: m.most}
	}
	n, err := m.from.Read(p[:min(int64(len(p)), m.left)])
	m.left -= int64(n)
	return n, err
}
