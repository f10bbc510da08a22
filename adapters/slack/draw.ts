/** Shows a card in its place, and names the message it became. */
import type { Chat, Handle } from '../../src/ports.ts';
import type { Channels } from './channels.ts';
import type { Sender, Spot } from './send.ts';

type Order = Parameters<Chat['draw']>[0];

/** The contract is that of `Chat.draw` (src/ports.ts). */
export async function draw(order: Order, sender: Sender, channels: Channels): Promise<Handle> {
  const { place, card, key } = order;
  if (place.is === 'home') {
    await sender.publish(place.user, card);
    return `home ${place.user.id}`;
  }
  const spot = spotOf(order.at);
  if (spot !== undefined && (await sender.update(spot, card))) return handleOf(spot);
  // A private answer is not kept by Slack: it can be neither found again nor redrawn, and twice does no harm.
  if (place.is === 'reply' && (await sender.answer(place.token, card))) return 'answered';
  const channel = place.is === 'channel' ? await channels.safe(place.address) : place.user.id;
  if (order.retried) {
    const there = place.is === 'channel' ? channel : await sender.direct(place.user);
    const posted = await sender.find(there, key);
    if (posted !== undefined && (await sender.update(posted, card))) return handleOf(posted);
  }
  return handleOf(await sender.post(channel, card, key));
}

function handleOf(spot: Spot): Handle {
  return `message ${spot.channel} ${spot.ts}`;
}

/** Undefined for handles that name no message. */
function spotOf(handle: Handle | undefined): Spot | undefined {
  const [kind, channel, ts] = (handle ?? '').split(' ');
  return kind === 'message' && channel !== undefined && ts !== undefined ? { channel, ts } : undefined;
}
