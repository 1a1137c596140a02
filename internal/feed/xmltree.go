package feed

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// element is an element of an XML file.
type element struct {
	name     xml.Name
	line     int
	attrs    []xml.Attr
	children []*element
	text     strings.Builder // its own, without that of its children
}

func (e *element) String() string {
	return fmt.Sprintf("line %d: %s", e.line, e.name.Local)
}

// find gives the children with a name.
func (e *element) find(space, local string) []*element {
	var found []*element
	for _, child := range e.children {
		if child.name.Local == local && child.name.Space == space {
			found = append(found, child)
		}
	}
	return found
}

// attr is the value of an attribute without a namespace, or empty.
func (e *element) attr(local string) string {
	for _, a := range e.attrs {
		if a.Name.Local == local && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// value is the text of e without outer space.
func (e *element) value() string {
	return strings.TrimSpace(e.text.String())
}

// parseXML reads a well-formed file with one root.
func parseXML(r io.Reader) (*element, error) {
	decoder := xml.NewDecoder(r)
	document := &element{}
	open := []*element{document}
	for {
		token, err := decoder.Token()
		line, _ := decoder.InputPos()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: the file is not well formed: %w", line, err)
		}
		top := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			begun := &element{name: token.Name, line: line, attrs: token.Copy().Attr}
			top.children = append(top.children, begun)
			open = append(open, begun)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			top.text.Write(token)
		case xml.Directive:
			return nil, fmt.Errorf("line %d: a feed needs no document type, and some readers refuse one", line)
		}
	}
	if len(document.children) != 1 || document.value() != "" {
		return nil, errors.New("line 1: the file is not one element")
	}
	return document.children[0], nil
}

// once reports children of e that are missing or there twice, and gives the first.
func (c *checker) once(e *element, space, local string) *element {
	found := e.find(space, local)
	if len(found) == 0 {
		c.reportf("%v has no %s", e, local)
		return nil
	}
	if len(found) > 1 {
		c.reportf("%v is there a second time", found[1])
	}
	return found[0]
}

// filled is the text of a child of e that has to be there once and not be empty.
func (c *checker) filled(e *element, space, local string) string {
	child := c.once(e, space, local)
	if child == nil {
		return ""
	}
	if child.value() == "" {
		c.reportf("%v is empty", child)
	}
	return child.value()
}
