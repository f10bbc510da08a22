/** One row of work, carried out. The relay calls this and nothing else does (design invariant 1). */
import type { Answerer } from '../answer.ts';
import type { Engine } from '../engine.ts';
import type { Alarm, Clock, Cloud } from '../ports.ts';
import type { Database } from '../record/database.ts';
import { rememberAlarm } from '../record/memory.ts';
import { readRequest } from '../record/questions.ts';
import type { Work } from '../record/task.ts';
import type { Telemetry } from '../telemetry.ts';
import { drawChannel, drawHomes, drawRequester, tellChannel, tellRequester } from './cards.ts';
import type { CardParts } from './cards.ts';
import { performCloseStray, performGrant, performRevoke, requestOf } from './cloud.ts';

export function createPerform(parts: {
  readonly db: Database;
  readonly cloud: Cloud;
  readonly alarm: Alarm;
  readonly cards: CardParts;
  readonly answer: Answerer;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}): (work: Work) => Promise<void> {
  const { db, alarm, cards } = parts;

  async function setAlarm(work: Work, at: number): Promise<void> {
    const request = requestOf(work);
    const version = work.version ?? 0;
    const id = `${request}-${version}`;
    await alarm.set({ id, at, request, version });
    await rememberAlarm(db, request, id);
  }

  async function clearAlarm(work: Work): Promise<void> {
    const recorded = await readRequest(db, requestOf(work));
    if (recorded?.alarm !== undefined) await alarm.clear(recorded.alarm);
  }

  return async function perform(work: Work): Promise<void> {
    const { task } = work;
    switch (task.is) {
      case 'answered':
        return;
      case 'answer':
        return parts.answer(work, task.inbound);
      case 'grant':
        return performGrant(parts, work);
      case 'revoke':
        return performRevoke(parts, work);
      case 'close_stray':
        return performCloseStray(parts, task);
      case 'set_alarm':
        return setAlarm(work, task.at);
      case 'clear_alarm':
        return clearAlarm(work);
      case 'draw_channel':
        return drawChannel(cards, work, task.channel);
      case 'draw_requester':
        return drawRequester(cards, work);
      case 'draw_homes':
        return drawHomes(cards, work);
      case 'tell_requester':
        return tellRequester(cards, work, task.notice);
      case 'tell_channel':
        return tellChannel(cards, work, task.channel, task.notice, task.fault);
      default:
        return task satisfies never;
    }
  };
}
