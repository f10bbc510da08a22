/** The shape of `access.yaml` as people write it. Unknown keys are refused everywhere: a misspelt condition is no condition. */
import { z } from 'zod';
import { parseDuration } from '../workflows/parse.ts';

/** For editors: what the reader accepts, in all its spellings, is a little more. */
const DURATION = /^\s*(\d{1,6}\s*[A-Za-z]+\s*)+$/;
const PERSON = /^(?:[^\s@]+@[^\s@]+|[\da-fA-F]{8}(?:-[\da-fA-F]{4}){3}-[\da-fA-F]{12})$/;
const CHANNEL = /^[a-z][a-z0-9]*:\S+$/;

const text = z.string(said('text')).trim().min(1, 'is empty');

/** One thing or a list of them. A list that is there but empty is refused: elsewhere "nothing" means "anything". */
function some<Each extends z.ZodType<string, string>>(each: Each, description: string) {
  return z
    .union([each, z.array(each).min(1, 'is an empty list')], said('text, or a list of texts'))
    .transform((value) => (Array.isArray(value) ? value : [value]))
    .meta({ description });
}

const people = some(
  text.regex(PERSON, 'is neither a user principal name (ana@contoso.com) nor an object id'),
  'People by user principal name or Entra object id.',
);
const groups = some(
  z.guid(said('the object id of an Entra group', 'is not the object id of a group')).toLowerCase(),
  'Entra groups by object id. Everyone inside counts, however deep.',
);
const channels = some(
  text.regex(CHANNEL, 'is not written as <chat>:<address>'),
  'Where cards go, written <chat>:<address>, as in access.example.yaml.',
);
const patterns = (what: string) => some(text, `${what}, with * for any run of characters and ? for any one.`);

/** Thirty days, in minutes: what is open or waits for longer is forgotten by everybody. */
const MOST_MINUTES = 30 * 24 * 60;

const duration = (description: string) =>
  z
    .string(said('a duration such as 30m, 2h or 1d'))
    .regex(DURATION, { error: 'is not a duration such as 30m, 2h, 1h30m or 1d', abort: true })
    .refine((value) => parseDuration(value) !== undefined, {
      error: 'is not a duration such as 30m, 2h, 1h30m or 1d',
      abort: true,
    })
    .refine((value) => (parseDuration(value) ?? 0) <= MOST_MINUTES, {
      error: 'is longer than 30 days, the most there is',
    })
    .transform((value) => parseDuration(value) ?? 0)
    .meta({ description });

const named = { people: people.optional(), groups: groups.optional() };
const who = z.strictObject(named, said('a block with people, groups or both'));

const machines = {
  subscription: some(
    z.guid(said('a subscription id', 'is not a subscription id')).toLowerCase(),
    'Subscription ids.',
  ).optional(),
  resourceGroup: patterns('Names of resource groups').optional(),
  vm: patterns('Names of VMs').optional(),
  tags: z
    .record(text, text, said('a block of tag names and patterns'))
    .refine((tags) => Object.keys(tags).length > 0, 'is empty')
    .meta({ description: 'Tags that the VM must all carry, each with a pattern for its value.' })
    .optional(),
};

const match = z
  .strictObject(
    {
      ...machines,
      role: some(
        z.enum(['user', 'admin'], 'is neither user nor admin'),
        'user, admin, or both when left out.',
      ).optional(),
    },
    said('a block with subscription, resourceGroup, vm, tags or role'),
  )
  .meta({ description: 'What the rule is about. Whatever is left out matches anything.' });

const approve = z
  .strictObject(
    {
      ...named,
      needed: z
        .int(said('a whole number'))
        .min(1, 'must be at least 1')
        .max(10, 'is more than 10')
        .default(1)
        .meta({ description: 'How many different approvers must say yes.' }),
      channels,
    },
    said('a block with people or groups, and channels'),
  )
  .meta({ description: 'Who decides. Nobody can approve their own request, even when named here.' });

const ASK = said('the word everyone, or a block with people, groups or both');

const rule = z.strictObject(
  {
    name: text.max(80, 'is longer than 80 characters').meta({ description: 'Shown to people and kept in the audit.' }),
    match: match.default({}),
    ask: z
      .union([z.literal('everyone', ASK), who], ASK)
      .meta({ description: 'Who may ask: the word everyone, or people and groups.' }),
    approve,
    duration: z.strictObject(
      {
        longest: duration('The longest access that may be asked for; 30 days at most.'),
        default: duration('What is proposed; one hour, or the longest if that is shorter, when left out.').optional(),
      },
      said('a block with longest and, if you like, default'),
    ),
    lapse: duration('How long a request waits for a decision; 30 days at most.').default(480),
    reason: z.enum(['required', 'optional'], 'is neither required nor optional').default('required'),
    ticket: z
      .strictObject(
        {
          required: z.boolean(said('true or false')).default(false),
          pattern: text.meta({ description: 'A regular expression that the whole ticket must fit.' }).optional(),
          example: text.meta({ description: 'A ticket that fits, shown to people.' }).optional(),
        },
        said('a block with required, pattern and example'),
      )
      .default({ required: false }),
  },
  said('a block that begins with name'),
);

const troubleshooting = z.strictObject(
  {
    match: z
      .strictObject(machines, said('a block with subscription, resourceGroup, vm or tags'))
      .meta({ description: 'Which VMs. Whatever is left out matches anything.' })
      .default({}),
    inside: z
      .boolean(said('true or false'))
      .meta({ description: 'Latchkey may run its own fixed script in the VM (Run Command), which changes nothing.' })
      .default(false),
    mend: some(
      z.enum(['start', 'extension', 'application'], 'is neither start nor extension nor application'),
      'What may be mended, once approved: start the VM, put its sign-in extension on anew, create the sign-in application.',
    ).default([]),
  },
  said('a block with match, inside and mend'),
);

const operators = z
  .strictObject({ ...named, channels }, said('a block with people or groups, and channels'))
  .meta({ description: 'May revoke any grant, and are told when something does not close.' });

export const POLICY_SHAPE = z
  .strictObject(
    {
      operators,
      rules: z
        .array(rule, said('a list of rules'))
        .min(1, 'is an empty list: nobody could ask for anything')
        .meta({ description: 'Read from top to bottom; the first that matches decides; no match refuses.' }),
      troubleshooting: z
        .array(troubleshooting, said('a list of blocks'))
        .meta({
          description:
            'What Latchkey may do where sign-in fails, beyond looking from outside. The first that matches decides; no match allows nothing.',
        })
        .optional(),
    },
    said('a block with operators and rules'),
  )
  .meta({ title: 'Latchkey policy', description: 'Who may ask for which VM, who approves, and for how long.' });

export type WrittenPolicy = z.output<typeof POLICY_SHAPE>;
export type WrittenRule = z.output<typeof rule>;

/** The keys that each block knows, by the key under which the block stands: for "did you mean". */
export const KNOWN_KEYS: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(POLICY_SHAPE.shape),
  operators: Object.keys(operators.shape),
  rules: Object.keys(rule.shape),
  match: Object.keys(match.shape),
  ask: Object.keys(who.shape),
  approve: Object.keys(approve.shape),
  duration: ['longest', 'default'],
  ticket: ['required', 'pattern', 'example'],
  troubleshooting: Object.keys(troubleshooting.shape),
};

/** The duration that is proposed when a rule names none. */
export function usualOf(written: WrittenRule['duration']): number {
  return written.default ?? Math.min(60, written.longest);
}

/** Words for a value of the wrong kind: what was wanted, and what a slip of YAML made of it. */
function said(wanted: string, otherwise?: string) {
  return {
    error: ({ input }: { readonly input?: unknown }) => {
      if (input === undefined) return `is missing: it must be ${wanted}`;
      if (input === null) return `has no value: it must be ${wanted}`;
      if (typeof input === 'string' && otherwise !== undefined) return otherwise;
      if (wanted.startsWith('text') && ['number', 'boolean'].includes(typeof input))
        return 'is not text: put it in quotes';
      return `must be ${wanted}`;
    },
  };
}
