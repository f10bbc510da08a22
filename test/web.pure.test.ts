import { request as call } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import express, { Router } from 'express';
import { afterEach, describe, expect, test } from 'vitest';
import { createTelemetry } from '../src/telemetry.ts';
import { startWeb } from '../src/web/web.ts';
import type { Web } from '../src/web/web.ts';
import { keptLog } from './support/log.ts';

const open: Web[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.stop(0)));
});

async function web(options: Partial<Parameters<typeof startWeb>[0]> = {}) {
  const kept = keptLog();
  const telemetry = createTelemetry({ now: () => Date.now() });
  const started = await startWeb({
    port: 0,
    host: '127.0.0.1',
    health: async () => ({ away: [] }),
    metrics: () => telemetry.print(),
    routers: [],
    log: kept.log,
    ...options,
  });
  open.push(started);
  return { ...started, lines: kept.lines };
}

function router(fill: (router: Router) => void): readonly Router[] {
  const made = Router();
  fill(made);
  return [made];
}

describe('health', () => {
  test('the process lives, whatever else does', async () => {
    const { url } = await web({ health: () => Promise.reject(new Error('no record')) });
    const answer = await fetch(`${url}/healthz`);
    expect([answer.status, await answer.json()]).toEqual([200, { ok: true }]);
  });

  test('ready, and says what is away and what still works', async () => {
    const { url } = await web({ health: async () => ({ away: [['queue', 'the sweep does its work']] }) });
    const answer = await fetch(`${url}/readyz`);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { ready: true, away: { queue: 'the sweep does its work' } },
    ]);
  });

  test('not ready without the record, and no detail leaks', async () => {
    const { url, lines } = await web({ health: () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7:5432')) });
    const answer = await fetch(`${url}/readyz`);
    expect(answer.status).toBe(503);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({
      ready: false,
      away: { record: expect.stringContaining('PostgreSQL') as string },
    });
    expect(text).not.toContain('10.0.0.7');
    expect(JSON.stringify(lines)).toContain('10.0.0.7');
  });

  test('a record that never answers is not ready either', async () => {
    const { url } = await web({ health: () => new Promise(() => {}) });
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
  });

  test('metrics in the format of Prometheus', async () => {
    const { url } = await web();
    const answer = await fetch(`${url}/metrics`);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=/);
    expect(await answer.text()).toContain('# TYPE latchkey_revocation_lateness_seconds histogram');
  });
});

describe('guards', () => {
  test('every answer has the safe headers, and none says what it runs on', async () => {
    const { url } = await web();
    for (const path of ['/healthz', '/nothing']) {
      const { headers } = await fetch(`${url}${path}`);
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  test('an unknown address and an unreadable one are answered in plain words', async () => {
    const { url } = await web({
      routers: router((made) => made.post('/form', express.json(), (_, response) => void response.end())),
    });
    const missing = await fetch(`${url}/<script>`);
    expect([missing.status, await missing.text()]).toEqual([404, 'There is nothing at this address.\n']);
    const broken = await fetch(`${url}/form`, {
      method: 'POST',
      body: '{',
      headers: { 'content-type': 'application/json' },
    });
    expect([broken.status, await broken.text()]).toEqual([400, 'This request cannot be understood.\n']);
    const percent = await fetch(`${url}/%E0%A4%A`);
    expect(percent.status).toBe(404);
  });

  test.each(['thrown', 'rejected'])(
    'an error that is %s shows no trace to the caller and all of it to the log',
    async (how) => {
      const fail = (): Promise<void> => (how === 'rejected' ? Promise.reject(new Error('the inner secret')) : thrown());
      const { url, lines } = await web({ routers: router((made) => made.get('/fails', fail)) });
      const answer = await fetch(`${url}/fails`);
      const text = await answer.text();
      expect(answer.status).toBe(500);
      expect(text).toMatch(/^Something failed here\./);
      expect(text).not.toContain('inner secret');
      expect(lines.map((line) => line.msg)).toEqual(['a web request failed']);
      expect(JSON.stringify(lines[0])).toContain('the inner secret');
    },
  );

  test('a body that is too large, or of unknown length, is refused before it is read', async () => {
    let reached = 0;
    const { url } = await web({
      routers: router((made) => made.post('/form', (_, response) => void response.end(String((reached += 1))))),
    });
    const post = (body: string | ReadableStream) =>
      fetch(`${url}/form`, { method: 'POST', body, ...(typeof body === 'string' ? {} : { duplex: 'half' as const }) });
    expect((await post('x'.repeat(1000))).status).toBe(200);
    expect(await refusal(`${url}/form`, { 'content-length': String(1024 * 1024 + 1) })).toBe(413);
    expect(await refusal(`${url}/form`, { 'transfer-encoding': 'chunked' })).toBe(411);
    expect(reached).toBe(1);
  });

  test('a router reads the raw bytes itself', async () => {
    const { url } = await web({
      routers: router((made) =>
        made.post(
          '/raw',
          express.raw({ type: '*/*' }),
          (request, response) => void response.send(String((request.body as Buffer).length)),
        ),
      ),
    });
    const answer = await fetch(`${url}/raw`, {
      method: 'POST',
      body: '{ "a":  1 }',
      headers: { 'content-type': 'application/json' },
    });
    expect(await answer.text()).toBe('11');
  });
});

describe('stopping', () => {
  test('what is under way is finished, and nothing new is taken', async () => {
    let go: () => void = () => {};
    const held = new Promise<void>((resolve) => (go = resolve));
    const slow = router((made) =>
      made.get('/slow', async (_, response) => {
        await held;
        response.send('done');
      }),
    );
    const { url, stop } = await web({ routers: slow });
    const answer = fetch(`${url}/slow`).then((each) => each.text());
    await pause(50);
    const stopped = stop(5000);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    go();
    await expect(answer).resolves.toBe('done');
    await stopped;
  });

  test('whoever does not finish in time is cut off', async () => {
    const { url, stop } = await web({ routers: router((made) => made.get('/never', () => {})) });
    const answer = fetch(`${url}/never`);
    const silent = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {});
    await pause(50);
    await Promise.all([expect(answer).rejects.toThrow(), stop(100)]);
    silent.destroy();
  });

  test('a port that is taken is told', async () => {
    const { url } = await web();
    await expect(web({ port: Number(new URL(url).port) })).rejects.toThrow(/EADDRINUSE/);
  });
});

function thrown(): never {
  throw new Error('the inner secret');
}

/** The status of a request that announces a body and never sends it. */
function refusal(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = call(url, { method: 'POST', headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
      sent.destroy();
    });
    sent.on('error', reject);
    sent.flushHeaders();
  });
}
