// Package picture makes smaller copies of pictures for small screens.
//
// It owns what may be decoded at all ([Examine] reads a header and refuses what
// would fill the memory), how pictures are turned, scaled and encoded, and the
// folder that keeps copies between builds. It never looks at where pictures are
// used, and writes nowhere but into that folder.
//
//	facts, err := picture.Examine(file)              // PNG, 4032 × 3024
//	copies, err := keeper.Copies(ctx, content, facts) // 400, 800 and 1200 wide
//
// Copies hold points and nothing else: no place, no camera, no name. They are
// upright, so what a camera notes about its position (Exif orientation) is
// honoured and then needed no more. The same bytes give the same copies.
//
// What moves is left alone: of an animation there are no copies. So are
// pictures that would not get smaller.
package picture
