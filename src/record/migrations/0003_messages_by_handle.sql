-- From a message back to what it shows: somebody has it before them and wants their own view of it.
create index messages_by_handle on messages (chat, handle);
