/** Somebody cannot sign in, says so in their own words, and is led to the cause and to what mends it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inSlack, untilConcluded } from './helped.ts';
import { openStage } from './stage.ts';
import type { Stage } from './stage.ts';

const LONG = 120_000;

const policy = ({ approvers, operators }: { approvers: string; operators: string }) => `
operators: { groups: ${operators}, channels: "slack:C0OPS" }
rules:
  - name: Everything
    ask: everyone
    approve: { groups: ${approvers}, channels: "slack:C0APPROVE" }
    duration: { longest: 4h, default: 1h }
troubleshooting:
  - match: { vm: 'broken-*' }
    inside: true
    mend: [start, extension, application]
`;

describe('why sign-in fails', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ policy });
    await stage.bot();
  }, LONG);
  afterAll(() => stage.close());

  it('a VM that is off: found, started once approved, and healthy then', { timeout: LONG }, async () => {
    const { truth } = await stage.sandbox.control('POST', 'trouble', {
      cause: 'vm-deallocated',
      vm: 'broken-off-01',
      person: 'ana',
      role: 'user',
    });
    const ana = inSlack(stage, 'ana');
    await ana.say('broken-off-01 does not let me connect, remote desktop cannot reach the computer');
    const found = await untilConcluded(ana, 'Sign-in to broken-off-01', truth);
    expect(found.text).toContain('switched off');
  });
});
