-- Conversations about why sign-in fails. Written by troubleshoot/record.ts; a month after its end one is forgotten.
create table talks (
  id            uuid primary key,
  -- Entra object id of who asks
  person        text not null,
  -- ARM id of the VM in lower case; empty until it is known
  vm            text not null,
  version       integer not null,
  -- false when it is over
  open          boolean not null,
  state         jsonb not null,
  -- the button that led to this version, so that pressing it twice is not taken for an old one
  pressed       text,
  started_at    timestamptz not null,
  touched_at    timestamptz not null
);
-- One at a time for each person and VM: a new one replaces the old.
create unique index one_talk_at_a_time on talks (person, vm) where open;
create index talks_by_age on talks (touched_at);
-- Where their cards stand is forgotten with them.
create index messages_to_forget on messages (drawn_at) where key like 'talk/%' or key like 'mend/%';

-- What was asked, looked at, run in a VM, concluded and mended, by whom. What went into a VM or changed something is kept.
create table talk_log (
  id            bigint generated always as identity primary key,
  talk          uuid not null,
  at            timestamptz not null,
  -- Entra object id; null for Latchkey itself
  person        text,
  what          text not null,
  details       jsonb not null
);
create index talk_log_by_talk on talk_log (talk, id);
create index talk_log_to_forget on talk_log (at) where what not in ('looked inside', 'mend');

-- Repairs that were asked for in a conversation. Written by troubleshoot/mends.ts. Those that were agreed to are kept.
create table mends (
  id            uuid primary key,
  talk          uuid not null,
  -- ARM id of the VM in lower case
  vm            text not null,
  status        text not null,
  version       integer not null,
  state         jsonb not null,
  lapses_at     timestamptz not null,
  changed_at    timestamptz not null
);
create index mends_by_talk on mends (talk, changed_at);
create index mends_by_vm on mends (vm, changed_at);
create index mends_to_lapse on mends (lapses_at) where status = 'asked';
create index mends_to_forget on mends (changed_at) where status in ('denied', 'lapsed');
