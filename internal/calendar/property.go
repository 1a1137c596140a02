package calendar

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	ics "github.com/arran4/golang-ical"
)

// valueType is the type of a property's value, as RFC 5545 section 3.3 names them.
type valueType int

const (
	textValue valueType = iota
	wordValue           // TEXT of a fixed vocabulary, or a UID: no spaces
	uriValue
	dateValue
	localValue // DATE-TIME on the clock of TZID
	utcValue   // DATE-TIME ending with Z
	durationValue
	integerValue
	geoValue
	offsetValue
	recurValue
)

// valueForms are the forms of the types whose text can be told right from
// wrong by a pattern. What does not match is refused, never escaped.
var valueForms = map[valueType]*regexp.Regexp{
	wordValue:     regexp.MustCompile(`^[!-~]{1,255}$`),
	dateValue:     regexp.MustCompile(`^\d{8}$`),
	localValue:    regexp.MustCompile(`^\d{8}T\d{6}$`),
	utcValue:      regexp.MustCompile(`^\d{8}T\d{6}Z$`),
	durationValue: regexp.MustCompile(`^P(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?$`),
	integerValue:  regexp.MustCompile(`^-?\d{1,10}$`),
	geoValue:      regexp.MustCompile(`^-?\d{1,2}\.\d+;-?\d{1,3}\.\d+$`),
	offsetValue:   regexp.MustCompile(`^[+-]\d{4}(\d\d)?$`),
}

// parameter is a parameter of a property, such as TZID=America/Chicago.
type parameter struct{ name, value string }

// plainParameter are the values that need no quotes and that golang-ical
// writes as they are.
var plainParameter = regexp.MustCompile(`^[A-Za-z0-9/_+.-]+$`)

// properties collects the properties of a component, and what was wrong with them.
type properties struct {
	list []ics.IANAProperty
	errs []error
}

// set adds a property. Nothing else in this package hands a value to
// golang-ical, which escapes TEXT and lets line ends in every other value, and
// in parameters, begin a property of their own.
//
// golang-ical also writes backslashes into parameters, which iCalendar does
// not know. A parameter that needs quotes is therefore written into the
// name, which it passes on as it is. With such a name it takes the value
// for TEXT unless VALUE says otherwise, so VALUE has to be there.
func (p *properties) set(name string, kind valueType, value string, params ...parameter) {
	value, err := checkValue(kind, value)
	if err != nil {
		p.errs = append(p.errs, fmt.Errorf("%s: %w", name, err))
		return
	}
	property := ics.BaseProperty{IANAToken: name, Value: value}
	for _, param := range params {
		if plainParameter.MatchString(param.value) {
			if property.ICalParameters == nil {
				property.ICalParameters = map[string][]string{}
			}
			property.ICalParameters[param.name] = []string{param.value}
			continue
		}
		quoted, err := quoteParameter(param.value)
		if err != nil {
			p.errs = append(p.errs, fmt.Errorf("%s of %s: %w", param.name, name, err))
			return
		}
		property.IANAToken += ";" + param.name + "=" + quoted
	}
	if escaped := property.GetValueType() == ics.ValueDataTypeText; escaped != kind.isText() && value != ics.ToText(value) {
		p.errs = append(p.errs, fmt.Errorf("%s: golang-ical would write its value wrongly", name))
		return
	}
	p.list = append(p.list, ics.IANAProperty{BaseProperty: property})
}

// setText adds a property of free text unless the text is empty.
func (p *properties) setText(name, value string) {
	if value != "" {
		p.set(name, textValue, value)
	}
}

// setAddress adds a property that holds an address unless it is empty.
func (p *properties) setAddress(name, address string, params ...parameter) {
	if address != "" {
		p.set(name, uriValue, address, params...)
	}
}

// err is everything that was wrong, or nil.
func (p *properties) err() error { return errors.Join(p.errs...) }

// isText reports whether values of the type are escaped as TEXT.
func (t valueType) isText() bool {
	return t == textValue || t == wordValue
}

// checkValue refuses a value that is not of its type, and cleans text.
func checkValue(kind valueType, value string) (string, error) {
	switch kind {
	case textValue:
		return cleanText(value)
	case uriValue:
		return cleanAddress(value)
	case recurValue:
		rule, err := ParseRule(value)
		if err != nil {
			return "", fmt.Errorf("rule %q: %w", value, err)
		}
		return rule.String(), nil
	}
	if !valueForms[kind].MatchString(value) || strings.HasSuffix(value, "\n") {
		return "", fmt.Errorf("%q has not the form that it needs", value)
	}
	return value, nil
}
