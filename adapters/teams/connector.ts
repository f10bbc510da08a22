/** Calls to Teams' connector: to pinned addresses only, each once, each with an end. */
import { ConnectorClient } from 'botframework-connector';
import { Fault } from '../../src/faults.ts';
import type { Signer } from './credentials.ts';
import { faultOf } from './faults.ts';

export type Conversations = ConnectorClient['conversations'];

export type Connector = {
  /**
   * Throws Fault.
   *
   * @param doing what is tried, for the operator
   */
  call<T>(serviceUrl: string, doing: string, go: (conversations: Conversations) => Promise<T>): Promise<T>;
};

/** Milliseconds. Teams answers within a second or two; whoever pressed a button is not kept waiting longer than this. */
export const CALL_WITHIN = 8_000;

export function connectorOf(signer: Signer, isPinned: (serviceUrl: string) => boolean): Connector {
  const clients = new Map<string, ConnectorClient>();

  function clientFor(serviceUrl: string): ConnectorClient {
    // Looked at again here, whatever the way by which an address got this far: the record, an activity, a setting.
    if (!isPinned(serviceUrl))
      throw new Fault('chat_rejected', `Teams named the service URL ${serviceUrl}, which is not Microsoft’s`);
    const known = clients.get(serviceUrl);
    if (known !== undefined) return known;
    const client = new ConnectorClient(signer, { baseUri: serviceUrl });
    once(client);
    if (clients.size > 20) clients.clear();
    clients.set(serviceUrl, client);
    return client;
  }

  return {
    call: async (serviceUrl, doing, go) => {
      try {
        return await go(clientFor(serviceUrl).conversations);
      } catch (error) {
        throw faultOf(error, doing);
      }
    },
  };
}

/**
 * The client's pipeline repeats calls by itself after lost connections, 429 and 5xx (@azure/core-client). A message whose
 * reply was lost would stand there several times, and waiting belongs to the outbox. It would also follow a redirect, with
 * the token, to wherever that leads.
 */
function once(client: ConnectorClient): void {
  const { pipeline } = (
    client as unknown as { client: { pipeline: { removePolicy(named: { name: string }): unknown[] } } }
  ).client;
  for (const name of ['defaultRetryPolicy', 'redirectPolicy'])
    if (pipeline.removePolicy({ name }).length === 0) throw new Error(`botframework-connector has no ${name} any more`);
}
