/**
 * Socket Mode that stays up. Slack's client gives up, with an unhandled rejection that ends the process, when it cannot
 * reach Slack while reconnecting (@slack/socket-mode 3.1, `delayReconnectAttempt`); so reconnecting is done here.
 */
import { SocketModeReceiver, webApi } from '@slack/bolt';
import { Fault } from '../../src/faults.ts';
import { clientOptions, quiet } from './client.ts';
import type { Log } from './client.ts';
import { faultOf } from './faults.ts';
import type { Line } from './line.ts';

const LONGEST_PAUSE = 30_000;
const PATIENCE = 15_000;

export function socketOf(appToken: string, apiUrl: string, log: Log): Line {
  const receiver = new SocketModeReceiver({
    appToken,
    autoReconnectEnabled: false,
    logger: quiet(log),
    installerOptions: { clientOptions: { ...clientOptions(apiUrl, log), timeout: 10_000 } },
    // Not acknowledged, so that Slack delivers again.
    processEventErrorHandler: async ({ error }) => {
      log.error({ error: error.message }, 'A delivery from Slack failed');
      return false;
    },
  });
  const { client } = receiver;
  let wanted = false;
  let connected = false;
  let connecting = false;

  client.on('connected', () => {
    connected = true;
  });
  client.on('disconnected', () => {
    connected = false;
    if (wanted && !connecting) void reconnect();
  });

  async function attempt(): Promise<void> {
    const opened = receiver.start();
    // A link that opens and then never says hello would leave the bot deaf for good.
    const patience = AbortSignal.timeout(PATIENCE);
    const silence = new Promise<never>((_resolve, reject) => {
      patience.addEventListener('abort', () => reject(new Error('no hello from Slack')), { once: true });
    });
    try {
      await Promise.race([opened, silence]);
    } catch (error) {
      opened.catch(() => {});
      throw faultOf(error ?? new Error('the link was closed before it was ready'), 'apps.connections.open');
    } finally {
      silence.catch(() => {});
    }
  }

  async function reconnect(): Promise<void> {
    connecting = true;
    for (let failures = 0; wanted && !connected; failures += 1) {
      try {
        await attempt();
      } catch (error) {
        const pause = Math.min(LONGEST_PAUSE, 250 * 2 ** Math.min(failures, 10));
        log.warn({ pause, error: faultOf(error, 'Socket Mode').message }, 'Slack cannot be reached; trying again');
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
    connecting = false;
  }

  return {
    receiver,
    router: undefined,
    connect: async () => {
      wanted = true;
      connecting = true;
      try {
        await attempt();
      } catch (error) {
        if (!(error instanceof Fault) || !error.retryable) {
          wanted = false;
          throw error;
        }
        log.warn({ error: error.message }, 'Slack cannot be reached; trying again');
        setTimeout(() => void reconnect(), 250);
        return;
      }
      connecting = false;
    },
    disconnect: async () => {
      wanted = false;
      if (connected) await client.disconnect();
    },
    examine: async () => {
      const what = 'Slack Socket Mode';
      if (connected) return { what, ok: true, seen: 'connected', next: '' };
      try {
        await new webApi.WebClient(appToken, clientOptions(apiUrl, log)).apps.connections.open({});
        return { what, ok: true, seen: 'Slack gives us a socket', next: '' };
      } catch (error) {
        const fault = faultOf(error, 'apps.connections.open');
        const next =
          fault.code === 'chat_forbidden'
            ? 'Set SLACK_APP_TOKEN to an app-level token (xapp-) with the scope connections:write, and turn Socket Mode on.'
            : fault.next;
        return { what, ok: false, seen: fault.message, next };
      }
    },
  };
}
