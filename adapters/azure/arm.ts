import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { ComputeManagementClient } from '@azure/arm-compute';
import { ManagementLockClient } from '@azure/arm-locks';
import { ResourceGraphClient } from '@azure/arm-resourcegraph';
import type { ResourceGraphClientOptionalParams } from '@azure/arm-resourcegraph';
import type { TokenCredential } from '@azure/identity';
import { Fault } from '../../src/faults.ts';
import { armFault, readArmError } from './fault.ts';
import type { Doing } from './fault.ts';

/** How long one call to Azure may take, its token included, in milliseconds. */
const DEADLINE = 20_000;

/** Microsoft's clients, one set per subscription where they want it so. */
export type Arm = {
  authorization(subscription: string): AuthorizationManagementClient;
  compute(subscription: string): ComputeManagementClient;
  locks(subscription: string): ManagementLockClient;
  readonly graph: ResourceGraphClient;
};

/**
 * @param options.armEndpoint https URL of Azure Resource Manager
 * @param options.deadline milliseconds one call may take
 */
export function createArm(options: {
  readonly credential: TokenCredential;
  readonly armEndpoint: string;
  readonly deadline?: number;
}): Arm {
  const endpoint = options.armEndpoint.replace(/\/+$/, '');
  const scope = `${endpoint}/.default`;
  const common = {
    endpoint,
    // The relay retries, with the pauses Azure asks for and with the record at hand. A client that waits in between would
    // hold its job, and would answer a 429 with a timeout.
    retryOptions: { maxRetries: 0 },
    additionalPolicies: [{ policy: deadline(options.deadline ?? DEADLINE), position: 'perCall' as const }],
  };
  // Two generations of clients name the token's scope differently; the newer ones would ask for the public cloud's.
  const older = { ...common, credentialScopes: scope };
  const newer = { ...common, credentials: { scopes: [scope] } };
  const { credential } = options;
  return {
    authorization: perSubscription((id) => new AuthorizationManagementClient(credential, id, older)),
    compute: perSubscription((id) => new ComputeManagementClient(credential, id, newer)),
    locks: perSubscription((id) => new ManagementLockClient(credential, id, older)),
    graph: new ResourceGraphClient(credential, newer),
  };
}

/** Asks Azure; every failure comes out as a Fault that says what was being done. */
export async function ask<T>(doing: Doing, what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw armFault(error, doing, what);
  }
}

/** Asks Azure for one thing that need not be there: undefined when Azure says 404. */
export async function askFor<T>(doing: Doing, what: string, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    const arm = readArmError(error);
    // A subscription that cannot be found may be one we may not see: that says nothing about what is in it.
    if (arm?.status === 404 && arm.code !== 'SubscriptionNotFound') return undefined;
    throw armFault(error, doing, what);
  }
}

/** Asks Azure for a list, to its last page. */
export async function askAll<T>(doing: Doing, what: string, list: () => AsyncIterable<T>): Promise<T[]> {
  return ask(doing, what, async () => {
    const all: T[] = [];
    for await (const each of list()) all.push(each);
    return all;
  });
}

/**
 * For a client's `onResponse`: an answer to a list that holds none. The clients take anything that says 200 for an empty list,
 * and what stands between us and Azure may say so; here an empty list has consequences.
 */
export function mustBeList(response: { readonly status: number; readonly bodyAsText?: string | null }): void {
  if (response.status !== 200 || /"value"\s*:\s*\[/.test(response.bodyAsText ?? '')) return;
  const cause = Object.assign(new Error('An answer without a list.'), { statusCode: response.status });
  throw new Fault('azure_unreachable', 'Something answered, but not as Azure does.', { cause });
}

type Policy = NonNullable<ResourceGraphClientOptionalParams['additionalPolicies']>[number]['policy'];

/** Ends a call that takes too long, wherever it hangs: some credentials do not listen to a signal. */
function deadline(ms: number): Policy {
  return {
    name: 'latchkeyDeadline',
    async sendRequest(request, next) {
      const controller = new AbortController();
      const cancel = (): void => controller.abort();
      const { abortSignal } = request;
      abortSignal?.addEventListener('abort', cancel);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          reject(new DOMException(`No answer within ${ms} ms.`, 'TimeoutError'));
          controller.abort();
        }, ms);
      });
      try {
        return await Promise.race([next(Object.assign(request, { abortSignal: controller.signal })), late]);
      } finally {
        clearTimeout(timer);
        abortSignal?.removeEventListener('abort', cancel);
      }
    },
  };
}

function perSubscription<T>(make: (subscription: string) => T): (subscription: string) => T {
  const made = new Map<string, T>();
  return (subscription) => {
    const client = made.get(subscription) ?? make(subscription);
    made.set(subscription, client);
    return client;
  };
}
