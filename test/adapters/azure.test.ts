import { afterAll, beforeAll, describe } from 'vitest';
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
});
