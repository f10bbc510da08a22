import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloudConformance } from '../conformance/cloud.ts';
import { estateConformance } from '../conformance/estate.ts';
import { startSandbox } from '../support/sandbox.ts';
import type { Sandbox } from '../support/sandbox.ts';
import { cloudWorld, connect, estateWorld } from './azure-world.ts';
import type { Connected } from './azure-world.ts';

let sandbox: Sandbox;
let connected: Connected;

beforeAll(async () => {
  sandbox = await startSandbox();
  connected = connect(sandbox);
});

afterAll(() => sandbox.stop());

describe('Cloud on Azure Resource Manager', () => {
  cloudConformance(() => cloudWorld(sandbox, connected));
});

describe('Estate on Azure Resource Manager', () => {
  estateConformance(() => estateWorld(sandbox, connected));

  test('takes what a guest says of itself only as far as it can be written down', async () => {
    const { estate, vms } = await estateWorld(sandbox, connected);
    const [{ name, id }] = vms;
    await sandbox.control('PUT', `azure/vms/${name}`, {
      osName: `Win\u0000dows\ud800 ${'x'.repeat(200)}`,
      osVersion: '\n',
    });
    const found = await estate.vm(id);
    expect(found?.system?.osName).toMatch(/^Windows\ufffd x+$/);
    expect(found?.system?.osName).toHaveLength(100);
    const listed = [];
    for await (const page of estate.vms()) listed.push(...page);
    expect(listed.find((each) => each.id === id)?.system).toEqual(found?.system);
  });
});
