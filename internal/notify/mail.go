package notify

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"example.org/advocate/internal/store"
	"example.org/advocate/internal/words"
)

// Ports of SMTP: TLS from the first byte on (RFC 8314), and TLS after STARTTLS (RFC 3207).
const (
	portTLS        = 465
	portSubmission = 587
)

// mailer tells one mailbox.
type mailer struct {
	client   *mail.Client
	from, to string
	title    string // of the site
	lang     string
	now      func() time.Time
}

func newMailer(opts Options) (*mailer, error) {
	smtp := opts.Settings.Notify.SMTP
	switch {
	case smtp.Host == "" || smtp.From == "" || smtp.To == "":
		return nil, errors.New("it needs host, from and to")
	case smtp.User != "" && opts.Password == "":
		return nil, errors.New("it names a user: the password must stand in the file that ADVOCATE_SMTP_PASSWORD_FILE names")
	}
	if smtp.Port == 0 {
		smtp.Port = portSubmission
	}
	settings := []mail.Option{
		mail.WithPort(smtp.Port), mail.WithTimeout(30 * time.Second),
		mail.WithTLSConfig(&tls.Config{ServerName: smtp.Host, RootCAs: opts.Roots, MinVersion: tls.VersionTLS12}),
	}
	switch {
	case smtp.Port == portTLS:
		settings = append(settings, mail.WithSSL())
	case local(smtp.Host): // it does not leave this computer
		settings = append(settings, mail.WithTLSPolicy(mail.TLSOpportunistic))
	default:
		settings = append(settings, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if smtp.User != "" {
		settings = append(settings, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(smtp.User), mail.WithPassword(opts.Password))
	}
	client, err := mail.NewClient(smtp.Host, settings...)
	if err != nil {
		return nil, err
	}
	m := &mailer{client: client, from: smtp.From, to: smtp.To, title: opts.Settings.Title, lang: opts.Settings.Languages[0], now: opts.Now}
	if _, err := m.message(store.Notice{ID: "trial", Day: "2026-12-03"}); err != nil {
		return nil, err
	}
	return m, nil
}

// local tells whether a host is this computer.
func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (m *mailer) String() string { return "mail" }

func (m *mailer) send(ctx context.Context, n store.Notice) error {
	message, err := m.message(n)
	if err != nil {
		return err
	}
	return m.client.DialAndSendWithContext(ctx, message)
}

// message is the mail of a notice. Its words are the catalogue's, its only other parts the number, the day and the
// site's title, which go-mail encodes: a line end in one begins no header.
func (m *mailer) message(n store.Notice) (*mail.Msg, error) {
	day, err := time.Parse(time.DateOnly, string(n.Day))
	if err != nil {
		return nil, errors.New("the notice has no day")
	}
	say, _ := words.For(m.lang)
	subject, err := say.Say("notify.subject", "n", n.Waiting, "title", m.title)
	if err != nil {
		return nil, err
	}
	body, err := say.Say("notify.body", "n", n.Waiting, "day", say.Day(day))
	if err != nil {
		return nil, err
	}
	_, domain, _ := strings.Cut(m.from, "@")
	message := mail.NewMsg(mail.WithNoDefaultUserAgent())
	message.SetMessageIDWithValue(n.ID + "@" + domain)
	message.SetDateWithValue(m.now())
	message.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no vacation answers
	message.Subject(subject)
	message.SetBodyString(mail.TypeTextPlain, body)
	return message, errors.Join(message.From(m.from), message.To(m.to))
}
