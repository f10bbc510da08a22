/** One row of work, carried out. The relay calls this and nothing else does (design invariant 1). */
import type { Answerer } from '../answer.ts';
import type { Engine } from '../engine.ts';
import { Fault } from '../faults.ts';
import type { Alarm, Clock, Cloud } from '../ports.ts';
import type { Database } from '../record/database.ts';
import { rememberAlarm } from '../record/memory.ts';
import { readRequest } from '../record/questions.ts';
import type { Work } from '../record/task.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Mending } from '../troubleshoot/mending.ts';
import { drawChannel, drawHomes, drawRequester, tellChannel, tellRequester, tellStray } from './cards.ts';
import type { CardParts } from './cards.ts';
import { performCloseStray, performGrant, performRevoke, requestOf } from './cloud.ts';
import { drawMend, drawTalkNow, handOverTalk, lookForTalk, tellMend } from './talks.ts';
import type { TalkParts } from './talks.ts';

export function createPerform(parts: {
  readonly db: Database;
  readonly cloud: Cloud;
  readonly alarm: Alarm;
  readonly cards: CardParts;
  readonly talks: TalkParts;
  readonly mending: Mending;
  readonly answer: Answerer;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}): (work: Work) => Promise<void> {
  const { db, alarm, cards } = parts;
  const clouds = { ...parts, operators: cards.operators };

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
        return performGrant(clouds, work);
      case 'revoke':
        return performRevoke(clouds, work);
      case 'close_stray':
        return performCloseStray(clouds, work, task);
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
      case 'tell_stray':
        return tellStray(cards, work, task);
      case 'talk_look':
        return lookForTalk(parts.talks, work, task);
      case 'talk_draw':
        return drawTalkNow(parts.talks, work, task.talk);
      case 'talk_hand_over':
        return handOverTalk(parts.talks, work, task.talk, task.channel);
      case 'mend':
        return parts.mending.perform(work, task.mend);
      case 'mend_draw':
        return drawMend(parts.talks, work, task.mend, task.channel);
      case 'mend_tell':
        return tellMend(parts.talks, work, task.mend);
      default:
        // Written by a newer version: not done, and not to be lost.
        throw new Fault('task_unknown', `Work ${work.id} is of a kind that this version does not know`, {
          cause: task satisfies never,
        });
    }
  };
}
