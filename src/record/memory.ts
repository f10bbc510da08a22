/** Small things worth remembering: where cards stand, who is who, which VMs there are. All of it can be found out again. */
import { sql } from 'kysely';
import type { ChatUser, Instant, Person, RequestId, Vm } from '../../workflows/language.ts';
import type { Database, Within } from './database.ts';
import { reaching } from './database.ts';

export type Drawn = { readonly handle: string; readonly version: number | undefined };

/** Where a card stands, and which version of its request it shows. */
export async function drawnAt(db: Database, chat: string, key: string): Promise<Drawn | undefined> {
  const row = await db
    .selectFrom('messages')
    .select(['handle', 'version'])
    .where('chat', '=', chat)
    .where('key', '=', key)
    .executeTakeFirst();
  return row === undefined ? undefined : { handle: row.handle, version: row.version ?? undefined };
}

/** What is shown by this message. */
export async function drawnAs(db: Database, chat: string, handle: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('messages')
    .select('key')
    .where('chat', '=', chat)
    .where('handle', '=', handle)
    .executeTakeFirst();
  return row?.key;
}

export async function rememberDrawn(
  db: Database,
  chat: string,
  key: string,
  drawn: Drawn,
  now: Instant,
): Promise<void> {
  const values = { handle: drawn.handle, version: drawn.version ?? null, drawn_at: new Date(now) };
  await db
    .insertInto('messages')
    .values({ chat, key, ...values })
    .onConflict((conflict) => conflict.columns(['chat', 'key']).doUpdateSet(values))
    .execute();
}

/** Has these cards drawn anew although nothing changed: somebody saw an old one. */
export async function forgetDrawn(db: Database, request: RequestId): Promise<void> {
  await db.updateTable('messages').set({ version: null }).where('key', 'like', `${request}/%`).execute();
}

/** The same for one card by its key. */
export async function forgetDrawnAs(db: Database, key: string): Promise<void> {
  await db.updateTable('messages').set({ version: null }).where('key', '=', key).execute();
}

export async function rememberAlarm(db: Database, request: RequestId, alarm: string): Promise<void> {
  await db.updateTable('requests').set({ alarm }).where('id', '=', request).execute();
}

/** Who this was when last verified, not before `since`. */
export async function personOf(db: Database, user: ChatUser, since: Instant): Promise<Person | undefined> {
  const row = await db
    .selectFrom('people')
    .select('person')
    .where('chat', '=', user.chat)
    .where('team', '=', user.team)
    .where('member', '=', user.id)
    .where('verified_at', '>', new Date(since))
    .executeTakeFirst();
  return row?.person;
}

/** The accounts of these persons (object ids in lower case, or UPNs) that are known in this chat, in this order. */
export async function accountsOf(db: Database, chat: string, persons: readonly string[]): Promise<readonly ChatUser[]> {
  const names = persons.map((each) => each.toLowerCase());
  if (names.length === 0) return [];
  const { rows } = await sql<{ team: string; member: string; id: string; upn: string }>`
    select team, member, person ->> 'id' as id, lower(person ->> 'upn') as upn from people
     where chat = ${chat} and (person ->> 'id' = any(${names}) or lower(person ->> 'upn') = any(${names}))`.execute(db);
  const rank = (row: { id: string; upn: string }) => names.findIndex((name) => name === row.id || name === row.upn);
  return rows.toSorted((a, b) => rank(a) - rank(b)).map(({ team, member }) => ({ chat, team, id: member }));
}

/**
 * Binds a person and a chat account to each other, or renews that; false when either is bound to another one already in
 * this chat and team. The first of several at the same moment wins.
 */
export async function rememberPerson(db: Database, user: ChatUser, person: Person, now: Instant): Promise<boolean> {
  const verified = { person: JSON.stringify(person), verified_at: new Date(now) };
  const inserted = await db
    .insertInto('people')
    .values({ chat: user.chat, team: user.team, member: user.id, ...verified })
    .onConflict((conflict) => conflict.doNothing())
    .returning('member')
    .executeTakeFirst();
  if (inserted !== undefined) return true;
  const renewed = await db
    .updateTable('people')
    .set(verified)
    .where('chat', '=', user.chat)
    .where('team', '=', user.team)
    .where('member', '=', user.id)
    .where(sql`person ->> 'id'`, '=', person.id)
    .returning('member')
    .executeTakeFirst();
  return renewed !== undefined;
}

/** What was verified counts no longer; who it was stays, so that somebody else in their place is noticed. */
export async function doubtPerson(db: Database, user: ChatUser): Promise<void> {
  await db
    .updateTable('people')
    .set({ verified_at: new Date(0) })
    .where('chat', '=', user.chat)
    .where('team', '=', user.team)
    .where('member', '=', user.id)
    .execute();
}

/** Forgets for good who a person in a chat was: an operator has looked into it. Returns how many were forgotten. */
export async function forgetPerson(db: Database, person: string): Promise<number> {
  const result = await db
    .deleteFrom('people')
    .where(sql`person ->> 'upn'`, '=', person)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

export async function rememberHome(db: Database, user: ChatUser, now: Instant): Promise<void> {
  await db
    .updateTable('people')
    .set({ home_opened_at: new Date(now) })
    .where('chat', '=', user.chat)
    .where('team', '=', user.team)
    .where('member', '=', user.id)
    .execute();
}

/** Homes opened since then, the latest first. */
export async function homesSince(
  db: Database,
  since: Instant,
  limit: number,
): Promise<readonly { user: ChatUser; person: Person }[]> {
  const rows = await db
    .selectFrom('people')
    .select(['chat', 'team', 'member', 'person'])
    .where('home_opened_at', '>', new Date(since))
    .orderBy('home_opened_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ user: { chat: row.chat, team: row.team, id: row.member }, person: row.person }));
}

export async function rememberedVms(db: Database): Promise<readonly Vm[]> {
  return (await reaching(() => db.selectFrom('vms').select('vm').execute())).map((row) => row.vm);
}

/** Replaces the remembered list by a complete new one. */
export async function rememberVms(db: Database, vms: readonly Vm[], now: Instant): Promise<void> {
  const at = new Date(now);
  const replace = async (within: Within) => {
    for (let start = 0; start < vms.length; start += 500) {
      const rows = vms
        .slice(start, start + 500)
        .map((vm) => ({ id: vm.id.toLowerCase(), vm: JSON.stringify(vm), seen_at: at }));
      await within
        .insertInto('vms')
        .values(rows)
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ vm: sql`excluded.vm`, seen_at: at }))
        .execute();
    }
    await within.deleteFrom('vms').where('seen_at', '<', at).execute();
  };
  await reaching(() => db.transaction().execute(replace));
}
