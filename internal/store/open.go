package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// Store is an open database of cases. Its methods may be called at once, also by several processes.
type Store struct {
	db      *sql.DB
	reads   *sql.DB // for what is read by itself: SQLite's writers do not keep it waiting
	dialect dialect
	random  io.Reader
	group   group // of SQLite's changes

	path string      // of SQLite's file; empty for PostgreSQL
	file os.FileInfo // that file as it was opened
}

// maxReads is how many may read SQLite's file at once.
const maxReads = 4

// A dialect is what differs between the two databases; everything else is the same SQL.
type dialect struct {
	begin *sql.TxOptions
	// grouped changes share commits, one writer at a time.
	grouped bool
	lock    string                                      // what makes a transaction wait until it is the only one that writes
	tidy    func(ctx context.Context, db *sql.DB) error // takes deleted rows out of the files, as far as the database can
}

var (
	// SQLite's transactions begin IMMEDIATE (see openSQLite), which is its lock. The checkpoint writes the
	// zeros of secure_delete over the rows in the database, and cuts the log that still holds them.
	sqliteDialect = dialect{grouped: true, tidy: checkpoint}

	// READ COMMITTED, so that what follows the lock sees what the one before committed; a server that is set
	// to lose commits in a crash is overruled. The number spells "advocate".
	postgresDialect = dialect{
		begin: &sql.TxOptions{Isolation: sql.LevelReadCommitted},
		lock:  `SET LOCAL synchronous_commit = on; SELECT pg_advisory_xact_lock(7017864340130853989)`,
	}
)

// Open opens the database at address, sqlite:PATH or postgres://…, and brings its schema up to date. SQLite's
// file is made if there is none, for its owner alone to read. random names the entries.
func Open(ctx context.Context, address string, random io.Reader) (*Store, error) {
	s, err := connect(address)
	if err != nil {
		return nil, fmt.Errorf("opening the database: %w", err)
	}
	s.random = random
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("opening the database: %w", err), s.Close())
	}
	return s, nil
}

// OpenExisting is [Open] for what makes no sense with a new database: it refuses a SQLite file that is not there, which
// is mostly a mistyped path.
func OpenExisting(ctx context.Context, address string, random io.Reader) (*Store, error) {
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok {
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("opening the database: there is none at %s; check the path", path)
		}
	}
	return Open(ctx, address, random)
}

func connect(address string) (*Store, error) {
	scheme, path, _ := strings.Cut(address, ":")
	switch {
	case scheme == "sqlite" && path != "":
		return connectSQLite(path)
	case scheme == "postgres", scheme == "postgresql":
		return connectPostgres(address)
	}
	// The address itself may hold a password.
	return nil, errors.New("its address is neither sqlite:PATH nor postgres://…")
}

func connectSQLite(path string) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	// SQLite would make the file readable for all; the log and the index beside it get the file's own mode.
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	// One that was there may have been copied here with another mode.
	info, err := file.Stat()
	if err := errors.Join(err, file.Chmod(0o600), file.Close()); err != nil {
		return nil, err
	}
	options := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "secure_delete(ON)", "foreign_keys(ON)",
	}}
	address := url.URL{Scheme: "file", OmitHost: true, Path: "/" + strings.TrimPrefix(filepath.ToSlash(path), "/"), RawQuery: options.Encode()}
	db, err := sql.Open("sqlite", address.String())
	if err != nil {
		return nil, err
	}
	// One connection: writers of this process queue here, in order, instead of polling for SQLite's lock.
	db.SetMaxOpenConns(1)
	options.Add("_pragma", "query_only(ON)")
	address.RawQuery = options.Encode()
	reads, err := sql.Open("sqlite", address.String())
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	reads.SetMaxOpenConns(maxReads)
	reads.SetMaxIdleConns(maxReads)
	return &Store{db: db, reads: reads, dialect: sqliteDialect, path: path, file: info}, nil
}

func connectPostgres(address string) (*Store, error) {
	config, err := postgresConfig(address)
	if err != nil {
		return nil, errors.New("its address cannot be read; it looks like postgres://USER@HOST/DATABASE")
	}
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(8)
	return &Store{db: db, reads: db, dialect: postgresDialect}, nil
}

// postgresConfig reads an address. pgx would go on without encryption where a server does not offer it, which anybody
// between the two can pretend. So an address that does not say sslmode gets verify-full, unless the server is on this
// machine.
func postgresConfig(address string) (*pgx.ConnConfig, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, err
	}
	parsed, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	query := parsed.Query()
	if query.Has("sslmode") || isLocal(config) {
		return config, nil
	}
	query.Set("sslmode", "verify-full")
	parsed.RawQuery = query.Encode()
	return pgx.ParseConfig(parsed.String())
}

// isLocal reports whether every server that a configuration names is on this machine.
func isLocal(config *pgx.ConnConfig) bool {
	hosts := []string{config.Host}
	for _, other := range config.Fallbacks {
		hosts = append(hosts, other.Host)
	}
	return !slices.ContainsFunc(hosts, func(host string) bool {
		ip := net.ParseIP(host)
		return !filepath.IsAbs(host) && host != "localhost" && (ip == nil || !ip.IsLoopback())
	})
}

// prepare makes sure that the database is what the contract says it is, and migrates it.
func (s *Store) prepare(ctx context.Context) error {
	if s.path != "" {
		for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "secure_delete": "1", "foreign_keys": "1"} {
			var got string
			if err := s.db.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&got); err != nil {
				return err
			}
			if got != want {
				return fmt.Errorf("SQLite has %s=%s instead of %s here; keep the file on a local disk", pragma, got, want)
			}
		}
	}
	return s.migrate(ctx)
}

// inPlace refuses to write into a file that was deleted or replaced: SQLite would go on with it, and all of it would
// be lost when the process ends.
func (s *Store) inPlace() error {
	if s.path == "" {
		return nil
	}
	info, err := os.Stat(s.path)
	if err != nil || !os.SameFile(info, s.file) {
		return errors.New("the database's file is not where it was opened: put it back, or start again")
	}
	return nil
}

// checkpoint writes the zeros over deleted rows into the file and cuts the log. A reader in another process may keep
// it from doing so; it waits half a second for it, since everybody else waits meanwhile.
func checkpoint(ctx context.Context, db *sql.DB) (err error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, `PRAGMA busy_timeout = 500`); err != nil {
		return err
	}
	defer func() {
		_, resetErr := conn.ExecContext(context.WithoutCancel(ctx), `PRAGMA busy_timeout = 10000`)
		err = errors.Join(err, resetErr)
	}()
	var busy, pages, written int
	if err := conn.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &written); err != nil {
		return err
	}
	if busy != 0 {
		return errors.New("another process reads the database; they stay in the log until the next time")
	}
	return nil
}
