package picture

import (
	"bytes"
	"encoding/binary"
)

// orientation is how a picture lies in its file, as Exif 2.3 numbers it: 1 is
// upright. What is not said or not understood is upright, as in browsers.
func orientation(content []byte, format string) int {
	switch format {
	case "jpeg":
		return tiffOrientation(jpegExif(content))
	case "png":
		return tiffOrientation(pngChunk(content, "eXIf"))
	case "webp":
		return tiffOrientation(bytes.TrimPrefix(webpChunk(content, "EXIF"), exifMark))
	}
	return 1
}

var exifMark = []byte("Exif\x00\x00")

// jpegExif finds the Exif data of a JPEG file: the first APP1 segment of that
// name before the points begin.
func jpegExif(content []byte) []byte {
	for at := 2; at+4 <= len(content) && content[at] == 0xFF; {
		marker := content[at+1]
		if marker == 0xFF { // a filling byte
			at++
			continue
		}
		if marker == 0xDA || marker == 0xD9 {
			return nil
		}
		length := int(binary.BigEndian.Uint16(content[at+2:]))
		if length < 2 || at+2+length > len(content) {
			return nil
		}
		if segment := content[at+4 : at+2+length]; marker == 0xE1 && bytes.HasPrefix(segment, exifMark) {
			return segment[len(exifMark):]
		}
		at += 2 + length
	}
	return nil
}

// tiffOrientation reads tag 0x0112 of the first directory.
func tiffOrientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
	default:
		return 1
	}
	at := int64(order.Uint32(tiff[4:]))
	if at < 8 || at+2 > int64(len(tiff)) {
		return 1
	}
	entries := int64(order.Uint16(tiff[at:]))
	for i := range entries {
		entry := at + 2 + 12*i
		if entry+12 > int64(len(tiff)) {
			return 1
		}
		const tagOrientation, typeShort = 0x0112, 3
		if order.Uint16(tiff[entry:]) != tagOrientation {
			continue
		}
		if turn := int(order.Uint16(tiff[entry+8:])); order.Uint16(tiff[entry+2:]) == typeShort && turn >= 1 && turn <= 8 {
			return turn
		}
		return 1
	}
	return 1
}

// pngChunk finds the first chunk of a name before the points begin, or after.
func pngChunk(content []byte, name string) []byte {
	for at := int64(8); at+12 <= int64(len(content)); {
		length := int64(binary.BigEndian.Uint32(content[at:]))
		if at+12+length > int64(len(content)) {
			return nil
		}
		if string(content[at+4:at+8]) == name {
			return content[at+8 : at+8+length]
		}
		at += 12 + length
	}
	return nil
}

// webpChunk finds the first chunk of a name.
func webpChunk(content []byte, name string) []byte {
	for at := int64(12); at+8 <= int64(len(content)); {
		length := int64(binary.LittleEndian.Uint32(content[at+4:]))
		if at+8+length > int64(len(content)) {
			return nil
		}
		if string(content[at:at+4]) == name {
			return content[at+8 : at+8+length]
		}
		at += 8 + length + length%2
	}
	return nil
}
