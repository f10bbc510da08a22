/** `latchkey …`: the operator's commands. Each answers on standard output; `--json` where it reports. */
import { parseArgs } from 'node:util';
import type { Report } from './cli/report.ts';
import { say, usageError } from './cli/report.ts';

const USAGE = `latchkey: the operator's commands

  doctor                                  every setting, permission, scope and clock, each failure with its next step
  policy check FILE                       is access.yaml right?
  policy explain --person P --vm V --role user|admin --for 2h [--reason R] [--ticket T]
                                          may they, and why (not)? P is a sign-in name, V a VM's name or ARM id
  grants list                             what is open, and what is being closed
  grants revoke ID --as P --reason R      end one early, as this operator
  people forget P                         let a chat account be bound to another person: after a change of e-mail address
  cards --out DIR                         every card in every state, as each chat gets it, as JSON files
  manifest slack | teams [--out DIR]      the app manifest for this configuration; with --out the app package, where there is one
  diagnose "text" | --jsonl FILE          which symptom a message is about; FILE has one {"text": "…"} a line, - is standard input

  --json                                  answer as JSON, where the command reports
`;

const OPTIONS = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  out: { type: 'string' },
  person: { type: 'string' },
  vm: { type: 'string' },
  role: { type: 'string' },
  for: { type: 'string' },
  reason: { type: 'string' },
  ticket: { type: 'string' },
  as: { type: 'string' },
} as const;

/** Each command loads its own part alone: most of them need Azure and the chats, and those take a second to load. */
async function run(argv: readonly string[]): Promise<Report | 'usage' | { readonly said: number }> {
  if (argv[0] === 'diagnose' && !argv.includes('--help') && !argv.includes('-h'))
    return (await import('./cli/diagnose.ts')).diagnose(argv.slice(1));
  const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  const [noun = '', verb = '', subject = ''] = positionals;
  if (values.help || noun === '' || noun === 'help') return 'usage';
  switch (`${noun} ${verb}`.trim()) {
    case 'doctor':
      return (await import('./cli/doctor.ts')).doctor();
    case 'policy check':
      return (await import('./cli/policy.ts')).policyCheck(subject);
    case 'policy explain':
      return (await import('./cli/policy.ts')).policyExplain({
        person: values.person ?? '',
        vm: values.vm ?? '',
        role: values.role ?? 'user',
        duration: values.for ?? '',
        reason: values.reason,
        ticket: values.ticket,
      });
    case 'grants list':
      return (await import('./cli/grants.ts')).grantsList();
    case 'grants revoke':
      return (await import('./cli/grants.ts')).grantsRevoke(subject, values.as ?? '', values.reason ?? '');
    case 'people forget':
      return (await import('./cli/grants.ts')).peopleForget(subject);
    case 'cards':
      return (await import('./cli/paper.ts')).cards(values.out ?? '');
    case 'manifest slack':
    case 'manifest teams':
      return (await import('./cli/paper.ts')).manifest(verb, values.out ?? '');
    default:
      return {
        ok: false,
        lines: [`There is no command “${positionals.join(' ')}”. \`latchkey help\` lists them.`],
        data: { error: 'unknown command' },
      };
  }
}

/** What went wrong, said like any other answer. */
async function failure(error: unknown): Promise<Report> {
  if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
    return usageError(`${error.message.split('. ')[0] ?? ''}. \`latchkey help\` lists the options.`);
  const { EXIT_CONFIG } = await import('./main.ts');
  const { faultFields } = await import('./log.ts');
  const { Unconfigured } = await import('./cli/session.ts');
  if (error instanceof Unconfigured)
    return { ok: false, lines: [error.message], data: { ok: false, problems: error.problems }, code: EXIT_CONFIG };
  const { fault, detail, next } = faultFields(error);
  return {
    ok: false,
    lines: [detail, ...(next === undefined ? [] : [`  Next: ${next}`]), `  (${fault})`],
    data: { error: detail, fault, ...(next === undefined ? {} : { next }) },
  };
}

const json = process.argv.includes('--json');
try {
  const report = await run(process.argv.slice(2));
  if (report === 'usage') process.stdout.write(USAGE);
  else process.exitCode = 'said' in report ? report.said : await say(report, json);
} catch (error) {
  process.exitCode = await say(await failure(error), json, process.stderr);
}
// Clients of Azure and of the chats keep timers and sockets: a command that has answered is over.
process.exit();
