-- What a chat needs to know beyond a restart: how somebody is reached there, which of two messages counts.
create table chat_memory (
  chat          text not null,
  key           text not null,
  value         text not null,
  set_at        timestamptz not null,
  primary key (chat, key)
);
