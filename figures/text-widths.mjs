// How wide a text is in a TrueType font, from its character map (format 4 of the cmap table) and advance widths (hmtx).
// OpenType specification: https://learn.microsoft.com/typography/opentype/spec/

/** Returns text → width in units of the font size. */
export function textWidths(file) {
  const tables = new Map();
  for (let i = 0; i < file.readUInt16BE(4); i++) {
    const record = 12 + 16 * i;
    tables.set(file.toString('latin1', record, record + 4), file.readUInt32BE(record + 8));
  }
  const unitsPerEm = file.readUInt16BE(tables.get('head') + 18);
  const metrics = file.readUInt16BE(tables.get('hhea') + 34);
  const advance = (glyph) => file.readUInt16BE(tables.get('hmtx') + 4 * Math.min(glyph, metrics - 1)) / unitsPerEm;
  const glyphOf = characterMap(file, tables.get('cmap'));
  const known = new Map();
  return (text) => {
    let width = 0;
    for (const character of text) {
      if (!known.has(character)) {
        known.set(character, advance(glyphOf(character.codePointAt(0))));
      }
      width += known.get(character);
    }
    return width;
  };
}

function characterMap(file, cmap) {
  const count = file.readUInt16BE(cmap + 2);
  for (let i = 0; i < count; i++) {
    const table = cmap + file.readUInt32BE(cmap + 4 + 8 * i + 4);
    if (file.readUInt16BE(table) === 4) {
      return (code) => segmentGlyph(file, table, code);
    }
  }
  throw new Error('the font has no character map of format 4');
}

function segmentGlyph(file, table, code) {
  const twiceSegments = file.readUInt16BE(table + 6);
  const ends = table + 14;
  const starts = ends + twiceSegments + 2;
  const deltas = starts + twiceSegments;
  const offsets = deltas + twiceSegments;
  for (let s = 0; s < twiceSegments; s += 2) {
    if (code > file.readUInt16BE(ends + s)) {
      continue;
    }
    const start = file.readUInt16BE(starts + s);
    if (code < start) {
      return 0;
    }
    const offset = file.readUInt16BE(offsets + s);
    const glyph = offset === 0 ? code : file.readUInt16BE(offsets + s + offset + 2 * (code - start));
    return glyph === 0 ? 0 : (glyph + file.readUInt16BE(deltas + s)) & 0xffff;
  }
  return 0;
}
