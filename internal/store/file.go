package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"time"
)

const (
	// PieceSize is how many bytes of a sealed file are committed at a time.
	PieceSize = 1 << 20

	// FileLife is how long a file may take to come in. What is not whole by then is deleted.
	FileLife = 2 * time.Hour
)

// FileLimit is how much may be stored. The sizes are of sealed bytes, counted in whole pieces; zero is no limit.
type FileLimit struct {
	InCase int64 // bytes of the files of one case
	InAll  int64 // bytes of all files of the database, also of those that are still coming in
}

// File is a file that comes in. It is written piece by piece, each in a short change of its own, and is in sight of
// nobody before [File.Commit]. One goroutine uses it at a time. What is neither committed nor aborted is deleted after
// [FileLife].
type File struct {
	ctx     context.Context
	s       *Store
	id      string
	number  string // of the case
	limit   FileLimit
	expires time.Time
	buffer  []byte
	pieces  int   // that are stored
	err     error // that ended it
}

// NewFile begins a file of a case. ctx is also that of its writes. [ErrNotFound] when there is no such case, or its
// words are purged; [ErrFull] when a limit is reached already.
func (s *Store) NewFile(ctx context.Context, now time.Time, number string, limit FileLimit) (*File, error) {
	id, err := s.drawID()
	if err != nil {
		return nil, err
	}
	f := &File{ctx: ctx, s: s, id: id, number: number, limit: limit, expires: now.Add(FileLife)}
	if _, err = newestEntry(ctx, s.reads, number); err == nil {
		err = checkNotPurged(ctx, s.reads, number)
	}
	if err == nil {
		err = f.checkRoom(ctx, s.reads, 1)
	}
	if err != nil {
		return nil, fmt.Errorf("beginning a file: %w", err)
	}
	return f, nil
}

// ID is what the file's entry will be named, where Commit is not told another.
func (f *File) ID() string { return f.id }

// Write takes in sealed bytes. After an error, such as [ErrFull] or [ErrNotSealed], nothing more is taken.
func (f *File) Write(p []byte) (n int, err error) {
	for len(p) > 0 && f.err == nil {
		taken := min(len(p), PieceSize-len(f.buffer))
		f.buffer = append(f.buffer, p[:taken]...)
		n, p = n+taken, p[taken:]
		if len(f.buffer) == PieceSize {
			f.err = f.flush(f.ctx)
		}
	}
	return n, f.err
}

// flush stores what was taken in as the next piece.
func (f *File) flush(ctx context.Context) error {
	if f.pieces == 0 {
		if err := checkSealed(f.buffer); err != nil {
			return fmt.Errorf("storing a piece of a file: %w", err)
		}
	}
	err := f.s.write(ctx, "storing a piece of a file", func(ctx context.Context, tx *sql.Tx) error {
		if err := f.checkRoom(ctx, tx, f.pieces+1); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO pieces (entry_id, number, sealed, expires_at) VALUES ($1, $2, $3, $4)`,
			f.id, f.pieces+1, f.buffer, f.expires.Unix())
		return err
	})
	if err != nil {
		return err
	}
	f.pieces, f.buffer = f.pieces+1, f.buffer[:0]
	return nil
}

// checkRoom refuses what goes beyond a limit, when the file has that many pieces.
func (f *File) checkRoom(ctx context.Context, db querier, pieces int) error {
	var inCase, inAll int64
	err := db.QueryRowContext(ctx, `
		SELECT count(*), (SELECT count(*) FROM pieces WHERE entry_id <> $1)
		  FROM pieces JOIN entries ON entries.id = pieces.entry_id
		 WHERE entries.case_number = $2`, f.id, f.number).Scan(&inCase, &inAll)
	if err != nil {
		return err
	}
	over := func(stored, limit int64) bool { return limit > 0 && (stored+int64(pieces))*PieceSize > limit }
	if over(inCase, f.limit.InCase) || over(inAll, f.limit.InAll) {
		return ErrFull
	}
	return nil
}

// Commit stores the rest of the file and brings it into sight as the next entry of its case. The case of e is filled in,
// and its ID where there is none; it has no sealed bytes of its own. Errors as of [Store.AppendEntry], and [ErrFull]; after one the file may
// be committed again, with another number as after [ErrConflict], or aborted.
func (f *File) Commit(ctx context.Context, e NewEntry) (Entry, error) {
	if e.Sealed != nil || e.SealedFacts != nil {
		return Entry{}, errors.New("committing a file: its entry has sealed bytes of another")
	}
	e.ID, e.Case = cmp.Or(e.ID, f.id), f.number
	if err := f.rest(ctx); err != nil {
		return Entry{}, err
	}
	var stored Entry
	err := f.s.write(ctx, "committing a file", func(ctx context.Context, tx *sql.Tx) error {
		var known bool
		var err error
		if stored, known, err = findSame(ctx, tx, e); err != nil || known {
			return err
		}
		if err := errors.Join(checkNext(ctx, tx, e), f.checkRoom(ctx, tx, f.pieces)); err != nil {
			return err
		}
		done, err := tx.ExecContext(ctx, `UPDATE pieces SET entry_id = $2, expires_at = NULL WHERE entry_id = $1`, f.id, e.ID)
		if err := f.allOf(done, err); err != nil {
			return err
		}
		stored, err = f.s.insertChecked(ctx, tx, e)
		return err
	})
	if err != nil {
		return Entry{}, err
	}
	stored.Pieces = f.pieces
	return stored, nil
}

// rest stores what is left to be stored.
func (f *File) rest(ctx context.Context) error {
	if f.err != nil {
		return f.err
	}
	if len(f.buffer) > 0 || f.pieces == 0 { // a file of no bytes is not sealed
		return f.flush(ctx)
	}
	return nil
}

// allOf refuses a change that was not one of every piece.
func (f *File) allOf(done sql.Result, err error) error {
	if err != nil {
		return err
	}
	if whole, err := done.RowsAffected(); err != nil || whole != int64(f.pieces) {
		return errors.Join(err, errors.New("it took too long to come in, and was deleted"))
	}
	return nil
}

// Abort deletes what came in. It does nothing after [File.Commit].
func (f *File) Abort(ctx context.Context) error {
	f.buffer, f.err = nil, errors.New("the file was given up")
	if f.pieces == 0 {
		return nil
	}
	return f.s.write(ctx, "giving up a file", func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM pieces WHERE entry_id = $1 AND expires_at IS NOT NULL`, f.id)
		return err
	})
}

// ReadFile reads the sealed bytes of a file, a piece at a time. [ErrNotFound] when there is none of that name, or it
// is not in sight yet. A file that is purged or sealed anew while it is read ends with [io.ErrUnexpectedEOF].
func (s *Store) ReadFile(ctx context.Context, entryID string) (io.ReadCloser, error) {
	f := &fileReader{ctx: ctx, db: s.reads, id: entryID}
	if err := f.begin(); err != nil {
		return nil, reading("a file", err)
	}
	return f, nil
}

// WriteFileTo writes the sealed bytes of a file to w. Errors as of [Store.ReadFile].
func (s *Store) WriteFileTo(ctx context.Context, w io.Writer, entryID string) (int64, error) {
	f, err := s.ReadFile(ctx, entryID)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return io.Copy(w, f)
}

// A fileReader reads the pieces of a file, in a query each: nobody waits while its reader is slow.
type fileReader struct {
	ctx   context.Context
	db    querier
	id    string
	piece []byte // what is left of the one that was read last
	next  int    // 0 before the first
	last  int
}

func (f *fileReader) begin() error {
	var first, last sql.Null[int]
	err := f.db.QueryRowContext(f.ctx, `
		SELECT MIN(number), MAX(number) FROM pieces WHERE entry_id = $1 AND expires_at IS NULL`, f.id).Scan(&first, &last)
	if err == nil && !first.Valid {
		err = sql.ErrNoRows
	}
	f.next, f.last = first.V, last.V
	return err
}

func (f *fileReader) Read(p []byte) (int, error) {
	if f.next == 0 {
		if err := f.begin(); err != nil {
			return 0, reading("a file", err)
		}
	}
	if len(f.piece) == 0 {
		if f.next > f.last {
			return 0, io.EOF
		}
		err := f.db.QueryRowContext(f.ctx, `SELECT sealed FROM pieces WHERE entry_id = $1 AND number = $2`, f.id, f.next).Scan(&f.piece)
		if errors.Is(err, sql.ErrNoRows) {
			return 0, io.ErrUnexpectedEOF
		}
		if err != nil {
			return 0, reading("a file", err)
		}
		f.next++
	}
	n := copy(p, f.piece)
	f.piece = f.piece[n:]
	return n, nil
}

// Close does nothing: between two pieces nothing is open.
func (f *fileReader) Close() error { return nil }
