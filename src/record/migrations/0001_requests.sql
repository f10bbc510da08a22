-- The system of record. Everything here is written by commit.ts, work.ts and memory.ts; nothing else.

create table requests (
  id            uuid primary key,
  version       integer not null,
  status        text not null,
  -- Entra object id of the requester
  requester     text not null,
  -- ARM id of the VM in lower case
  vm            text not null,
  role          text not null,
  state         jsonb not null,
  asked_at      timestamptz not null,
  -- when it lapses if nobody decides
  lapses_at     timestamptz not null,
  -- when access must be closed; null until approved. Committed before access is opened.
  ends_at       timestamptz,
  changed_at    timestamptz not null,
  -- id of the alarm that was set last
  alarm         text
);

-- Azure holds at most one assignment per person, VM and role; so do we.
create unique index one_request_at_a_time on requests (requester, vm, role)
  where status in ('pending', 'approved', 'active');
create index requests_to_lapse on requests (lapses_at) where status = 'pending';
create index requests_to_expire on requests (ends_at) where status in ('approved', 'active');
create index requests_by_requester on requests (requester, changed_at desc);

-- What happened, in order. Never changed, never deleted.
create table events (
  request       uuid not null,
  version       integer not null,
  name          text not null,
  event         jsonb not null,
  committed_at  timestamptz not null,
  primary key (request, version)
);

-- The outbox, and what came in from chats: work that must not be lost. A lane is worked off in order.
create table work (
  id            bigint generated always as identity primary key,
  lane          text not null,
  -- the platform's delivery id, for what came in: the same delivery is taken once
  delivery      text unique,
  request       uuid,
  version       integer,
  task          jsonb not null,
  created_at    timestamptz not null default now(),
  due_at        timestamptz not null default now(),
  attempts      integer not null default 0,
  -- how often whoever was at it did not come back
  lost          integer not null default 0,
  -- while in the future, a replica is at it
  claimed_until timestamptz,
  claimed_by    uuid,
  done_at       timestamptz,
  -- code of the last fault
  fault         text
);
create index work_open_by_lane on work (lane, id) where done_at is null;
create index work_open_by_time on work (due_at) where done_at is null;
create index work_done on work (done_at) where done_at is not null;

-- Where each card stands in each chat.
create table messages (
  chat          text not null,
  key           text not null,
  handle        text not null,
  -- version of the request that it shows; null for what is not a request
  version       integer,
  drawn_at      timestamptz not null,
  primary key (chat, key)
);

-- Who somebody in a chat is in Entra ID, as last verified.
create table people (
  chat          text not null,
  team          text not null,
  member        text not null,
  person        jsonb not null,
  verified_at   timestamptz not null,
  home_opened_at timestamptz,
  primary key (chat, team, member)
);
-- One account each: with two, somebody could ask as one person and approve as another.
create unique index people_by_person on people (chat, team, (person ->> 'id'));

-- The VMs as last listed, so that a restart can search at once and Azure may be away.
create table vms (
  id            text primary key,
  vm            jsonb not null,
  seen_at       timestamptz not null
);
