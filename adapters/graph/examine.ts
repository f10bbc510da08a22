import { Fault } from '../../src/faults.ts';
import type { Examined } from '../../src/ports.ts';
import type { Graph } from './client.ts';

/**
 * Application permissions are tried rather than read: an app may not read its own grants without a permission more. One
 * user or group is enough (learn.microsoft.com, Microsoft Graph permissions reference).
 */
const TRIALS = [
  // `accountEnabled` is what User.ReadBasic.All would not give.
  { permission: 'User.Read.All', path: '/users', fields: ['id', 'accountEnabled', 'userType'] },
  { permission: 'GroupMember.Read.All', path: '/groups', fields: ['id'] },
] as const;

/** Everything `doctor` wants to know of Microsoft Graph. Never throws for what Graph answers. */
export async function examineGraph(graph: Graph): Promise<readonly Examined[]> {
  const signIn = await examine('Graph: sign-in', 'Entra ID gave a token for Microsoft Graph.', async () =>
    graph.token(),
  );
  if (!signIn.ok) return [signIn];
  const found = [signIn];
  for (const { permission, path, fields } of TRIALS) {
    found.push(
      await examine(`Graph: ${permission}`, 'It works.', async () => {
        await graph.call(`Trying ${permission}`, path, (request) =>
          request
            .select([...fields])
            .top(1)
            .get(),
        );
      }),
    );
  }
  return found;
}

async function examine(what: string, seen: string, attempt: () => Promise<void>): Promise<Examined> {
  try {
    await attempt();
    return { what, ok: true, seen, next: '' };
  } catch (error) {
    const next = error instanceof Fault ? error.next : 'Check AZURE_GRAPH_ENDPOINT.';
    return { what, ok: false, seen: error instanceof Error ? error.message : String(error), next };
  }
}
