package picture

// moves tells whether a file holds more than one picture.
func moves(content []byte, format string) bool {
	switch format {
	case "gif":
		return gifPictures(content) > 1
	case "png":
		return pngChunk(content, "acTL") != nil
	case "webp":
		const animation = 0x02
		header := webpChunk(content, "VP8X")
		return len(header) > 0 && header[0]&animation != 0
	}
	return false
}

// gifPictures counts the pictures of a GIF file up to two, by its blocks alone
// (GIF89a). Nothing is decoded.
func gifPictures(content []byte) int {
	const header, colours = 13, 0x80
	if len(content) < header {
		return 0
	}
	at := header + colourTable(content[10], colours)
	count := 0
	for at < len(content) && count < 2 {
		switch content[at] {
		case 0x21: // an extension: its label, then blocks
			at = afterBlocks(content, at+2)
		case 0x2C: // a picture: place and size, colours, code size, then blocks
			if at+10 > len(content) {
				return count
			}
			count++
			at = afterBlocks(content, at+10+colourTable(content[at+9], colours)+1)
		default: // the end, or what is no GIF
			return count
		}
	}
	return count
}

// colourTable is the length of the table that a byte of flags announces.
func colourTable(flags, present byte) int {
	if flags&present == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// afterBlocks skips blocks, each with its length in front, up to the empty one.
func afterBlocks(content []byte, at int) int {
	for at < len(content) && content[at] != 0 {
		at += int(content[at]) + 1
	}
	return at + 1
}
