import { Router } from 'express';
import { z } from 'zod';
import type { SandboxContext } from './context.ts';
import { METHOD_KINDS } from './model-directory.ts';

const slackChange = z
  .strictObject({
    team_id: z.string(),
    email: z.string(),
    tz: z.string(),
    tz_label: z.string(),
    is_email_confirmed: z.boolean(),
    is_restricted: z.boolean(),
    is_ultra_restricted: z.boolean(),
    is_stranger: z.boolean(),
    deleted: z.boolean(),
    is_bot: z.boolean(),
  })
  .partial();

const teamsChange = z
  .strictObject({
    tenantId: z.string(),
    userRole: z.enum(['user', 'guest', 'anonymous']),
    tz: z.string(),
    locale: z.string(),
    installed: z.boolean(),
    deleted: z.boolean(),
  })
  .partial();

const signInChange = z
  .strictObject({
    forceChange: z.boolean(),
    passwordChangedAt: z.number(),
    perUserMfa: z.enum(['disabled', 'enabled', 'enforced']),
    methods: z.array(z.enum(METHOD_KINDS)),
    synced: z.boolean(),
  })
  .partial();

const personChange = z
  .strictObject({
    inDirectory: z.boolean(),
    displayName: z.string(),
    userPrincipalName: z.string(),
    mail: z.string().nullable(),
    proxyAddresses: z.array(z.string()),
    accountEnabled: z.boolean(),
    userType: z.enum(['Member', 'Guest']),
    groups: z.array(z.string()),
    createdAt: z.number(),
    signIn: signInChange,
    slack: slackChange,
    teams: teamsChange,
  })
  .partial();

const channelChange = z
  .strictObject({ is_archived: z.boolean(), is_private: z.boolean(), members: z.array(z.string()) })
  .partial();

/** `PATCH /sandbox/people/{key}`, and `PATCH /sandbox/channels/{id}`: who is in a channel, and whether it is still used. */
export function controlPeople({ world }: SandboxContext): Router {
  const router = Router();
  router.patch('/people/:key', (request, response) => {
    const { slack, teams, signIn, ...rest } = personChange.parse(request.body);
    const unknown = rest.groups?.find((name) => !world.now.groups.some((group) => group.displayName === name));
    if (unknown !== undefined) {
      response.status(400).json({ error: `There is no group ${unknown}.` });
      return;
    }
    const person = world.editPerson(request.params.key, (before) => ({
      ...before,
      ...withoutUndefined(rest),
      signIn: { ...before.signIn, ...withoutUndefined(signIn ?? {}) },
      slack: before.slack && { ...before.slack, ...withoutUndefined(slack ?? {}) },
      teams: before.teams && { ...before.teams, ...withoutUndefined(teams ?? {}) },
    }));
    if (person) response.json(person);
    else response.status(404).json({ error: `There is nobody called ${request.params.key}.` });
  });
  router.patch('/channels/:id', (request, response) => {
    const change = withoutUndefined(channelChange.parse(request.body));
    const before = world.now.slack.channels.find((channel) => channel.id === request.params.id);
    if (!before) {
      response.status(404).json({ error: `There is no channel ${request.params.id}.` });
      return;
    }
    const after = { ...before, ...change };
    world.edit('slack', ({ slack }) => ({
      slack: { ...slack, channels: slack.channels.map((channel) => (channel === before ? after : channel)) },
    }));
    response.json(after);
  });
  return router;
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(value: T): Partial<Defined<T>> {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as Partial<Defined<T>>;
}
