/** The .rdp file as it is fetched: for open access alone, and of the kind that the VM's Windows takes. */
import express from 'express';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/record/database.ts';
import { rdpLink, rdpRouter, rdpUrl } from '../../src/web/rdp.ts';
import type { Living } from '../../workflows/request.ts';
import { after, ask, MINUTE, mia, NOW, REQUEST, samples, vm } from '../workflows/given.ts';
import { ownDatabase } from '../support/postgres.ts';

const old = { ...vm, system: { image: { offer: 'WindowsServer', sku: '2019-datacenter' } } };
const OLD = REQUEST.replace(/^1+/, '22222222');
const PENDING = REQUEST.replace(/^1+/, '33333333');

let db: Database;
let close: () => Promise<void>;
let server: Server;
let base: string;

beforeAll(async () => {
  ({ db, close } = await ownDatabase(2));
  const opened = after(
    { ...ask, id: OLD, vm: old },
    { is: 'approve', at: NOW + MINUTE, by: mia },
    { is: 'granted', at: NOW + 2 * MINUTE, assignment: '/assignment/2' },
  );
  for (const state of [samples().active as Living, opened, after({ ...ask, id: PENDING, role: 'admin' })])
    await keep(state);
  server = express().use(rdpRouter(db)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await close();
});

async function keep(state: Living): Promise<void> {
  const { id, requester, role } = state.ask;
  await db
    .insertInto('requests')
    .values({
      id,
      version: 1,
      status: state.is,
      requester: requester.id,
      vm: `${state.ask.vm.id.toLowerCase()}/${id}`,
      role,
      state: JSON.stringify(state),
      asked_at: new Date(NOW),
      lapses_at: new Date(NOW),
      ends_at: state.is === 'active' ? new Date(state.endsAt) : null,
      changed_at: new Date(NOW),
    })
    .execute();
}

async function fetched(url: string): Promise<{ readonly status: number; readonly lines: readonly string[] }> {
  const response = await fetch(url);
  return { status: response.status, lines: (await response.text()).split('\r\n') };
}

it('asks for the sign-in page where nothing speaks against it, and for the password where that does not work', async () => {
  const page = await fetched(rdpUrl(base, REQUEST));
  expect(page.lines).toContain('enablerdsaadauth:i:1');
  const link = rdpLink(base, after({ ...ask, id: OLD, vm: old })).rdp ?? '';
  const password = await fetched(link);
  expect(password.lines.join()).not.toContain('enablerdsaadauth');
  expect(password.lines).toContain(String.raw`username:s:.\AzureAD\ana@contoso.com`);
});

it('is of the kind that a later look at the VM asks for', async () => {
  expect((await fetched(rdpUrl(base, REQUEST, 'password'))).lines.join()).not.toContain('enablerdsaadauth');
  expect((await fetched(rdpUrl(base, OLD, 'page'))).lines).toContain('enablerdsaadauth:i:1');
  expect((await fetched(`${base}/rdp/${REQUEST}.rdp?sign-in=x%0d%0agatewayhostname:s:evil`)).lines).toEqual(
    (await fetched(rdpUrl(base, REQUEST))).lines,
  );
});

it('is there for open access alone', async () => {
  expect((await fetched(rdpUrl(base, PENDING))).status).toBe(404);
  expect((await fetched(rdpUrl(base, 'password'))).status).toBe(404);
});
