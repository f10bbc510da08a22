import { trace } from '@opentelemetry/api';
import { describe, expect, test } from 'vitest';
import { Fault } from '../src/faults.ts';
import { createLog, faultFields, scrub } from '../src/log.ts';
import { createTelemetry, withSpan } from '../src/telemetry.ts';

const SECRETS = [
  'xoxb-12345-67890-abcdef',
  'xapp-1-A0-123-abcdef',
  'xoxe.xoxp-1-Mi0yLTEyMw',
  'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl',
  'hunter2hunter2',
];

function kept() {
  const lines: string[] = [];
  return { log: createLog('trace', { write: (line: string) => void lines.push(line) }), lines };
}

describe('the log', () => {
  test('writes JSON lines with a readable level and time', () => {
    const { log, lines } = kept();
    log.info({ request: 'r1' }, 'granted');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', request: 'r1', msg: 'granted' });
    expect(lines[0]).toMatch(/"time":"\d{4}-\d\d-\d\dT/);
  });

  test.each([
    [
      'in the message',
      (secret: string) => [`calling with ${secret === 'hunter2hunter2' ? `Bearer ${secret}` : secret} failed`] as const,
    ],
    ['in an address', (secret: string) => [{ url: `postgres://latchkey:${secret}@db:5432/x` }, 'no record'] as const],
    ['in a form', (secret: string) => [{ body: `grant_type=x&client_secret=${secret}&scope=y` }, 'refused'] as const],
    ['in a header', (secret: string) => [{ request: { headers: { authorization: secret } } }, 'refused'] as const],
    [
      'in a field of that name',
      (secret: string) => [{ slack: { botToken: secret, signingSecret: secret } }, 'x'] as const,
    ],
    [
      'in an error',
      (secret: string) =>
        [{ err: Object.assign(new Error(`Bearer ${secret}`), { headers: { secret } }) }, 'x'] as const,
    ],
    [
      'in a cause',
      (secret: string) =>
        [{ err: new Fault('azure_rejected', 'no', { cause: new Error(`password=${secret}`) }) }, 'x'] as const,
    ],
  ])('strikes secrets out %s, and the line stays JSON', (_, line) => {
    for (const secret of SECRETS) {
      const { log, lines } = kept();
      log.warn(...(line(secret) as [object, string]));
      expect(lines[0]).not.toContain(secret);
      expect(lines[0]).toContain('[redacted]');
      expect(() => JSON.parse(lines[0] ?? '') as unknown).not.toThrow();
    }
  });

  test('leaves ordinary text alone', () => {
    const text = 'GET https://management.azure.com/subscriptions/x?api-version=2022-04-01 by ana@contoso.com at 10:00';
    expect(scrub(text)).toBe(text);
  });
});

describe('a fault in the log', () => {
  test('has its code, its next step and the chain of causes', () => {
    const wire = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    const vendor = Object.assign(new Error('request failed', { cause: wire }), {
      name: 'RestError',
      statusCode: 503,
      request: { headers: 'x' },
    });
    expect(faultFields(new Fault('azure_unreachable', 'no answer', { cause: vendor }))).toEqual({
      fault: 'azure_unreachable',
      detail: 'no answer',
      next: expect.stringContaining('status.azure.com') as string,
      causes: ['RestError (503): request failed', 'Error (ECONNRESET): socket hang up'],
    });
  });

  test('a mistake of ours shows where it happened', () => {
    const fields = faultFields(new TypeError('x is not a function'));
    expect(fields).toMatchObject({ fault: 'unexpected', detail: 'TypeError: x is not a function' });
    expect(fields.stack).toContain('log.pure.test.ts');
    expect(faultFields({ a: 1 })).toEqual({ fault: 'unexpected', detail: 'a thrown object' });
  });

  test('a chain that bites its own tail ends', () => {
    const one = new Error('one');
    one.cause = new Error('two', { cause: one });
    expect(faultFields(one).causes).toHaveLength(8);
  });
});

describe('the metrics', () => {
  test('count commands, refusals, effects and faults, and measure lateness', async () => {
    let now = 1_000_000;
    const telemetry = createTelemetry({ now: () => now });
    telemetry.command('ask', undefined);
    telemetry.command('ask', 'no_rule');
    telemetry.refusal('chat_guest');
    telemetry.effect('grant', 'done', 0.3);
    telemetry.effect('grant', 'put_off', 0);
    telemetry.fault('azure_throttled');
    telemetry.outbox(3, 12);
    telemetry.grantsOpen(2);
    telemetry.closed(1.5);
    telemetry.closed(-20);
    telemetry.alarmRang(0.2);
    telemetry.alarmRang(61);
    telemetry.alarmMissed();
    telemetry.swept(0.4);
    now += 5000;
    expect((await telemetry.print()).text).toMatch(/^latchkey_inventory_age_seconds 5$/m);
    telemetry.inventoryRead(now, 311);
    now += 90_000;
    const { type, text } = await telemetry.print();
    expect(type).toMatch(/^text\/plain/);
    for (const line of [
      'latchkey_commands_total{command="ask",outcome="committed"} 1',
      'latchkey_commands_total{command="ask",outcome="refused"} 1',
      'latchkey_refusals_total{code="no_rule"} 1',
      'latchkey_refusals_total{code="chat_guest"} 1',
      'latchkey_effects_total{kind="grant",outcome="put_off"} 1',
      'latchkey_effect_seconds_count{kind="grant"} 1',
      'latchkey_faults_total{code="azure_throttled"} 1',
      'latchkey_outbox_open 3',
      'latchkey_outbox_oldest_seconds 12',
      'latchkey_grants_open 2',
      'latchkey_revocation_lateness_seconds_bucket{le="1"} 1',
      'latchkey_revocation_lateness_seconds_bucket{le="2"} 2',
      'latchkey_alarms_late_total 2',
      'latchkey_sweep_seconds_count 1',
      'latchkey_inventory_age_seconds 90',
      'latchkey_inventory_vms 311',
    ])
      expect(text.split('\n')).toContain(line);
  });
});

test('work inside a span gives its result, or its error, through', async () => {
  await expect(withSpan('grant', { lane: 'x' }, async () => 7)).resolves.toBe(7);
  const fault = new Fault('vm_gone', 'gone');
  await expect(withSpan('grant', {}, () => Promise.reject(fault))).rejects.toBe(fault);
  expect(trace.getActiveSpan()).toBeUndefined();
});
