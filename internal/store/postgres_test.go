package store

import (
	"bufio"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// cluster is a PostgreSQL server of this test run, in a folder of its own, on a Unix socket there.
type cluster struct {
	dir    string
	initdb string    // beside it lies the server
	stdin  io.Closer // closing it stops the server, so it stops with the tests even when they are killed
	done   chan error
}

// errNoPostgres says that this machine has no PostgreSQL to start.
var errNoPostgres = errors.New("PostgreSQL is not installed (apt-get install postgresql)")

// startCluster makes and starts a server. PostgreSQL refuses to run as root: then it runs as its own user.
func startCluster() (*cluster, error) {
	initdb, err := findServer()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "advocate-pg")
	if err != nil {
		return nil, err
	}
	c := &cluster{dir: dir, initdb: initdb, done: make(chan error, 1)}
	if err := errors.Join(c.create(), c.start()); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return c, nil
}

func (c *cluster) data() string { return filepath.Join(c.dir, "data") }

func (c *cluster) create() error {
	attributes, err := unprivileged(c.dir)
	if err != nil {
		return err
	}
	create := exec.Command(c.initdb, "-D", c.data(), "-A", "trust", "-U", "advocate", "-E", "UTF8", "--locale=C", "--wal-segsize=1")
	create.Dir, create.SysProcAttr = c.dir, attributes
	if out, err := create.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}

// start starts the server, also after [cluster.kill].
func (c *cluster) start() error {
	attributes, err := unprivileged(c.dir)
	if err != nil {
		return err
	}
	// The shell waits for the end of its input, then stops the server.
	const script = `"$@" </dev/null & server=$!; cat >/dev/null; kill -INT $server; wait $server`
	server := exec.Command("sh", "-c", script, "sh", filepath.Join(filepath.Dir(c.initdb), "postgres"),
		"-D", c.data(), "-k", c.dir, "-c", "listen_addresses=", "-c", "log_statement=all")
	server.Dir, server.SysProcAttr = c.dir, attributes
	stdin, err := server.StdinPipe()
	if err != nil {
		return err
	}
	stderr, err := server.StderrPipe()
	if err != nil {
		return err
	}
	log, err := os.Create(filepath.Join(c.data(), "server.log"))
	if err != nil {
		return err
	}
	if err := server.Start(); err != nil {
		return err
	}
	c.stdin = stdin
	ready := make(chan bool, 1)
	go func() {
		lines := bufio.NewReader(stderr) // a statement with a piece of a file is one long line
		for err := error(nil); err == nil; {
			var line string
			line, err = lines.ReadString('\n')
			fmt.Fprint(log, line)
			if strings.Contains(line, "ready to accept connections") {
				ready <- true
			}
		}
		close(ready)
		c.done <- errors.Join(server.Wait(), log.Close())
	}()
	if <-ready {
		return nil
	}
	text, _ := os.ReadFile(log.Name())
	return fmt.Errorf("postgres did not start:\n%s", text)
}

// kill stops the server at once, as a power failure would: it writes nothing more, and recovers when it starts.
func (c *cluster) kill() error {
	text, err := os.ReadFile(filepath.Join(c.data(), "postmaster.pid"))
	if err != nil {
		return err
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		return err
	}
	if err := syscall.Kill(pid, syscall.SIGQUIT); err != nil {
		return err
	}
	if err := c.stdin.Close(); err != nil {
		return err
	}
	<-c.done // it says that the server did not end well
	return nil
}

func (c *cluster) stop() error {
	return errors.Join(c.stdin.Close(), <-c.done, os.RemoveAll(c.dir))
}

// newSchema makes an empty schema, quicker than a database of its own, and returns the address that leads there.
func (c *cluster) newSchema(t *testing.T) string {
	t.Helper()
	address := "postgres:///postgres?host=" + c.dir + "&user=advocate"
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var name string
	if err := db.QueryRow(`SELECT 'test' || count(*) FROM pg_namespace`).Scan(&name); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`CREATE SCHEMA ` + name); err != nil {
		t.Fatal(err)
	}
	return address + "&search_path=" + name
}

// findServer finds initdb where it is on the path or where Debian keeps it, the newest last.
func findServer() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.EvalSymlinks(path)
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", errNoPostgres
	}
	return found[len(found)-1], nil
}

// unprivileged gives dir to the user that the server is to run as: postgres under root, else this one.
func unprivileged(dir string) (*syscall.SysProcAttr, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errNoPostgres, err)
	}
	uid, err := strconv.Atoi(account.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(account.Gid)
	if err != nil {
		return nil, err
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, os.Chown(dir, uid, gid)
}

// sharedCluster starts the server that all tests of this run share, the first time it is wanted.
var sharedCluster = sync.OnceValues(startCluster)

var clusterWanted bool

func TestMain(m *testing.M) {
	if address := os.Getenv("ADVOCATE_TEST_WRITE_TO"); address != "" {
		writeUntilKilled(address)
	}
	if address := os.Getenv("ADVOCATE_TEST_SEND_TO"); address != "" {
		sendUntilKilled(address)
	}
	code := m.Run()
	if clusterWanted {
		c, err := sharedCluster()
		if err == nil {
			err = c.stop()
			code = max(code, exitCode(err))
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "PostgreSQL was left out or did not stop:", err)
		}
	}
	os.Exit(code)
}

func exitCode(err error) int {
	if err != nil {
		return 1
	}
	return 0
}

// database is an empty one of either kind, and the folder that all its files lie in.
type database struct {
	address string
	files   string
}

// onBoth runs a test on SQLite and on PostgreSQL.
func onBoth(t *testing.T, test func(t *testing.T, db database)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) {
		dir := t.TempDir()
		test(t, database{"sqlite:" + filepath.Join(dir, "cases.db"), dir})
	})
	onPostgres(t, test)
}

// onPostgres runs a test on PostgreSQL. Only where ADVOCATE_TEST_ALL is not set may it be left out, and then the
// output says so.
func onPostgres(t *testing.T, test func(t *testing.T, db database)) {
	t.Helper()
	t.Run("PostgreSQL", func(t *testing.T) {
		clusterWanted = true
		c, err := sharedCluster()
		needPostgres(t, err)
		test(t, database{c.newSchema(t), c.dir})
	})
}

// needPostgres ends a test where there is no server.
func needPostgres(t *testing.T, err error) {
	t.Helper()
	if errors.Is(err, errNoPostgres) && os.Getenv("ADVOCATE_TEST_ALL") == "" {
		t.Skip("LEFT OUT:", err)
	}
	if err != nil {
		t.Fatal(err)
	}
}
