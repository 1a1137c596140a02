package build

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// photo is a JPEG file with soft changes and some grain.
func photo(t *testing.T, w, h int) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			grain := uint8((x*73856093 ^ y*19349663) >> 5 % 13)
			img.SetNRGBA(x, y, color.NRGBA{R: uint8(x*240/w) + grain, G: uint8(y*240/h) + grain, B: 90, A: 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bomb is a small file that says it is a picture of a size.
func bomb(t *testing.T, w, h uint32) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	file := b.Bytes()
	binary.BigEndian.PutUint32(file[16:], w)
	binary.BigEndian.PutUint32(file[20:], h)
	binary.BigEndian.PutUint32(file[29:], crc32.ChecksumIEEE(file[12:29]))
	return file
}

// pictured writes a site with a page whose pictures are these files.
func pictured(t *testing.T, page string, files map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	files["site.yaml"] = []byte("title: T\nbase_url: https://example.org/city/\ntimezone: America/Chicago\nlanguages: [en]\n")
	files["about.md"] = []byte(page)
	for name, content := range files {
		name = filepath.Join(dir, "content", name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func built(t *testing.T, source string) (out string, result Result) {
	t.Helper()
	out = filepath.Join(t.TempDir(), "out")
	result, err := Run(t.Context(), Options{Source: source, Out: out})
	if err != nil {
		t.Fatal(err, result.Problems)
	}
	return out, result
}

func read(t *testing.T, elements ...string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(elements...))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

var imageTags = regexp.MustCompile(`<img[^>]*>`)

const twoPictures = "---\ntitle: About\nimage:\n  src: photos/Front-Door.jpg\n  alt: A door\n---\n![Two *people*](photos/talk.jpg)\n\n" +
	`<figure><img src="photos/talk.jpg" alt="Again" width="90" height="60"></figure>` + "\n"

func TestPicturesComeInTheSizeOfTheScreen(t *testing.T) {
	source := pictured(t, twoPictures, map[string][]byte{"photos/Front-Door.jpg": photo(t, 1400, 700), "photos/talk.jpg": photo(t, 600, 900)})
	out, _ := built(t, source)
	tags := imageTags.FindAllString(read(t, out, "about/index.html"), -1)
	hash := regexp.MustCompile(`\.[0-9a-f]{10}\.jpg`)
	const talk = `/city/static/pictures/talk-400.#.jpg 400w, /city/static/pictures/talk-600.#.jpg 600w" sizes="(min-width: 38em) 36em, 100vw" loading="lazy">`
	want := []string{
		`<img src="/city/static/pictures/front-door-800.#.jpg" alt="A door" width="1400" height="700" srcset="/city/static/pictures/front-door-400.#.jpg 400w, ` +
			`/city/static/pictures/front-door-800.#.jpg 800w, /city/static/pictures/front-door-1200.#.jpg 1200w" sizes="(min-width: 48em) 46em, 100vw">`,
		`<img src="/city/static/pictures/talk-600.#.jpg" alt="Two people" width="600" height="900" srcset="` + talk,
		`<img src="/city/static/pictures/talk-600.#.jpg" alt="Again" width="90" height="60" srcset="` + talk,
	}
	for i := range tags {
		tags[i] = hash.ReplaceAllString(tags[i], ".#.jpg")
	}
	if got := strings.Join(tags, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("the page shows\n%s\nnot\n%s", got, strings.Join(want, "\n"))
	}
	for _, set := range regexp.MustCompile(`/city/(static/pictures/[^ ]+) (\d+)w`).FindAllStringSubmatch(read(t, out, "about/index.html"), -1) {
		config, err := jpeg.DecodeConfig(strings.NewReader(read(t, out, set[1])))
		if err != nil || fmt.Sprint(config.Width) != set[2] {
			t.Errorf("%s is %d points wide: %v", set[1], config.Width, err)
		}
		if manifest := read(t, out, manifestName); !strings.Contains(manifest, set[1]) {
			t.Errorf("%s is not in the manifest", set[1])
		}
	}
}

func TestTheFirstPictureOfAPageIsNotLeftForLater(t *testing.T) {
	source := pictured(t, "---\ntitle: About\n---\n![One](a.jpg)\n\n![Two](a.jpg)\n", map[string][]byte{"a.jpg": photo(t, 90, 60)})
	out, _ := built(t, source)
	tags := imageTags.FindAllString(read(t, out, "about/index.html"), -1)
	if len(tags) != 2 || strings.Contains(tags[0], "lazy") || !strings.Contains(tags[1], `loading="lazy"`) {
		t.Errorf("%q", tags)
	}
}

func TestDeletingWhatIsKeptChangesNothing(t *testing.T) {
	source := pictured(t, twoPictures, map[string][]byte{"photos/Front-Door.jpg": photo(t, 1400, 700), "photos/talk.jpg": photo(t, 600, 900)})
	first, _ := built(t, source)
	again, _ := built(t, source)
	if err := os.RemoveAll(filepath.Join(source, ".advocate")); err != nil {
		t.Fatal(err)
	}
	anew, _ := built(t, source)
	manifest := read(t, first, manifestName)
	if read(t, again, manifestName) != manifest || read(t, anew, manifestName) != manifest {
		t.Error("the builds differ")
	}
}

func TestACheckKeepsNoCopies(t *testing.T) {
	source := pictured(t, twoPictures, map[string][]byte{"photos/Front-Door.jpg": photo(t, 1400, 700), "photos/talk.jpg": photo(t, 600, 900)})
	if _, err := Check(t.Context(), Options{Source: source}, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(source, ".advocate")); !isMissing(err) {
		t.Errorf("a check wrote into the site's folder: %v", err)
	}
}

func TestAPictureThatWouldFillTheMemoryIsAnErrorWhereItIsShown(t *testing.T) {
	source := pictured(t, "---\ntitle: About\nimage:\n  src: a.png\n  alt: A\n---\nSee ![B](b.png).\n", map[string][]byte{
		"a.png": bomb(t, 50_000, 50_000), "b.png": bomb(t, 9000, 9000), "unused.png": bomb(t, 50_000, 50_000),
	})
	result, err := Run(t.Context(), Options{Source: source, Out: filepath.Join(t.TempDir(), "out")})
	if err == nil {
		t.Fatal("it is built")
	}
	var got []string
	for _, p := range result.Problems {
		got = append(got, p.String())
	}
	for i, want := range []string{
		"content/about.md:4:8: error: a.png: the picture is too large: 50000 × 50000 points, at most 50 million are read, and 20000 on a side: save it smaller, 2400 points wide are plenty",
		"content/about.md:7:10: error: b.png: the picture is too large: 9000 × 9000 points, at most 50 million are read, and 20000 on a side: save it smaller, 2400 points wide are plenty",
	} {
		if len(got) != 2 || got[i] != want {
			t.Fatalf("the problems are\n%s\nnot\n%s", strings.Join(got, "\n"), want)
		}
	}
}

func TestAPictureWithBrokenPointsIsPublishedAsItIs(t *testing.T) {
	broken := photo(t, 900, 600)
	broken = broken[:len(broken)/3]
	source := pictured(t, "---\ntitle: About\n---\n![B](b.jpg) ![C](c.png)\n", map[string][]byte{"b.jpg": broken, "c.png": []byte("no picture")})
	out, result := built(t, source)
	if got := fmt.Sprint(result.Problems); !strings.Contains(got, "c.png cannot be read") || strings.Contains(got, "b.jpg") {
		t.Errorf("the problems are %s", got)
	}
	tags := strings.Join(imageTags.FindAllString(read(t, out, "about/index.html"), -1), "")
	if tags != `<img src="/city/b.jpg" alt="B" width="900" height="600"><img src="/city/c.png" alt="C" loading="lazy">` {
		t.Errorf("the page shows %s", tags)
	}
	if read(t, out, "b.jpg") != string(broken) {
		t.Error("the file was changed")
	}
}
