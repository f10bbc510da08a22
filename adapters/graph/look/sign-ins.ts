import { z } from 'zod';
import type { Clock, LookedAt } from '../../../src/ports.ts';
import { SIGN_IN_APPS } from '../../../workflows/troubleshoot/sights.ts';
import type { SignInsSight } from '../../../workflows/troubleshoot/sights.ts';
import { clip } from '../../entra/glance.ts';
import type { Graph } from '../client.ts';
import { askGraph, personId } from './ask.ts';

const DAY = 24 * 60 * 60_000;
const READ = 100;
const SHOWN = 20;

const log = z.object({
  value: z.array(
    z.object({
      createdDateTime: z.string(),
      appId: z.string().nullish(),
      appDisplayName: z.string().nullish(),
      resourceId: z.string().nullish(),
      status: z.object({ errorCode: z.number(), failureReason: z.string().nullish() }),
      deviceDetail: z.object({ displayName: z.string().nullish() }).nullish(),
    }),
  ),
});
type Entry = z.infer<typeof log>['value'][number];

const APPS: ReadonlySet<string> = new Set(Object.values(SIGN_IN_APPS));

/**
 * The person's latest sign-ins, those to the sign-in applications picked out here: the log may be asked five times in ten
 * seconds, and which application it names, as the one that signs in or as the one signed in to, differs between clients
 * (learn.microsoft.com, Microsoft Graph service-specific throttling limits; signIn resource type). New entries take minutes.
 */
export async function lookAtSignIns(
  graph: Graph,
  clock: Clock,
  about: LookedAt,
  signal: AbortSignal,
): Promise<SignInsSight> {
  const since = new Date(clock.now() - DAY).toISOString();
  const { value } = await askGraph(graph, '/auditLogs/signIns', log, signal, (request) =>
    request
      .filter(`userId eq '${personId(about)}' and createdDateTime ge ${since}`)
      .orderby('createdDateTime desc')
      .top(READ)
      .get(),
  );
  const signIns = value
    .filter(({ appId, resourceId }) => [appId, resourceId].some((id) => APPS.has(id?.toLowerCase() ?? '')))
    .flatMap(read)
    .toSorted((a, b) => b.at - a.at)
    .slice(0, SHOWN);
  return { signIns };
}

function read({ createdDateTime, status, appDisplayName, deviceDetail }: Entry): SignInsSight['signIns'][number][] {
  const at = Date.parse(createdDateTime);
  if (Number.isNaN(at)) return [];
  const device = clip(deviceDetail?.displayName, 64);
  const reason = status.errorCode === 0 ? '' : clip(status.failureReason, 200);
  return [{ at, code: status.errorCode, reason, app: clip(appDisplayName, 80), ...(device === '' ? {} : { device }) }];
}
