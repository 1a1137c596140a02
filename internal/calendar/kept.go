package calendar

import (
	"bytes"
	"io"
	"sync"
	"time"

	ics "github.com/arran4/golang-ical"
)

// Keep gives an event that is made into its components and written once,
// however many calendars it stands in: its own file, that of its year, those
// of its topics. The event must not be changed after.
func (e Event) Keep() Event {
	e.kept = &keptEvent{}
	return e
}

// keptEvent is an event as it stands in a file, once it was asked for.
type keptEvent struct {
	once  sync.Once
	zone  *time.Location // of the calendars that it was made for
	lines fileLines
	used  zonesUsed
	err   error
}

// components are the VEVENTs of the event; used learns their zones.
func (e Event) components(book zoneBook, zone *time.Location, used zonesUsed) ([]ics.Component, error) {
	if e.kept == nil {
		return e.build(book, zone, used)
	}
	e.kept.once.Do(func() { e.kept.make(e, book, zone) })
	if e.kept.zone != zone {
		return e.build(book, zone, used)
	}
	if e.kept.err != nil {
		return nil, e.kept.err
	}
	for _, span := range e.kept.used {
		used.add(span.zone, span.first, span.last)
	}
	return []ics.Component{e.kept.lines}, nil
}

func (k *keptEvent) make(e Event, book zoneBook, zone *time.Location) {
	k.zone, k.used = zone, zonesUsed{}
	components, err := e.build(book, zone, k.used)
	if err == nil {
		k.lines, err = write(components...)
	}
	k.err = err
}

// fileLines are the lines of components, ready for a file.
type fileLines []byte

// write writes components as they stand in a file.
func write(components ...ics.Component) (fileLines, error) {
	var b bytes.Buffer
	for _, c := range components {
		if err := c.SerializeTo(&b, lineForm()); err != nil {
			return nil, err
		}
	}
	return bytes.Clone(b.Bytes()), nil
}

// lineForm is how every line is written: at most 75 octets, ending with CRLF.
func lineForm() *ics.SerializationConfiguration {
	return &ics.SerializationConfiguration{MaxLength: 75, PropertyMaxLength: 75, NewLine: "\r\n"}
}

// SerializeTo writes the lines as they are.
func (l fileLines) SerializeTo(w io.Writer, _ *ics.SerializationConfiguration) error {
	_, err := w.Write(l)
	return err
}

// UnknownPropertiesIANAProperties is there for golang-ical, which asks for it only when it reads.
func (l fileLines) UnknownPropertiesIANAProperties() []ics.IANAProperty { return nil }

// SubComponents is there for golang-ical, which asks for it only when it reads.
func (l fileLines) SubComponents() []ics.Component { return nil }
