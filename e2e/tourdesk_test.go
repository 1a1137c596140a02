//go:build e2e

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/chromedp/chromedp"

	"example.org/advocate/internal/vault"
)

// strangers shows what the desk says to who has no session.
func (w *tour) strangers() {
	for _, page := range []page{{"away", "/"}, {"address used", "/start?secret=none"}} {
		w.d.visit(page.path)
		w.see(w.d.tab, "desk, "+page.kind)
	}
	w.d.at("case/26-ZZZZZ/")
	w.see(w.d.tab, "desk, missing")
}

// empty shows a desk without a case.
func (w *tour) empty() {
	for _, page := range []page{
		{"empty inbox", ""}, {"nothing overdue", "list/overdue"}, {"no reports", "reports"}, {"no counts", "counts"},
		{"nothing unsent", "unsent"}, {"keys", "keys"}, {"enter", "enter"},
	} {
		w.d.at(page.path)
		w.see(w.d.tab, "desk, "+page.kind)
	}
}

// enter takes a concern down, and returns the code to hand out.
func (w *tour) enter() (code string) {
	w.d.at("enter")
	w.d.do(chromedp.Click(css(`[name=contact_by][value=email]`)), chromedp.Click(css(`[name=share][value=with-name]`)))
	w.d.follow(`main form.wide button`, `document.querySelector('[role=alert]')`)
	w.see(w.d.tab, "desk, enter, errors")
	w.d.do(
		chromedp.SetValue(css(`#f-topic`), "streets"), chromedp.Click(css(`[name=contact_by][value=none]`)),
		chromedp.Click(css(`[name=share][value=no]`)), chromedp.SendKeys(css(`#f-message`), "The lamp before their house is dark."),
	)
	w.d.follow(`main form.wide button`, `document.querySelector('.receipt .code')`)
	w.see(w.d.tab, "desk, code")
	return eval[string](w.d.tab, `document.querySelector('.code').innerText.trim().replace(/\s+/g, ' ')`)
}

// cases shows the inbox with cases in it, and a case in all that is done to
// it, up to the letter that refers it.
func (w *tour) cases(r receipt) {
	w.d.at("")
	w.d.sync()
	w.see(w.d.tab, "desk, inbox")
	w.d.at("list/new")
	w.see(w.d.tab, "desk, list of new cases")
	w.open(r)
	w.see(w.d.tab, "desk, case")
	for _, act := range []string{"reply", "note", "refer", "state", "close", "hold"} {
		w.d.act(act)
		w.see(w.d.tab, "desk, "+act)
		w.d.follow(`#f-act form p.actions button`, `document.querySelector('[role=alert]')`)
		w.see(w.d.tab, "desk, "+act+", errors")
	}
	w.d.act("refer")
	w.d.do(chromedp.SetValue(css(`#f-to`), "water-and-sewer"), chromedp.SetValue(css(`#f-summary`), summary))
	w.d.follow(`button[name=stage][value=look]`, `document.querySelector('#f-act .letter')`)
	w.see(w.d.tab, "desk, letter")
}

// summary is what the tour's office asks of a department.
const summary = "A bill rests on two readings of one meter, on two days, by two people.\n\nWould you have it read once more, and tell us both figures?"

// reason is why the tour's office closes a case.
const reason = "The meter was read once more. The first reading was wrong, and the bill is a third of what it was. The new bill comes by letter."

// open shows a case.
func (w *tour) open(r receipt) { w.d.at("case/" + r.number + "/") }

// answer answers and refers a case.
func (w *tour) answer(r receipt) {
	w.open(r)
	w.d.reply("We asked the department to read the meter once more.\n\nYou hear from us within ten working days. Until then you need not pay the part that is in doubt.", "waiting")
	w.d.note("The desk of the department said on the telephone that both readings are in their list.")
	w.d.refer("water-and-sewer", summary)
	w.see(w.d.tab, "desk, case referred")
}

// close closes a case.
func (w *tour) close(r receipt) {
	w.open(r)
	w.d.closeCase("concluded", reason)
	w.see(w.d.tab, "desk, case closed")
	w.d.act("reopen")
	w.see(w.d.tab, "desk, reopen")
	w.d.at("list/closed")
	w.see(w.d.tab, "desk, list of closed cases")
}

// reopened shows a case that its person does not think solved.
func (w *tour) reopened(r receipt) {
	w.d.at("")
	w.d.sync()
	w.see(w.d.tab, "desk, inbox with all states")
	w.open(r)
	w.see(w.d.tab, "desk, case re-opened")
	w.d.at("counts")
	w.see(w.d.tab, "desk, counts")
}

// newKey gives the office one more key, which the desk must ask about.
func (w *tour) newKey(identity *vault.Identity) {
	list := string(read(w.d.t, w.o.path("recipients")))
	w.o.write("recipients", list+identity.Age.Recipient().String()+"\n")
	if err := w.o.intake.Process.Signal(syscall.SIGHUP); err != nil {
		w.d.t.Fatal(err)
	}
	w.retry(func() bool {
		w.d.sync()
		return eval[bool](w.d.tab, `!!document.querySelector('.menu .is-late')`)
	})
	w.see(w.d.tab, "desk, inbox with a report")
	w.d.at("reports")
	w.see(w.d.tab, "desk, reports")
	w.d.follow(`.report button`, done("accepted"))
	w.d.at("keys")
	w.see(w.d.tab, "desk, keys with cases to seal anew")
}

// alone shows a desk whose server is gone.
func (w *tour) alone(r receipt) {
	if err := w.o.intake.Process.Signal(os.Interrupt); err != nil {
		w.d.t.Fatal(err)
	}
	w.retry(func() bool {
		w.d.at("")
		w.d.follow("footer form.synced button", `document.readyState === 'complete'`)
		return eval[bool](w.d.tab, `!!document.querySelector('.apart-from-server')`)
	})
	w.see(w.d.tab, "desk, offline")
	w.open(r)
	w.d.replyAnd("We look at it again.", "ours", "waits")
	w.see(w.d.tab, "desk, case with an unsent reply")
	w.d.at("unsent")
	w.see(w.d.tab, "desk, unsent")
	w.d.follow(`form.lock button`, `!document.querySelector('.menu')`)
	w.see(w.d.tab, "desk, locked")
}

// passphrase shows the lock of a desk whose identity is under a passphrase. It
// asks at a terminal, which script(1) makes.
func (w *tour) passphrase(identity *vault.Identity) {
	var file strings.Builder
	if err := identity.WriteEncrypted(&file, now, "correct horse"); err != nil {
		w.d.t.Fatal(err)
	}
	w.o.write("locked", file.String())
	w.o.write("other.db", "") // an empty file is an empty database
	line := strings.Join(w.o.program("desk", "--database", "sqlite:"+filepath.Join(w.o.folder, "other.db"), "--identity", w.o.path("locked"),
		"--recipients", w.o.path("recipients"), "--addr", "127.0.0.1:0", "--data", w.o.path("other-desk")).Args, " ")
	command := exec.Command("script", "--quiet", "--return", "--echo", "never", "--command", line, os.DevNull)
	command.Stdin = strings.NewReader("correct horse\n")
	d := w.o.openDesk(command)
	d.follow(`form.lock button`, `document.querySelector('#f-passphrase')`)
	w.see(d.tab, "desk, passphrase")
	d.follow(`main form button`, `document.querySelector('.wrong')`)
	w.see(d.tab, "desk, no passphrase")
}

// retry tries something until it succeeds, which the other side decides.
func (w *tour) retry(try func() bool) {
	w.d.t.Helper()
	for deadline := time.Now().Add(patience); !try(); {
		if time.Now().After(deadline) {
			w.d.t.Fatal("what was waited for does not come")
		}
	}
}
