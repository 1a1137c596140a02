package vault

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
)

// MinRecipients is how many office keys production wants at least: with two, one lost key loses nothing.
const MinRecipients = 2

// Recipients are the office's keys that every entry is sealed to.
type Recipients []*age.HybridRecipient

// Strings lists the recipients as they stand in the recipients file, in its order.
func (r Recipients) Strings() []string {
	list := make([]string, len(r))
	for i, recipient := range r {
		list[i] = recipient.String()
	}
	return list
}

// and lists whom a part is sealed to: the office and, where there is one, the person.
func (r Recipients) and(person *age.HybridRecipient) (all []age.Recipient, err error) {
	if len(r) == 0 {
		return nil, errors.New("there is no recipient of the office")
	}
	for _, recipient := range r {
		all = append(all, recipient)
	}
	if person != nil {
		all = append(all, person)
	}
	return all, nil
}

// ParseRecipients reads a recipients file: one age1pq… a line, '#' comments. It refuses fewer recipients than
// atLeast ([MinRecipients] in production), a recipient that stands there twice, and the practice key, whose
// secret half is public. Errors name the line and never repeat it, for a secret key may have been put there.
func ParseRecipients(r io.Reader, atLeast int) (Recipients, error) {
	var list Recipients
	seen := map[string]bool{PracticeIdentity().Age.Recipient().String(): false}
	err := eachLine(r, "recipients file", func(line string) error {
		recipient, err := ParseRecipient(line)
		if err != nil {
			return err
		}
		switch twice, known := seen[recipient.String()]; {
		case known && twice:
			return errors.New("this recipient stands in the file already; the second key must be another one")
		case known:
			return errors.New("this is the practice key, whose secret half everybody has; make a key with `advocate key new`")
		}
		seen[recipient.String()] = true
		list = append(list, recipient)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(list) < atLeast {
		return nil, fmt.Errorf("recipients file: it holds %d of at least %d recipients; whoever loses the only key loses every case: make another with `advocate key new`", len(list), atLeast)
	}
	return list, nil
}

// ParseRecipient reads one recipient, age1pq…, such as a case's own. Errors never repeat it.
func ParseRecipient(line string) (*age.HybridRecipient, error) {
	upper := strings.ToUpper(line)
	switch {
	case strings.HasPrefix(upper, "AGE-SECRET-KEY"), strings.HasPrefix(upper, signingPrefix):
		return nil, errors.New("this is a secret key and does not belong on a server; take it out, make new keys, and put the age1pq… line here")
	case strings.HasPrefix(upper, "AGE1PQ1"):
	case strings.HasPrefix(upper, "AGE1"):
		return nil, errors.New("this age key is not post-quantum; a recipient begins with age1pq1, as `advocate key public` prints it")
	default:
		return nil, errors.New("neither a comment nor a recipient that begins with age1pq1")
	}
	recipient, err := age.ParseHybridRecipient(line)
	if err != nil {
		return nil, errors.New("the recipient is damaged; copy the whole line again")
	}
	return recipient, nil
}
