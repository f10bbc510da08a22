import { z } from 'zod';
import type { InsideSight } from '../../../workflows/troubleshoot/sights.ts';
import { CannotSee, clip } from '../../entra/glance.ts';

const BEGIN = 'LATCHKEY-BEGIN';
const END = 'LATCHKEY-END';

const yes = z.boolean().nullish().catch(null);
const text = z.string().nullish().catch(null);

/** What the script prints. Each part may be missing or odd by itself, without spoiling the others. */
const printed = z.object({
  dsregcmd: z.record(z.string(), z.string()).catch({}),
  hostname: text,
  dnsSuffix: text,
  metadata: z.enum(['tenant', 'no tenant', 'unreachable']).nullish().catch(null),
  endpoints: z
    .array(z.object({ host: z.string(), state: z.enum(['reached', 'no name', 'no connection', 'no trust']) }))
    .catch([]),
  clockOffset: z.union([z.number(), z.string()]).nullish().catch(null),
  pku2u: yes,
  nla: yes,
  rdpAllowed: yes,
  rdpListening: yes,
  // PowerShell makes a plain text of a list of one in some versions.
  events: z.union([z.array(z.string()), z.string().transform((one) => [one])]).catch([]),
});

/** Reads what came back from inside the VM. Throws CannotSee when it was cut, is empty or is not ours. */
export function readInside(output: string): InsideSight {
  const end = output.lastIndexOf(END);
  const begin = output.lastIndexOf(BEGIN, end);
  if (output.trim() === '') throw new CannotSee('unreadable', 'The script that looks into the VM printed nothing.');
  if (begin < 0 || end < 0)
    throw new CannotSee('unreadable', 'What came back from inside the VM was cut, and could not be read.');
  const seen = printed.safeParse(parsed(output.slice(begin + BEGIN.length, end)));
  if (!seen.success) throw new CannotSee('unreadable', 'What came back from inside the VM could not be read.');
  const { dsregcmd: device, metadata, endpoints, events, ...rest } = seen.data;
  return {
    ...given('joined', yesOrNo(device['AzureAdJoined'])),
    ...given('domainJoined', yesOrNo(device['DomainJoined'])),
    ...given('deviceId', device['DeviceId']?.toLowerCase()),
    ...given('tenant', device['TenantId']?.toLowerCase()),
    ...given('deviceAuth', deviceAuth(device['DeviceAuthStatus'])),
    ...given('hostname', rest.hostname ? clip(rest.hostname, 64) : undefined),
    ...given('dnsSuffix', rest.dnsSuffix ? clip(rest.dnsSuffix, 255) : undefined),
    ...given('metadata', metadata ?? undefined),
    endpoints: endpoints.slice(0, 10).map(({ host, state }) => ({ host: clip(host, 100), state })),
    ...given('clockOffset', seconds(rest.clockOffset)),
    ...given('pku2u', rest.pku2u ?? undefined),
    ...given('nla', rest.nla ?? undefined),
    ...given('rdpAllowed', rest.rdpAllowed ?? undefined),
    ...given('rdpListening', rest.rdpListening ?? undefined),
    // The event log names whoever signed in; that is nobody's business here.
    events: events
      .slice(0, 5)
      .map((each) => clip(each.replace(/[^\s@"'<>(),;]+@[^\s@"'<>(),;]+/g, '(an account)'), 200)),
  };
}

function given<Key extends string, Value>(key: Key, value: Value | undefined): Partial<Record<Key, Value>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<Key, Value>>);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Anything but a plain yes or no, in another language perhaps, tells nothing. */
function yesOrNo(text: string | undefined): boolean | undefined {
  if (text?.toUpperCase() === 'YES') return true;
  return text?.toUpperCase() === 'NO' ? false : undefined;
}

function deviceAuth(text: string | undefined): InsideSight['deviceAuth'] {
  if (text === undefined) return undefined;
  if (/^SUCCESS/i.test(text)) return 'success';
  if (/disabled or deleted/i.test(text)) return 'disabled or deleted';
  return /^FAILED/i.test(text) ? 'failed' : undefined;
}

function seconds(offset: number | string | null | undefined): number | undefined {
  const value = typeof offset === 'string' ? Number(offset.replace(',', '.')) : (offset ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}
