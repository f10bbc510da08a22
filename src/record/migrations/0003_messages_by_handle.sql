-- From a message back to what it shows: somebody has it before them and wants their own view of it.
create index messages_by_handle on messages (chat, handle);

-- From people to their accounts, at every drawing of a card: by object id, or by UPN where the policy names them so.
create index people_by_id on people ((person ->> 'id'));
create index people_by_upn on people (lower(person ->> 'upn'));
