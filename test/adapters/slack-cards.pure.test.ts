/** Every card there is, with the shortest and the worst text, against Slack's limits. */
import { describe, expect, it } from 'vitest';
import { LARGEST_VIEW, validateBlocks, validateView } from '@latchkey/sandbox/blocks';
import { painters } from '../../src/main.ts';
import type { Exhibit } from '../../workflows/present/gallery.ts';
import { exampleRefusals, exampleStates, gallery } from '../../workflows/present/gallery.ts';

type Painted = { readonly text: string; readonly blocks: readonly object[] };

const all = gallery();

function problemsOf(exhibit: Exhibit): readonly { message: string; pointer: string }[] {
  const painted = painters.slack(exhibit) as Painted;
  if (exhibit.is === 'card') return validateBlocks(painted.blocks, 'message');
  return validateView(painted, exhibit.is === 'form' ? 'modal' : 'home');
}

describe('the gallery', () => {
  it.each(all.map((exhibit) => [exhibit.name, exhibit] as const))('%s fits Slack', (_name, exhibit) => {
    expect(problemsOf(exhibit)).toEqual([]);
    const painted = painters.slack(exhibit) as Painted;
    expect(new TextEncoder().encode(JSON.stringify(painted)).length).toBeLessThan(LARGEST_VIEW);
    if (exhibit.is === 'card') {
      expect(painted.text.trim()).not.toBe('');
      expect([...painted.text].length).toBeLessThanOrEqual(4000);
    }
  });

  it('formats nothing that a person typed', () => {
    for (const exhibit of all) {
      const json = JSON.stringify(painters.slack(exhibit));
      expect(json, exhibit.name).not.toMatch(/"type":"(user|usergroup|broadcast|channel|mrkdwn)"/);
      expect(json, exhibit.name).not.toContain('"url":"https://evil.example');
    }
  });

  it('holds every state, every kind of ending and every refusal', () => {
    const states = exampleStates('short');
    expect(new Set(states.map((state) => state.is)).size).toBe(9);
    const pending = states[0];
    if (pending === undefined) throw new Error('no example');
    const codes = exampleRefusals('short', pending).map((refusal) => refusal.code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(all.some((exhibit) => exhibit.name === `refusal.${code}.worst`)).toBe(true);
  });

  it('is refused when it is too long, so that this test can fail', () => {
    const blocks = [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }];
    expect(validateBlocks(blocks, 'message')).not.toEqual([]);
  });
});
