import { Ajv } from 'ajv';
import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { teamsManifest, teamsPackage } from '../../adapters/teams/manifest.ts';
import published from '../specs/teams-manifest/MicrosoftTeams-1.19.schema.json' with { type: 'json' };
import { parseCommand } from '../../workflows/parse.ts';

const APP = '11111111-2222-4333-8444-555555555555';
const manifest = teamsManifest({ appId: APP, publicUrl: 'https://latchkey.example.com' });

/** Width and height of a PNG: big-endian, in its first chunk. */
function sizeOf(png: Uint8Array): readonly [number, number] {
  const view = new DataView(png.buffer, png.byteOffset);
  expect(new TextDecoder('latin1').decode(png.subarray(1, 4))).toBe('PNG');
  return [view.getUint32(16), view.getUint32(20)];
}

describe('the manifest', () => {
  test('names the bot and where it is', () => {
    expect(manifest.id).toBe(APP);
    expect(manifest.bots[0]?.botId).toBe(APP);
    expect(manifest.composeExtensions[0]?.botId).toBe(APP);
    expect(manifest.validDomains).toEqual(['latchkey.example.com']);
    expect(manifest.bots[0]?.scopes).toEqual(['personal', 'team', 'groupChat']);
  });

  test('is what the published schema says, which finds what is wrong', () => {
    const { $schema: _dialect, ...schema } = published;
    const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
    expect(validate(manifest) ? [] : validate.errors).toEqual([]);
    expect(manifest.$schema).toContain(`/v${manifest.manifestVersion}/`);
    const [bot] = manifest.bots;
    for (const wrong of [
      { manifestVersion: '1.18' },
      { bots: [{ ...bot, scopes: ['everywhere'] }] },
      { name: { short: 'x'.repeat(31), full: 'x' } },
      { unknown: true },
    ])
      expect(validate({ ...manifest, ...wrong }), JSON.stringify(wrong)).toBe(false);
  });

  test('keeps to the lengths that Teams takes', () => {
    expect(manifest.name.short.length).toBeLessThanOrEqual(30);
    expect(manifest.name.full.length).toBeLessThanOrEqual(100);
    expect(manifest.description.short.length).toBeLessThanOrEqual(80);
    expect(manifest.description.full.length).toBeLessThanOrEqual(4000);
    for (const { commands } of manifest.bots[0]?.commandLists ?? []) {
      expect(commands.length).toBeLessThanOrEqual(10);
      for (const { title, description } of commands) {
        expect(title.length).toBeLessThanOrEqual(32);
        expect(description.length).toBeLessThanOrEqual(128);
      }
    }
  });

  test('suggests only what is understood', () => {
    const titles = manifest.bots[0]?.commandLists[0]?.commands.map(({ title }) => title) ?? [];
    expect(titles).toEqual(['request', 'mine', 'status', 'done', 'help me', 'help']);
    for (const title of titles) expect(parseCommand(title).is, title).not.toBe('unclear');
  });

  test('is not made for an address that Teams cannot reach, or for no bot', () => {
    expect(() => teamsManifest({ appId: APP, publicUrl: undefined })).toThrow('PUBLIC_URL');
    expect(() => teamsManifest({ appId: APP, publicUrl: 'http://localhost:3978' })).toThrow('PUBLIC_URL');
    expect(() => teamsManifest({ appId: undefined, publicUrl: 'https://latchkey.example.com' })).toThrow(
      'MicrosoftAppId',
    );
  });

  test('comes with its two icons', async () => {
    const files = unzipSync(await teamsPackage(manifest));
    expect(Object.keys(files).toSorted()).toEqual(['color.png', 'manifest.json', 'outline.png']);
    expect(JSON.parse(new TextDecoder().decode(files['manifest.json']))).toEqual(manifest);
    expect(sizeOf(files['color.png'] ?? new Uint8Array())).toEqual([192, 192]);
    expect(sizeOf(files['outline.png'] ?? new Uint8Array())).toEqual([32, 32]);
  });
});
