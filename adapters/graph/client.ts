import type { TokenCredential } from '@azure/identity';
import { AuthenticationHandler, Client } from '@microsoft/microsoft-graph-client';
import type { GraphRequest, Middleware } from '@microsoft/microsoft-graph-client';
import { graphFault } from './fault.ts';

/** How long one call to Graph may take, its token included, in milliseconds. */
const DEADLINE = 20_000;

export type Graph = {
  /** Gets a token, as every call does first. Throws Faults `directory_…`. */
  token(): Promise<void>;
  /** One call, within the deadline; every failure comes out as a Fault that says what was being done. */
  call(what: string, path: string, make: (request: GraphRequest) => Promise<unknown>): Promise<unknown>;
};

/**
 * @param options.graphEndpoint https URL of Microsoft Graph, without version
 * @param options.deadline milliseconds one call may take
 */
export function createGraphClient(options: {
  readonly credential: TokenCredential;
  readonly graphEndpoint: string;
  readonly deadline?: number;
}): Graph {
  const endpoint = options.graphEndpoint.replace(/\/+$/, '');
  const ms = options.deadline ?? DEADLINE;

  async function accessToken(): Promise<string> {
    const token = await options.credential.getToken(`${endpoint}/.default`, { abortSignal: AbortSignal.timeout(ms) });
    if (!token) throw new Error('No credential gave a token.');
    return token.token;
  }

  const client = Client.initWithMiddleware({
    baseUrl: endpoint,
    defaultVersion: 'v1.0',
    // The client gives its token to Microsoft's hosts and to those named here, to nobody else.
    customHosts: new Set([new URL(endpoint).hostname]),
    // No retry handler: it would sit out a long Retry-After here, where nobody can see it. The caller waits.
    middleware: [new AuthenticationHandler({ getAccessToken: accessToken }), wire],
    // Graph does not redirect these calls; a proxy that does is not Graph.
    fetchOptions: { redirect: 'error' },
  });

  async function token(): Promise<void> {
    try {
      await within(ms, accessToken());
    } catch (error) {
      throw graphFault(error, 'Signing in to Microsoft Graph');
    }
  }

  return {
    token,
    async call(what, path, make) {
      // The client would wrap a failure to get a token beyond recognition, so it is asked for first; then it is cached.
      await token();
      try {
        return await within(ms, make(client.api(path).option('signal', AbortSignal.timeout(ms))));
      } catch (error) {
        throw graphFault(error, what);
      }
    },
  };
}

/** Sends the request. `fetch` keeps what really happened in the cause, and the client would lose that. */
const wire: Middleware = {
  async execute(context) {
    try {
      context.response = await fetch(context.request, context.options);
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined;
      if (!(cause instanceof Error)) throw error;
      throw new Error(`${'code' in cause ? `${String(cause.code)} ` : ''}${cause.message}`, { cause: error });
    }
  },
};

/** Some credentials, and a body that trickles in, do not listen to a signal. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException(`No answer within ${ms} ms.`, 'TimeoutError')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
