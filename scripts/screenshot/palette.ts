/** PNG files of few colours: a picture of text needs sixteen, and is a quarter as large for it. */
import { crc32, deflateSync } from 'node:zlib';

export type Picture = {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and opacity of each pixel, row by row. */
  readonly pixels: Uint8Array;
};

type Colour = readonly [red: number, green: number, blue: number];

const MOST = 16;

/** As a PNG with the picture's own sixteen most telling colours (W3C, Portable Network Graphics, indexed colour of depth 4). */
export function smallPng({ width, height, pixels }: Picture): Buffer {
  const colours = paletteOf(pixels);
  const known = new Map<number, number>();
  const nearest = (key: number): number => {
    const found = known.get(key) ?? indexOfNearest(colours, colourOf(key));
    known.set(key, found);
    return found;
  };
  const stride = Math.ceil(width / 2) + 1;
  const rows = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const index = nearest(keyAt(pixels, (y * width + x) * 4));
      const at = y * stride + 1 + (x >> 1);
      rows[at] = (rows[at] ?? 0) | (x % 2 === 0 ? index << 4 : index);
    }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([4, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(colours.flat())),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Again and again the colour whose pixels are worst served by those chosen already. */
function paletteOf(pixels: Uint8Array): Colour[] {
  const counts = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += 4) {
    const key = keyAt(pixels, at);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  // Rare shades are the edges of letters: they are near to others that are not rare.
  const candidates = [...counts].toSorted((a, b) => b[1] - a[1]).slice(0, 600);
  const far = new Map(candidates.map(([key]) => [key, Infinity]));
  const chosen: Colour[] = [];
  while (chosen.length < Math.min(MOST, candidates.length)) {
    const cost = ([key, count]: readonly [number, number]) =>
      Math.sqrt(count) * Math.min(far.get(key) ?? 0, 3 * 255 ** 2);
    const worst = candidates.reduce((one, other) => (cost(other) > cost(one) ? other : one));
    const colour = colourOf(worst[0]);
    chosen.push(colour);
    for (const [key] of candidates) far.set(key, Math.min(far.get(key) ?? 0, distance(colour, colourOf(key))));
  }
  return chosen;
}

function keyAt(pixels: Uint8Array, at: number): number {
  return ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0);
}

function colourOf(key: number): Colour {
  return [key >> 16, (key >> 8) & 255, key & 255];
}

function indexOfNearest(colours: readonly Colour[], colour: Colour): number {
  let best = 0;
  for (const [index, other] of colours.entries())
    if (distance(other, colour) < distance(colours[best] ?? other, colour)) best = index;
  return best;
}

function distance(a: Colour, b: Colour): number {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
