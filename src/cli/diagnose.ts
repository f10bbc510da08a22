/** `diagnose`: what a message is about. One JSON object a line on standard output: `{"text","symptom","confidence"}`. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { redact } from '../../workflows/troubleshoot/secrets.ts';
import { printable, printableJson } from '../printable.ts';
import { recognise } from '../troubleshoot/recognise.ts';
import type { Report } from './report.ts';
import { usageError } from './report.ts';

/** What it was asked, or why not. Options are few, and a text may begin with a dash: `-2145648574` is one. */
type Asked = { readonly text: string } | { readonly file: string } | { readonly wrong: string };

const HOW = 'latchkey diagnose "your credentials did not work", or latchkey diagnose --jsonl FILE';

/** @param args what stands behind `diagnose` */
export async function diagnose(args: readonly string[]): Promise<Report | { readonly said: number }> {
  const asked = read(args);
  if ('wrong' in asked) return usageError(asked.wrong);
  if ('file' in asked) return diagnoseFile(asked.file);
  await written(process.stdout, answer(asked.text));
  return { said: 0 };
}

function read(args: readonly string[]): Asked {
  const words: string[] = [];
  let file: string | undefined;
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (arg === '--jsonl') file = args[(index += 1)] ?? '';
    else if (arg.startsWith('--jsonl=')) file = arg.slice('--jsonl='.length);
    else if (arg === '--') {
      words.push(...args.slice(index + 1));
      break;
    } else if (arg === '--json') continue;
    else if (/^--[a-z-]+$/.test(arg)) return { wrong: `There is no option ${arg}: ${HOW}` };
    else words.push(arg);
  }
  const text = words.join(' ');
  if (file === '') return { wrong: `Name the file, or - for standard input: ${HOW}` };
  if (file !== undefined && text !== '') return { wrong: `Give a text or a file, not both: ${HOW}` };
  if (file !== undefined) return { file };
  return text.trim() === '' ? { wrong: `Say what is wrong: ${HOW}` } : { text };
}

/** One line of JSON. Secrets are not shown again, whoever pasted them. */
function answer(text: string): string {
  const clean = redact(text.toWellFormed()).text;
  const [first] = recognise(clean).ranked;
  const said = { text: clean, symptom: first?.symptom, confidence: Number((first?.confidence ?? 0).toFixed(4)) };
  return `${printableJson(JSON.stringify(said))}\n`;
}

/** Bad lines are told on standard error, with their number, and make the exit code 1; the others are answered. */
async function diagnoseFile(path: string): Promise<Report | { readonly said: number }> {
  if (path !== '-') {
    const found = await stat(path).catch((error: unknown) => error as NodeJS.ErrnoException);
    if (found instanceof Error) return usageError(`${path} cannot be read (${found.code ?? found.message}).`);
    if (found.isDirectory()) return usageError(`${path} is a folder: name a file with one JSON object a line.`);
  }
  const input = path === '-' ? process.stdin : createReadStream(path);
  let number = 0;
  let bad = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    const given = number === 1 ? line.replace(/^\uFEFF/, '') : line;
    if (given.trim() === '') continue;
    const text = textOf(given);
    if (typeof text === 'string') await written(process.stdout, answer(text));
    else {
      bad += 1;
      await written(process.stderr, printable(`Line ${number} ${text.wrong}: left out. Wanted: {"text": "…"}`) + '\n');
    }
  }
  return { said: bad === 0 ? 0 : 1 };
}

function textOf(line: string): string | { readonly wrong: string } {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || !('text' in value)) return { wrong: 'has no text' };
    return typeof value.text === 'string' ? value.text : { wrong: 'has a text that is no string' };
  } catch {
    return { wrong: 'is not JSON' };
  }
}

function written(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve) => stream.write(text, () => resolve()));
}
