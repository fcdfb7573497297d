"""Papers as PDF, made in memory.

A feature's paper is a `base.Document` whose `story()` yields blocks from `kit`; the frame around them (letterhead, number
and QR code, confidential strip, foot, copies) is the same for all. `redaction` leaves values out before anything is
drawn. Text of any script goes `words` → `lines` (plain, or `shaping` with `bidi`) → `pen` → `embed`; a character that no
bundled face has raises MissingGlyph. `protect` encrypts a finished paper, `raster` shows it.
"""
