/** `cards` and `manifest`: what the chats get, on paper. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gallery } from '../../workflows/present/gallery.ts';
import { manifests, painters } from '../main.ts';
import type { Report } from './report.ts';
import { usageError } from './report.ts';
import { readOrThrow } from './session.ts';

export async function cards(out: string): Promise<Report> {
  if (out === '') return usageError('Say where to: latchkey cards --out DIR');
  const files: string[] = [];
  for (const [chat, paint] of Object.entries(painters)) {
    await mkdir(join(out, chat), { recursive: true });
    for (const exhibit of gallery()) {
      const file = join(out, chat, `${exhibit.name}.json`);
      await writeFile(file, `${JSON.stringify(paint(exhibit), undefined, 2)}\n`);
      files.push(file);
    }
  }
  return { ok: true, lines: [`${files.length} cards written to ${out}.`], data: files };
}

export async function manifest(chat: string, out: string): Promise<Report> {
  const make = manifests[chat as keyof typeof manifests];
  const { manifest: made, file } = make(readOrThrow());
  if (out === '' || file === undefined) return { ok: true, lines: [JSON.stringify(made, undefined, 2)], data: made };
  await mkdir(out, { recursive: true });
  const path = join(out, file.name);
  await writeFile(path, await file.bytes);
  return { ok: true, lines: [`The app package is ${path}.`], data: { file: path } };
}
