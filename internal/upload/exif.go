package upload

import "encoding/binary"

var exifPrefix = []byte("Exif\x00\x00")

const orientationTag = 0x0112

// orientation finds which way up a picture is in Exif data (CIPA DC-008; a TIFF file): 2 to 8, or 0 where it is as it
// stands, or the data do not say it in the first directory.
func orientation(tiff []byte) byte {
	var order binary.ByteOrder
	if len(tiff) < 8 {
		return 0
	}
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 0
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 0
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		const entry = 12 // tag, type, count, value
		if len(entries) < entry {
			return 0
		}
		if order.Uint16(entries) == orientationTag {
			if turn := order.Uint16(entries[8:]); turn >= 2 && turn <= 8 {
				return byte(turn)
			}
			return 0
		}
		entries = entries[entry:]
	}
	return 0
}

// onlyOrientation is Exif data that say which way up a picture is, and nothing else.
func onlyOrientation(turn byte) []byte {
	return append(append([]byte{}, exifPrefix...),
		'M', 'M', 0, '*', 0, 0, 0, 8, // the directory stands at byte 8
		0, 1, // and has one entry:
		orientationTag>>8, orientationTag&0xFF, 0, 3, 0, 0, 0, 1, 0, turn, 0, 0, // one number of 16 bits
		0, 0, 0, 0) // no other directory
}
