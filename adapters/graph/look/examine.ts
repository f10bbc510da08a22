import { Fault } from '../../../src/faults.ts';
import type { Examined } from '../../../src/ports.ts';
import { CHECK_PERMISSIONS } from '../../../workflows/troubleshoot/permissions.ts';
import type { Graph } from '../client.ts';
import type { GraphLookout } from './index.ts';

/** How long each trial may take, in milliseconds. */
const DEADLINE = 20_000;

/** Nobody and nothing: Graph looks at permissions first, and no person's data is read for a trial. */
const NOBODY = {
  vm: {
    id: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/none/providers/Microsoft.Compute/virtualMachines/none',
    name: 'none',
  },
  person: { id: '00000000-0000-0000-0000-000000000001', name: 'Nobody', upn: 'nobody' },
};

/**
 * For `doctor`: which checks in the directory are on, and which off for want of what. Each is tried as it is, since an app
 * may not read its own grants without a permission more. They are optional, so that nothing here fails.
 */
export async function examineGraphLook(graph: Graph, lookout: GraphLookout): Promise<readonly Examined[]> {
  try {
    await graph.token();
  } catch (error) {
    // That has a line of its own, and nine trials without a token would take as many times as long.
    if (error instanceof Fault) return [];
    throw error;
  }
  const names = Object.keys(lookout) as (keyof GraphLookout)[];
  return Promise.all(
    names.map(async (name) => {
      const seen = await lookout[name](NOBODY, AbortSignal.timeout(DEADLINE));
      return { what: `Troubleshooting: ${CHECK_PERMISSIONS[name].what}`, ok: true, seen: inWords(seen), next: '' };
    }),
  );
}

function inWords(sight: Awaited<ReturnType<GraphLookout[keyof GraphLookout]>>): string {
  if (sight.is === 'seen') return 'on.';
  if (sight.why === 'forbidden') return `off for want of ${sight.permission ?? 'a permission'}.`;
  if (sight.why === 'unlicensed') return `off: ${sight.detail}`;
  const tried = sight.why !== 'throttled' && sight.why !== 'late' && sight.why !== 'unreachable';
  // It was let in, and there was nobody to tell about.
  return tried ? 'on.' : `not known: ${sight.detail}`;
}
