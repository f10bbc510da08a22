/** Channels: from what `access.yaml` says to an id, and whether our cards may stand there. */
import type { webApi } from '@slack/bolt';
import { Fault } from '../../src/faults.ts';
import type { Clock } from '../../src/ports.ts';
import { faultOf } from './faults.ts';

export type ChannelFacts = {
  readonly id: string;
  readonly name: string;
  readonly member: boolean;
  readonly archived: boolean;
  /** Visible to people outside our organisation, or about to be. */
  readonly shared: boolean;
};

export type Channels = {
  /** The channel's id, once it is sure that no outsider reads there. Throws Fault `chat_place_gone`. */
  safe(address: string): Promise<string>;
  /** As Slack has it now. */
  facts(address: string): Promise<ChannelFacts>;
};

/** A channel may be shared with others at any time, so what was seen counts only so long. */
const REMEMBERED = 10 * 60_000;

export function channelsOf(client: webApi.WebClient, clock: Clock): Channels {
  const checked = new Map<string, { id: string; until: number }>();

  async function facts(address: string): Promise<ChannelFacts> {
    const id = isId(address) ? address : await idOf(address.replace(/^#/, ''));
    const { channel } = await client.conversations.info({ channel: id }).catch((error: unknown) => {
      throw faultOf(error, `conversations.info for ${address}`);
    });
    const foreign = channel?.is_ext_shared === true || channel?.is_pending_ext_shared === true;
    return {
      id,
      name: channel?.name ?? address,
      member: channel?.is_member === true,
      archived: channel?.is_archived === true,
      shared: foreign || (channel?.is_shared === true && channel.is_org_shared !== true),
    };
  }

  /** Names are looked up page by page, since Slack's methods take ids. */
  async function idOf(name: string): Promise<string> {
    let cursor: string | undefined;
    do {
      const page = await client.conversations
        .list({
          exclude_archived: true,
          limit: 1000,
          types: 'public_channel,private_channel',
          ...(cursor === undefined ? {} : { cursor }),
        })
        .catch((error: unknown) => {
          throw faultOf(error, `conversations.list for #${name}`);
        });
      const found = page.channels?.find((channel) => channel.name === name)?.id;
      if (found !== undefined) return found;
      cursor = page.response_metadata?.next_cursor || undefined;
    } while (cursor !== undefined);
    throw new Fault('chat_place_gone', `There is no channel #${name} that the bot can see`);
  }

  return {
    facts,
    safe: async (address) => {
      const known = checked.get(address);
      if (known !== undefined && known.until > clock.now()) return known.id;
      checked.delete(address);
      const seen = await facts(address);
      if (seen.shared)
        throw new Fault(
          'chat_place_gone',
          `Channel ${address} is shared with another organisation. Requests name people and machines, so they are not shown there`,
        );
      checked.set(address, { id: seen.id, until: clock.now() + REMEMBERED });
      return seen.id;
    },
  };
}

/** Ids of channels begin with `C`, those of older private ones with `G`; names are always in lower case. */
function isId(address: string): boolean {
  return /^[CG][A-Z0-9]{3,}$/.test(address);
}
