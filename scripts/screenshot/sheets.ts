/** Contact sheets of every Teams card, drawn by Microsoft's renderer: `docs/cards/*.png`, shown by docs/cards.md. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { painters } from '../../src/main.ts';
import { openEasel, PHONE_CARD } from '../../test/support/drawn-cards.ts';
import { gallery } from '../../workflows/present/gallery.ts';
import { smallPng } from './palette.ts';
import type { Picture } from './palette.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'docs', 'cards');

type Sheet = {
  readonly name: string;
  readonly shows: RegExp;
  /** How many cards stand beside each other, and how much smaller than in the chat. */
  readonly columns: number;
  readonly scale: number;
  /** In pixels: what is higher goes on, but is not shown further. */
  readonly highest: number;
};

const SHEETS: readonly Sheet[] = [
  { name: 'requests', shows: /^request\..*\.short$/, columns: 5, scale: 0.9, highest: 4000 },
  {
    name: 'messages',
    shows: /^(?:notice|refusal|identity|answer|home\.moved).*\.short$/,
    columns: 5,
    scale: 0.9,
    highest: 4000,
  },
  { name: 'forms', shows: /^(?:form|home(?!\.moved)).*\.short$/, columns: 4, scale: 0.9, highest: 4000 },
  { name: 'worst-requests', shows: /^request\..*\.worst$/, columns: 8, scale: 0.5, highest: 2400 },
  { name: 'worst-others', shows: /^(?!request).*\.worst$/, columns: 8, scale: 0.5, highest: 2400 },
];

/** In pixels: a card in a chat on a phone. */
const WIDTH = PHONE_CARD;
const GAP = 16;

/** @returns the files written */
export async function drawSheets(browser: Browser): Promise<readonly string[]> {
  await mkdir(FOLDER, { recursive: true });
  const files: string[] = [];
  for (const sheet of SHEETS) {
    const { page } = await openEasel(browser);
    await layOut(page, sheet);
    const drawn = await page.locator('body').screenshot();
    const file = join(FOLDER, `${sheet.name}.png`);
    await writeFile(file, smallPng(await pixelsOf(page, drawn)));
    files.push(file);
    await page.close();
  }
  return files;
}

/** Each card below its name, in columns that end at about the same height. */
async function layOut(page: Page, sheet: Sheet): Promise<void> {
  const inner = sheet.columns * (WIDTH + GAP) + GAP;
  await page.setViewportSize({ width: Math.ceil(inner * sheet.scale), height: 800 });
  await page.addStyleTag({
    content: `
      body { width: ${inner}px; zoom: ${sheet.scale}; background: #f5f5f5; }
      .sheet { columns: ${sheet.columns}; column-gap: ${GAP}px; padding: ${GAP}px; }
      .exhibit { break-inside: avoid; max-height: ${sheet.highest}px; margin-bottom: ${GAP}px; overflow: hidden; }
      .exhibit > p { color: #5c666b; font: 12px var(--mono); overflow-wrap: anywhere; }`,
  });
  await page.evaluate(drawAll, cardsOf(sheet));
}

/** Those that look alike stand once, under all their names. */
function cardsOf({ shows }: Sheet): readonly { name: string; card: unknown }[] {
  const alike = new Map<string, { names: string[]; card: unknown }>();
  for (const exhibit of gallery().filter(({ name }) => shows.test(name))) {
    const card = painters.teams(exhibit);
    const seen = alike.get(JSON.stringify(card));
    if (seen === undefined) alike.set(JSON.stringify(card), { names: [exhibit.name], card });
    else seen.names.push(exhibit.name);
  }
  return [...alike.values()].map(({ names, card }) => ({ name: names.join(', '), card }));
}

async function pixelsOf(page: Page, png: Buffer): Promise<Picture> {
  const { width, height, base64 } = await page.evaluate(decode, png.toString('base64'));
  return { width, height, pixels: Buffer.from(base64, 'base64') };
}

/** Runs in the browser, which can read what it has drawn. */
async function decode(png: string): Promise<{ width: number; height: number; base64: string }> {
  const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, height).getContext('2d');
  if (canvas === null) throw new Error('This browser draws nothing.');
  canvas.drawImage(bitmap, 0, 0);
  const { data } = canvas.getImageData(0, 0, width, height);
  let text = '';
  for (let at = 0; at < data.length; at += 30_000) text += String.fromCharCode(...data.subarray(at, at + 30_000));
  return { width, height, base64: btoa(text) };
}

/** Runs in the browser. */
function drawAll(cards: readonly { name: string; card: unknown }[]): void {
  const { drawCard } = window as unknown as { drawCard(card: unknown, place: Element): unknown };
  const sheet = document.createElement('div');
  sheet.className = 'sheet';
  for (const { name, card } of cards) {
    const exhibit = document.createElement('div');
    exhibit.className = 'exhibit';
    const caption = document.createElement('p');
    caption.textContent = name;
    exhibit.append(caption);
    drawCard(card, exhibit);
    sheet.append(exhibit);
  }
  document.body.append(sheet);
}
