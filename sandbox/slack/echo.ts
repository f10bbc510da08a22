import type { Events } from './events.ts';
import { changeEvent, messageEvent } from './event-payloads.ts';
import type { MessageChange, Store } from './store.ts';

/**
 * The event `message.im` also tells the app of its own messages and of what becomes of them: an app that takes them for
 * a person's words talks to itself. Ephemeral messages are not told.
 */
export function echoTo(events: Events, store: Store): (change: MessageChange) => void {
  return (change) => {
    const { is, message } = change;
    const conversation = store.conversation(message.channel);
    if (!message.byBot || message.ephemeralTo || conversation?.is !== 'im') return;
    const event = is === 'posted' ? messageEvent(store, message) : changeEvent(store, change);
    setImmediate(() => void events.emit(event));
  };
}
