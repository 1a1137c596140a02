package content

import (
	"fmt"
	"reflect"
	"time"

	"example.org/advocate/internal/calendar"
	"example.org/advocate/internal/markdown"
	"example.org/advocate/internal/wire"
)

// A document is kept in parts (see [markdown.Kept]): places are all that changes
// when lines are added above, the shape is all else but the body.

// keeper writes the shape and the places of one document.
type keeper struct {
	shape, places wire.Writer
	head          *Common
}

// restorer reads them again.
type restorer struct {
	shape, places *wire.Reader
	head          *Common
	origin        *Common // of a translation
	damaged       bool
}

// kept says how the values of a type are written and read.
type kept struct {
	keep    func(k *keeper, v reflect.Value)
	restore func(r *restorer, v reflect.Value)
}

// own are the types with a form of their own: those with fields that are not
// exported, and those that lead elsewhere.
var own = map[reflect.Type]kept{
	reflect.TypeFor[Moment](): ownKept((*keeper).moment, (*restorer).moment),
	reflect.TypeFor[Ref]():    ownKept((*keeper).ref, (*restorer).ref),
	reflect.TypeFor[Pos]():    ownKept((*keeper).pos, (*restorer).pos),
	reflect.TypeFor[time.Time](): ownKept(
		func(k *keeper, t *time.Time) { k.time(*t) },
		func(r *restorer, t *time.Time) { *t = r.time() }),
	// The rest follows from others when a document is restored: the body from
	// its own parts, the zone from its name, a series from the event.
	reflect.TypeFor[*markdown.Document](): ownKept(func(*keeper, **markdown.Document) {}, func(*restorer, **markdown.Document) {}),
	reflect.TypeFor[*time.Location]():     ownKept(func(*keeper, **time.Location) {}, func(*restorer, **time.Location) {}),
	reflect.TypeFor[*calendar.Series]():   ownKept(func(*keeper, **calendar.Series) {}, func(*restorer, **calendar.Series) {}),
}

func ownKept[T any](keep func(*keeper, *T), restore func(*restorer, *T)) kept {
	return kept{
		func(k *keeper, v reflect.Value) { keep(k, v.Addr().Interface().(*T)) },
		func(r *restorer, v reflect.Value) { restore(r, v.Addr().Interface().(*T)) },
	}
}

// keptForms are the forms of all kinds of documents, made once.
var keptForms = func() map[reflect.Type]kept {
	forms := map[reflect.Type]kept{}
	for _, doc := range []Doc{&Page{}, &Post{}, &Event{}, &Initiative{}, &Issue{}, &Topic{}, &Department{}} {
		t := reflect.TypeOf(doc).Elem()
		forms[t] = keptOf(t)
	}
	return forms
}()

// keptOf is the form of a type. A type that has none is a mistake in this
// program, which the first test finds.
func keptOf(t reflect.Type) kept {
	if k, ok := own[t]; ok {
		return k
	}
	switch t.Kind() {
	case reflect.String:
		return kept{
			func(k *keeper, v reflect.Value) { k.shape.String(v.String()) },
			func(r *restorer, v reflect.Value) { v.SetString(r.shape.String()) },
		}
	case reflect.Bool:
		return kept{
			func(k *keeper, v reflect.Value) { k.shape.Bool(v.Bool()) },
			func(r *restorer, v reflect.Value) { v.SetBool(r.shape.Bool()) },
		}
	case reflect.Int, reflect.Int64:
		return kept{
			func(k *keeper, v reflect.Value) { k.shape.Int64(v.Int()) },
			func(r *restorer, v reflect.Value) { v.SetInt(r.shape.Int64()) },
		}
	case reflect.Float64:
		return kept{
			func(k *keeper, v reflect.Value) { k.shape.Float(v.Float()) },
			func(r *restorer, v reflect.Value) { v.SetFloat(r.shape.Float()) },
		}
	case reflect.Pointer:
		return keptPointer(t)
	case reflect.Slice:
		return keptSlice(t)
	case reflect.Struct:
		return keptStruct(t)
	}
	panic(fmt.Sprintf("content: a %s cannot be kept", t))
}

func keptPointer(t reflect.Type) kept {
	to := keptOf(t.Elem())
	return kept{
		func(k *keeper, v reflect.Value) {
			k.shape.Bool(!v.IsNil())
			if !v.IsNil() {
				to.keep(k, v.Elem())
			}
		},
		func(r *restorer, v reflect.Value) {
			if r.shape.Bool() {
				v.Set(reflect.New(t.Elem()))
				to.restore(r, v.Elem())
			}
		},
	}
}

func keptSlice(t reflect.Type) kept {
	of := keptOf(t.Elem())
	return kept{
		func(k *keeper, v reflect.Value) {
			k.shape.Bool(!v.IsNil())
			k.shape.Int(v.Len())
			for i := range v.Len() {
				of.keep(k, v.Index(i))
			}
		},
		func(r *restorer, v reflect.Value) {
			there, n := r.shape.Bool(), r.shape.Length()
			if !there {
				return
			}
			v.Set(reflect.MakeSlice(t, n, n))
			for i := range n {
				of.restore(r, v.Index(i))
			}
		},
	}
}

func keptStruct(t reflect.Type) kept {
	type field struct {
		index int
		kept  kept
	}
	var fields []field
	for i := range t.NumField() {
		// What Common does not export is restored with the document.
		if f := t.Field(i); f.IsExported() {
			fields = append(fields, field{i, keptOf(f.Type)})
		} else if t != reflect.TypeFor[Common]() {
			panic(fmt.Sprintf("content: %s.%s cannot be kept: give the type a form of its own", t, f.Name))
		}
	}
	return kept{
		func(k *keeper, v reflect.Value) {
			for _, f := range fields {
				f.kept.keep(k, v.Field(f.index))
			}
		},
		func(r *restorer, v reflect.Value) {
			for _, f := range fields {
				f.kept.restore(r, v.Field(f.index))
			}
		},
	}
}

func (k *keeper) pos(p *Pos) {
	k.places.Int(p.Line)
	k.places.Int(p.Col)
}

func (r *restorer) pos(p *Pos) { *p = Pos{Line: r.places.Int(), Col: r.places.Int()} }

// The zones that kept times are in.
const (
	noTime = iota
	inUTC
	inOther // an offset follows; or the event's zone
)

func (k *keeper) time(t time.Time) {
	switch {
	case t.IsZero():
		k.shape.Int(noTime)
		return
	case t.Location() == time.UTC:
		k.shape.Int(inUTC)
	default:
		_, offset := t.Zone()
		k.shape.Int(inOther)
		k.shape.Int(offset)
	}
	k.shape.Int64(t.Unix())
	k.shape.Int(t.Nanosecond())
}

func (r *restorer) time() time.Time {
	zone := time.UTC
	switch r.shape.Int() {
	case noTime:
		return time.Time{}
	case inOther:
		zone = time.FixedZone("", r.shape.Int())
	}
	return time.Unix(r.shape.Int64(), int64(r.shape.Int())).In(zone)
}

func (k *keeper) moment(m *Moment) {
	k.time(m.wall)
	k.shape.Bool(m.hasTime)
	k.shape.Bool(m.fixed)
}

func (r *restorer) moment(m *Moment) {
	*m = Moment{wall: r.time(), hasTime: r.shape.Bool(), fixed: r.shape.Bool()}
}

// Whose file a reference stands in.
const (
	refNowhere = iota
	refOwn
	refInherited
)

func (k *keeper) ref(ref *Ref) {
	k.shape.String(ref.Value)
	k.pos(&ref.At)
	switch ref.source {
	case nil:
		k.shape.Int(refNowhere)
	case k.head.source:
		k.shape.Int(refOwn)
	default:
		k.shape.Int(refInherited)
	}
}

func (r *restorer) ref(ref *Ref) {
	ref.Value = r.shape.String()
	r.pos(&ref.At)
	switch r.shape.Int() {
	case refNowhere:
	case refOwn:
		ref.source = r.head.source
	case refInherited:
		if r.origin == nil {
			r.damaged = true
			return
		}
		ref.source = r.origin.source
	}
}
