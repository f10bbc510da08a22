import { expect, test } from 'vitest';
import { Pace } from '../../teams/connector/pace.ts';

/** A clock that stands still between calls. */
function paced() {
  let now = 1_000_000;
  const pace = new Pace({ now: () => now, app: { throttling: true } });
  return {
    wait: (ms: number) => (now += ms),
    send(conversation = 'a') {
      try {
        pace.count('send', conversation);
        return true;
      } catch {
        return false;
      }
    },
  };
}

test('seven sends in a second', () => {
  const { send, wait } = paced();
  expect(Array.from({ length: 8 }, () => send())).toEqual([...Array.from({ length: 7 }, () => true), false]);
  expect(send('b')).toBe(true);
  wait(999);
  expect(send()).toBe(false);
});

test('eight in two', () => {
  const { send, wait } = paced();
  for (let count = 0; count < 7; count += 1) send();
  wait(1_000);
  expect([send(), send()]).toEqual([true, false]);
  wait(1_000);
  expect(send()).toBe(true);
});

test('sixty in thirty', () => {
  const { send, wait } = paced();
  let taken = 0;
  for (let half = 0; half < 60; half += 1) {
    if (send()) taken += 1;
    if (send()) taken += 1;
    wait(499);
  }
  expect(taken).toBe(60);
  expect(send()).toBe(false);
  wait(30_000);
  expect(send()).toBe(true);
});

test('fifty in a second in all conversations together', () => {
  const { send } = paced();
  expect(Array.from({ length: 51 }, (_, each) => send(`conversation ${each}`)).filter((taken) => taken)).toHaveLength(
    50,
  );
});
