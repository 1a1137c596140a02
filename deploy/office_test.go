//go:build e2e

package deploy

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"example.org/advocate/internal/vault"
)

// patience is how long a test waits for what must happen.
const patience = 30 * time.Second

// host is the name in the examples.
const host = "advocate.example.org"

// program builds the program once for all tests.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "advocate-deploy-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "advocate")
	build := exec.Command("go", "build", "-trimpath", "-o", path, "../cmd/advocate")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := build.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("building advocate: %w: %s", err, out)
	}
	return path, os.Chmod(dir, 0o755)
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := program(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path)) // in the temporary folder it does no harm
	}
	os.Exit(code)
}

// An office is a folder with all that an intake needs.
type office struct {
	t       *testing.T
	folder  string
	program string
}

func newOffice(t *testing.T) *office {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, folder: t.TempDir(), program: path}
	if err := os.Chmod(filepath.Dir(o.folder), 0o755); err != nil { // for programs that give up their rights
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(o.folder, "site", "content"), os.DirFS("../content")); err != nil {
		t.Fatal(err)
	}
	var recipients strings.Builder
	for range vault.MinRecipients {
		identity, err := vault.NewIdentity(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&recipients, identity.Age.Recipient())
	}
	line, err := vault.NewSecretLine(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	o.write("recipients", recipients.String(), 0o644)
	o.write("tokens", "", 0o644)
	o.write("secret", line+"\n", 0o600)
	return o
}

func (o *office) path(name string) string { return filepath.Join(o.folder, name) }

func (o *office) write(name, text string, mode os.FileMode) {
	o.t.Helper()
	if err := os.MkdirAll(filepath.Dir(o.path(name)), 0o755); err != nil {
		o.t.Fatal(err)
	}
	if err := os.WriteFile(o.path(name), []byte(text), mode); err != nil {
		o.t.Fatal(err)
	}
}

// said collects what a program writes.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{}
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.more <- struct{}{}:
	default:
	}
	return s.text.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// A process is a program that runs until the test ends.
type process struct {
	t       *testing.T
	command *exec.Cmd
	said    *said
	ended   chan struct{}
	err     error // after ended
}

// run starts a program.
func run(t *testing.T, command *exec.Cmd) *process {
	t.Helper()
	p := &process{t: t, command: command, said: &said{more: make(chan struct{}, 1)}, ended: make(chan struct{})}
	command.Stdout, command.Stderr = p.said, p.said
	if err := command.Start(); err != nil {
		t.Fatalf("%v (e2e/install brings it)", err)
	}
	go func() {
		p.err = command.Wait()
		close(p.ended)
	}()
	t.Cleanup(p.stop)
	return p
}

// stop ends a program as systemd does; it must end well.
func (p *process) stop() {
	select {
	case <-p.ended:
		return
	default:
	}
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.t.Error(err)
	}
	select {
	case <-p.ended:
		if p.err != nil {
			p.t.Errorf("%s ended badly: %v\n%s", p.command.Path, p.err, p.said)
		}
	case <-time.After(patience):
		p.t.Errorf("%s does not stop:\n%s", p.command.Path, p.said)
		_ = p.command.Process.Kill() // it may just have ended
	}
}

// answers waits until something answers at an address.
func (p *process) answers(addr string) {
	p.t.Helper()
	retry := time.NewTicker(20 * time.Millisecond)
	defer retry.Stop()
	deadline := time.After(patience)
	for {
		conn, err := net.Dial("tcp", addr)
		if err == nil {
			conn.Close()
			return
		}
		select {
		case <-retry.C:
		case <-p.ended:
			p.t.Fatalf("%s ended: %v\n%s", p.command.Path, p.err, p.said)
		case <-deadline:
			p.t.Fatalf("%s does not answer at %s:\n%s", p.command.Path, addr, p.said)
		}
	}
}

// freePort is a port that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// intake starts the intake at a port.
func (o *office) intake(port string, flags ...string) *process {
	o.t.Helper()
	args := append([]string{"--source", o.path("site"), "intake", "--addr", "127.0.0.1:" + port, "--trusted-proxy", "127.0.0.0/8",
		"--database", "sqlite:" + o.path("cases.db"), "--site", o.path("public"), "--recipients", o.path("recipients"),
		"--secret", o.path("secret")}, flags...)
	p := run(o.t, exec.Command(o.program, args...))
	p.answers("127.0.0.1:" + port)
	return p
}

// certificate makes a certificate for the host of the examples, as files, and a pool that believes it.
func (o *office) certificate() *x509.CertPool {
	o.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		o.t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		o.t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		o.t.Fatal(err)
	}
	o.write("tls/fullchain.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), 0o644)
	o.write("tls/key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})), 0o644)
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	return pool
}

// A visitor asks the host of the examples, at a port of this computer and from an address that can be looked for.
type visitor struct {
	t      *testing.T
	from   string
	port   string
	roots  *x509.CertPool
	client *http.Client
}

func newVisitor(t *testing.T, port string, roots *x509.CertPool) *visitor {
	t.Helper()
	var octets [3]byte
	if _, err := rand.Read(octets[:]); err != nil {
		t.Fatal(err)
	}
	v := &visitor{t: t, port: port, roots: roots, from: fmt.Sprintf("127.%d.%d.%d", 10+octets[0]%200, 10+octets[1]%200, 10+octets[2]%200)}
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(v.from)}, Timeout: patience}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return dialer.DialContext(ctx, network, "127.0.0.1:"+port)
	}
	transport.TLSClientConfig = &tls.Config{RootCAs: roots}
	t.Cleanup(transport.CloseIdleConnections)
	v.client = &http.Client{Transport: transport, Timeout: patience}
	return v
}

// answer is what a visitor gets.
type answer struct {
	*http.Response
	text string
}

func (v *visitor) do(r *http.Request) answer {
	v.t.Helper()
	got, err := v.client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer{got, string(text)}
}

func (v *visitor) get(path string) answer {
	v.t.Helper()
	r, err := http.NewRequest(http.MethodGet, "https://"+host+path, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	return v.do(r)
}

func (v *visitor) post(path, contentType, body string) answer {
	v.t.Helper()
	r, err := http.NewRequest(http.MethodPost, "https://"+host+path, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Content-Type", contentType)
	if contentType == "application/json" {
		r.Header.Set("Accept", contentType)
		r.Header.Set("Idempotency-Key", rand.Text()+rand.Text())
	}
	return v.do(r)
}
