package notify

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"io"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// A mailServer is a small SMTP server (RFC 5321) with TLS, which keeps what it is given.
type mailServer struct {
	t        *testing.T
	listener net.Listener
	config   *tls.Config
	roots    *x509.CertPool
	implicit bool // TLS from the first byte on
	starttls bool // it offers STARTTLS

	mu       sync.Mutex
	refuse   int // mails to refuse before it takes one
	mails    []received
	sessions sync.WaitGroup
}

// received is a mail as the server got it.
type received struct {
	from, to, user, password string
	encrypted                bool
	text                     string
}

func startMail(t *testing.T, change func(*mailServer)) *mailServer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &mailServer{t: t, listener: listener, starttls: true}
	s.config, s.roots = certificate(t)
	if change != nil {
		change(s)
	}
	if s.implicit {
		s.listener = tls.NewListener(listener, s.config)
	}
	s.sessions.Go(func() {
		for {
			conn, err := s.listener.Accept()
			if err != nil {
				return
			}
			s.sessions.Go(func() { s.session(conn) })
		}
	})
	t.Cleanup(func() {
		s.listener.Close()
		s.sessions.Wait()
	})
	return s
}

func (s *mailServer) port() int { return s.listener.Addr().(*net.TCPAddr).Port }

func (s *mailServer) got() []received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mails
}

// session speaks with one client until it leaves.
func (s *mailServer) session(conn net.Conn) {
	defer func() { conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	lines := bufio.NewReader(conn)
	say := func(line string) { fmt.Fprintf(conn, "%s\r\n", line) }
	mail := received{encrypted: s.implicit}
	say("220 mail.example.org ESMTP")
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		switch verb := strings.ToUpper(line); {
		case strings.HasPrefix(verb, "EHLO"):
			offers := []string{"mail.example.org", "8BITMIME"}
			if s.starttls && !mail.encrypted {
				offers = append(offers, "STARTTLS")
			}
			if mail.encrypted {
				offers = append(offers, "AUTH PLAIN")
			}
			for i, offer := range offers {
				say(map[bool]string{true: "250 ", false: "250-"}[i == len(offers)-1] + offer)
			}
		case verb == "STARTTLS":
			say("220 go on")
			secure := tls.Server(conn, s.config)
			conn, lines, mail.encrypted = secure, bufio.NewReader(secure), true
		case strings.HasPrefix(verb, "AUTH PLAIN "):
			text, _ := base64.StdEncoding.DecodeString(line[len("AUTH PLAIN "):])
			parts := strings.Split(string(text), "\x00")
			mail.user, mail.password = parts[1], parts[2]
			say("235 welcome")
		case strings.HasPrefix(verb, "MAIL FROM:"):
			mail.from = line[len("MAIL FROM:"):]
			say("250 fine")
		case strings.HasPrefix(verb, "RCPT TO:"):
			mail.to += line[len("RCPT TO:"):]
			say("250 fine")
		case verb == "DATA":
			say("354 go on")
			mail.text = s.data(lines)
			say(s.keep(mail))
		case verb == "QUIT":
			say("221 bye")
			return
		default:
			say("250 fine")
		}
	}
}

// data reads a mail up to the line with a full stop.
func (s *mailServer) data(lines *bufio.Reader) string {
	var text strings.Builder
	for {
		line, err := lines.ReadString('\n')
		if err == io.EOF || line == ".\r\n" {
			return text.String()
		}
		text.WriteString(line)
	}
}

func (s *mailServer) keep(mail received) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mails = append(s.mails, mail)
	if s.refuse > 0 {
		s.refuse--
		return "451 try again later"
	}
	return "250 taken"
}

// certificate makes a certificate for this computer that signs itself.
func certificate(t *testing.T) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, roots
}
