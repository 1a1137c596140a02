package words_test

import (
	"strings"
	"testing"
	"time"

	"example.org/advocate/internal/calendar"
	"example.org/advocate/internal/words"
)

func spanish(t *testing.T) *words.Catalogue {
	t.Helper()
	es, ok := words.For("es")
	if !ok {
		t.Fatal("there is no Spanish catalogue")
	}
	return es
}

func TestDatesInSpanishAreWrittenWithoutCapitalsAndWithDe(t *testing.T) {
	es := spanish(t)
	day := time.Date(2026, 12, 3, 18, 5, 0, 0, time.UTC)
	for want, got := range map[string]string{
		"jueves 3 de diciembre de 2026": es.Day(day),
		"3 de diciembre":                es.DayMonth(day),
		"3 dic 2026":                    es.ShortDay(day),
		"diciembre de 2026":             es.Month(day),
		"jueves":                        es.Weekday(day),
		"6:05\u00a0p.\u00a0m.":          es.Clock(day),
		"12:00\u00a0a.\u00a0m.":         es.Clock(day.Truncate(24 * time.Hour)),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// Readers live in the United States: a dot for thousands would be read as a
// decimal point.
func TestNumbersInSpanishAreWrittenAsInTheUnitedStates(t *testing.T) {
	es := spanish(t)
	for number, want := range map[float64]string{12500: "12,500", 0.25: "0.25", 1250.5: "1,250.5", -3: "-3", 1e6: "1,000,000"} {
		if got := es.Number(number); got != want {
			t.Errorf("%v is %q, not %q", number, got, want)
		}
	}
}

// Spanish has a plural form for millions, which no message of ours needs.
func TestPluralFormsInSpanishFollowTheNumber(t *testing.T) {
	es := spanish(t)
	for n, want := range map[int]string{0: "0 eventos", 1: "1 evento", 2: "2 eventos", 21: "21 eventos", 1_000_000: "1000000 eventos"} {
		if got, err := es.Say("events_month.count", "n", n); err != nil || got != want {
			t.Errorf("%d: %q, %v", n, got, err)
		}
	}
}

func TestARuleIsSaidInSpanishAsPeopleWould(t *testing.T) {
	es := spanish(t)
	for _, test := range []struct{ start, rule, want string }{
		{"2026-12-01", "FREQ=DAILY", "Todos los días"},
		{"2026-12-01", "FREQ=DAILY;INTERVAL=2", "Cada dos días"},
		{"2026-12-01", "FREQ=DAILY;COUNT=5", "Todos los días, 5 veces"},
		{"2026-12-01", "FREQ=DAILY;COUNT=1", "Todos los días, una vez"},
		{"2027-01-01", "FREQ=DAILY;BYMONTH=1", "Todos los días en enero"},
		{"2026-12-01", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "De lunes a viernes"},
		{"2026-12-01", "FREQ=DAILY;BYMONTHDAY=1,15", "El 1 y el 15 de cada mes"},
		{"2026-12-01", "FREQ=WEEKLY", "Todos los martes"},
		{"2026-12-01", "FREQ=WEEKLY;BYDAY=TU,TH", "Todos los martes y jueves"},
		{"2026-12-02", "FREQ=WEEKLY;BYDAY=FR,MO,WE", "Todos los lunes, miércoles y viernes"},
		{"2026-12-05", "FREQ=WEEKLY;BYDAY=SA,SU", "Todos los sábados y domingos"},
		{"2026-12-01", "FREQ=WEEKLY;INTERVAL=2", "Cada dos semanas, los martes"},
		{"2026-12-01", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "Cada dos semanas, los martes y jueves"},
		{"2026-12-01", "FREQ=WEEKLY;INTERVAL=4;BYDAY=TU,FR;COUNT=8", "Cada 4 semanas, los martes y viernes, 8 veces"},
		{"2026-12-01", "FREQ=WEEKLY;UNTIL=20270302", "Todos los martes, hasta el 2 de marzo de 2027"},
		{"2027-06-01", "FREQ=WEEKLY;BYMONTH=6,7,8", "Todos los martes en junio, julio y agosto"},
		{"2026-12-15", "FREQ=MONTHLY", "El 15 de cada mes"},
		{"2026-12-31", "FREQ=MONTHLY", "El 31 de cada mes, si lo hay"},
		{"2026-12-31", "FREQ=MONTHLY;BYMONTHDAY=1,-1", "El 1 y el último día de cada mes"},
		{"2026-12-15", "FREQ=MONTHLY;INTERVAL=2", "Cada dos meses, el 15"},
		{"2026-12-01", "FREQ=MONTHLY;BYDAY=1TU", "El primer martes de cada mes"},
		{"2026-12-01", "FREQ=MONTHLY;BYDAY=1TU,3TU", "El primer y tercer martes de cada mes"},
		{"2026-12-01", "FREQ=MONTHLY;BYDAY=1TU,3TH", "El primer martes y el tercer jueves de cada mes"},
		{"2026-12-05", "FREQ=MONTHLY;BYDAY=1SA", "El primer sábado de cada mes"},
		{"2026-12-21", "FREQ=MONTHLY;BYDAY=-2MO;COUNT=6", "El penúltimo lunes de cada mes, 6 veces"},
		{"2026-12-29", "FREQ=MONTHLY;BYDAY=5TU", "El quinto martes de cada mes, si lo hay"},
		{"2026-12-31", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "El último día hábil de cada mes"},
		{"2026-11-13", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "Todos los viernes que caen el 13 del mes"},
		{"2026-12-03", "FREQ=YEARLY", "Cada año, el 3 de diciembre"},
		{"2026-06-10", "FREQ=YEARLY;BYMONTH=6,7", "Cada año, el 10 de junio y el 10 de julio"},
		{"2028-02-29", "FREQ=YEARLY", "Cada año, el 29 de febrero, en años bisiestos"},
		{"2026-11-26", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "Cada año, el cuarto jueves de noviembre"},
		{"2027-03-02", "FREQ=YEARLY;BYMONTH=3,6,11;BYDAY=1TU", "Cada año, el primer martes de marzo, junio y noviembre"},
	} {
		if got, ok := repeated(t, test.start, test.rule).InWords(es); got != test.want || !ok {
			t.Errorf("%s from %s: %q, %v; want %q", test.rule, test.start, got, ok, test.want)
		}
	}
}

func TestSpanishHasWordsForEveryRuleThatEnglishHas(t *testing.T) {
	es := spanish(t)
	for _, test := range ruleSentences {
		got, ok := repeated(t, test.start, test.rule).InWords(es)
		if ok != (test.want != "") || strings.Contains(got, "  ") || strings.HasSuffix(got, ",") {
			t.Errorf("%s from %s: %q, %v; in English %q", test.rule, test.start, got, ok, test.want)
		}
	}
}

func TestDatesThatAreLeftOutOrAddedAreNamedInSpanish(t *testing.T) {
	s := repeated(t, "2026-11-03", "FREQ=WEEKLY;COUNT=9")
	s.Except = []calendar.Date{{Year: 2026, Month: 12, Day: 29}, {Year: 2026, Month: 12, Day: 22}}
	s.Also = []time.Time{calendar.Date{Year: 2026, Month: 12, Day: 5}.Start(s.Zone)}
	want := "Todos los martes, 9 veces, excepto el 22 de diciembre de 2026 y el 29 de diciembre de 2026, y también el 5 de diciembre de 2026"
	if got, _ := s.InWords(spanish(t)); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
