package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"
)

// A commit costs a turn of the disk, whatever it holds. So changes that wait at the same time are made in one
// transaction, each in a savepoint of its own: 64 people who send at once wait for two turns, not for 64.

// commitPatience is how long a transaction may take, from asking for the lock to the commit.
const commitPatience = 30 * time.Second

// errClosed says that the store was closed.
var errClosed = errors.New("the database was closed")

// A change waits to be made.
type change struct {
	ctx   context.Context // whoever waits for it
	apply func(ctx context.Context, tx *sql.Tx) error

	err      error         // once done is closed
	finished bool          // done is closed
	done     chan struct{} // closed when the change is committed, or is not going to be
}

func (c *change) finish(err error) {
	c.err, c.finished = err, true
	close(c.done)
}

// A group is the queue of changes that wait.
type group struct {
	mu      sync.Mutex
	waiting []*change
	running bool // somebody makes the waiting changes
	closed  bool
	ended   sync.WaitGroup
}

// write makes one change under the lock, whole or not at all, perhaps in one transaction with others. doing says what
// for, in errors. Until the change begins, ctx can call it off; apply gets a context that nobody calls off, since that
// would undo the others with it. It may be called again after it failed, so what it says is to be said anew each time.
func (s *Store) write(ctx context.Context, doing string, apply func(ctx context.Context, tx *sql.Tx) error) error {
	c := &change{ctx: ctx, apply: apply, done: make(chan struct{})}
	err := ctx.Err()
	if err == nil {
		err = s.join(c)
	}
	if err == nil {
		err = s.await(c)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", doing, asFull(err))
	}
	return nil
}

// join puts a change into the queue, and has the queue worked off.
func (s *Store) join(c *change) error {
	s.group.mu.Lock()
	defer s.group.mu.Unlock()
	if s.group.closed {
		return errClosed
	}
	s.group.waiting = append(s.group.waiting, c)
	if !s.group.running {
		s.group.running = true
		s.group.ended.Go(s.commitWaiting)
	}
	return nil
}

// await waits for a change to be made, or leaves the queue when its caller gives up. A change that has begun is waited
// for: nobody else could say what became of it.
func (s *Store) await(c *change) error {
	select {
	case <-c.done:
		return c.err
	case <-c.ctx.Done():
	}
	if s.leave(c) {
		return c.ctx.Err()
	}
	<-c.done
	return c.err
}

// leave takes a change out of the queue, and reports whether it was still there.
func (s *Store) leave(c *change) bool {
	s.group.mu.Lock()
	defer s.group.mu.Unlock()
	for i, other := range s.group.waiting {
		if other == c {
			s.group.waiting = append(s.group.waiting[:i:i], s.group.waiting[i+1:]...)
			return true
		}
	}
	return false
}

// take takes everybody out of the queue.
func (s *Store) take() []*change {
	s.group.mu.Lock()
	defer s.group.mu.Unlock()
	all := s.group.waiting
	s.group.waiting = nil
	return all
}

// commitWaiting makes changes until none waits.
func (s *Store) commitWaiting() {
	for s.someWait() {
		for again := s.commit(s.take); len(again) > 0; again = again[1:] {
			s.commit(func() []*change { return again[:1] })
		}
	}
}

func (s *Store) someWait() bool {
	s.group.mu.Lock()
	defer s.group.mu.Unlock()
	s.group.running = len(s.group.waiting) > 0
	return s.group.running
}

// commit makes changes in one transaction. They are asked for once the lock is there, so that whoever came while it
// was waited for is among them. It returns those that are to be made again, each alone.
func (s *Store) commit(batch func() []*change) (again []*change) {
	ctx, cancel := context.WithTimeout(context.Background(), commitPatience)
	defer cancel()
	tx, err := s.begin(ctx)
	changes := batch()
	if err == nil {
		again, err = s.makeAll(ctx, tx, changes)
	}
	for _, c := range changes {
		if !c.finished && len(again) == 0 {
			c.finish(err)
		}
	}
	return again
}

// makeAll makes changes and commits them. A change that fails is undone and finished, alone. Some failures, such as a
// full disk, make SQLite undo the whole transaction: then the others are returned, to be made again.
func (s *Store) makeAll(ctx context.Context, tx *sql.Tx, changes []*change) (again []*change, err error) {
	defer tx.Rollback() // does nothing after Commit
	if err := s.inPlace(); err != nil {
		return nil, err
	}
	for _, c := range changes {
		if err := c.ctx.Err(); err != nil {
			c.finish(err)
			continue
		}
		lost, err := makeOne(ctx, tx, c)
		if err != nil {
			c.finish(err)
		}
		if lost {
			return unfinished(changes), nil
		}
	}
	if err := tx.Commit(); err != nil {
		s.abandon(ctx)
		return nil, fmt.Errorf("committing: %w", err)
	}
	return nil, nil
}

// makeOne makes a change in a savepoint. lost reports that the whole transaction is undone.
func makeOne(ctx context.Context, tx *sql.Tx, c *change) (lost bool, err error) {
	if _, err := tx.ExecContext(ctx, `SAVEPOINT one`); err != nil {
		return true, err
	}
	err = c.apply(ctx, tx)
	if err == nil {
		_, err = tx.ExecContext(ctx, `RELEASE SAVEPOINT one`)
		return err != nil, err
	}
	for _, undo := range []string{`ROLLBACK TO SAVEPOINT one`, `RELEASE SAVEPOINT one`} {
		if _, undoErr := tx.ExecContext(ctx, undo); undoErr != nil {
			return true, err
		}
	}
	return false, err
}

func unfinished(changes []*change) (list []*change) {
	for _, c := range changes {
		if !c.finished {
			list = append(list, c)
		}
	}
	return list
}

// abandon undoes what SQLite keeps open after a commit that failed; PostgreSQL has done so itself.
func (s *Store) abandon(ctx context.Context) {
	if s.path != "" {
		_, _ = s.db.ExecContext(ctx, `ROLLBACK`) // fails where it is undone already
	}
}

// begin begins a transaction that is the only one that writes.
func (s *Store) begin(ctx context.Context) (*sql.Tx, error) {
	tx, err := s.db.BeginTx(ctx, s.dialect.begin)
	if err != nil || s.dialect.lock == "" {
		return tx, err
	}
	if _, err := tx.ExecContext(ctx, s.dialect.lock); err != nil {
		_ = tx.Rollback() // the first error says more
		return nil, fmt.Errorf("waiting for the lock: %w", err)
	}
	return tx, nil
}

// Close waits for running changes and closes the database.
func (s *Store) Close() error {
	s.group.mu.Lock()
	s.group.closed = true
	s.group.mu.Unlock()
	s.group.ended.Wait()
	return errors.Join(s.reads.Close(), s.db.Close())
}
