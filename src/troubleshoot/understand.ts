/** What is made of somebody's words: a sign-in that fails, or something else that has its own answer. */
import type { Intent } from '../../workflows/intent.ts';
import type { Vm } from '../../workflows/language.ts';
import { begsForHelp, saysSignInFails } from '../../workflows/troubleshoot/bare.ts';
import { codesIn } from '../../workflows/troubleshoot/codes-in-text.ts';
import { ELSEWHERE, UNDERSTOOD, UNSPOKEN } from '../../workflows/troubleshoot/conversation.ts';
import type { Talk } from '../../workflows/troubleshoot/conversation.ts';
import type { Symptoms } from '../../workflows/troubleshoot/infer.ts';
import type { Given } from '../../workflows/troubleshoot/questions.ts';
import { toldIn } from '../../workflows/troubleshoot/told.ts';
import { shapesIn } from '../../workflows/troubleshoot/shapes.ts';
import { NOT_OURS } from './recognise.ts';
import type { Recogniser } from './recognise.ts';

export type Elsewhere = 'off-topic' | 'request-access' | 'how-to-connect';

type Understood =
  /** `told`: answers that stood in the text. */
  | ({ readonly is: 'trouble'; readonly symptoms: Symptoms; readonly told: Given } & Pick<Talk, 'text' | 'codes'>)
  | { readonly is: 'elsewhere'; readonly what: Elsewhere };

/** Of what was written this many characters are kept. */
const KEPT = 500;
/** Of what was cut off, so many codes are. */
const CODES_KEPT = 3;
/** Symptoms less likely than this are not carried along. */
const FAINT = 0.03;
/** A symptom less likely than this is no lead, where being off-topic is likelier still. */
const FAIR = 0.4;
/** Whoever asks for help by name is turned away only from here on: “it does not work” says little, and is about something. */
const SURELY_NOT_OURS = 0.9;

/**
 * What somebody means who names these VMs. Words that say too little for one symptom are looked into all the same, as long as they
 * asked for help by name or named a VM.
 */
export function understand(
  recognise: Recogniser,
  { text, vm, unbidden }: Intent & { is: 'diagnose' },
  vms: readonly Vm[],
): Understood {
  const unspoken = { is: 'trouble', text: '', symptoms: UNSPOKEN, told: {} } as const;
  // A name alone says which, and not what.
  if (text.trim() === '' || vms.some(({ name }) => name.toLowerCase() === text.trim().toLowerCase())) return unspoken;
  const words = withoutNames(text, vms);
  const told = toldIn(words);
  const { ranked, certainty } = recognise(words);
  // Whoever names one of our VMs, or chose it in the form, means signing in to it, however they put it.
  const ours = vm !== '' || vms.length > 0;
  const bidden = ours || unbidden === undefined;
  const kept = keep(text);
  const fails = certainty === 'sure' ? undefined : saysSignInFails(words);
  const notOurs = ranked[0]?.symptom === 'off-topic' ? ranked[0].confidence : 0;
  // No model is asked whether this is about us: it says so itself, and says nothing else.
  if (fails === 'only' || (fails === 'mostly' && notOurs < SURELY_NOT_OURS) || (bidden && begsForHelp(words)))
    return { is: 'trouble', ...kept, symptoms: UNSPOKEN, told };
  if (certainty === 'off-topic' && !ours && (!bidden || notOurs >= SURELY_NOT_OURS))
    return { is: 'elsewhere', what: 'off-topic' };
  const likely = ranked.filter(
    ({ symptom, confidence }) => confidence >= FAINT && !(bidden && symptom === 'off-topic'),
  );
  const whole = likely.reduce((sum, { confidence }) => sum + confidence, 0);
  const [first] = likely;
  if (first === undefined) return { is: 'trouble', ...kept, symptoms: UNSPOKEN, told };
  // What was left out above must not make the rest look surer than it is.
  const sure = first.confidence >= NOT_OURS && first.confidence / whole >= UNDERSTOOD;
  if (sure && (first.symptom === 'request-access' || first.symptom === 'how-to-connect'))
    return { is: 'elsewhere', what: first.symptom };
  // They ask for help and say next to nothing, as in “does not let me in”: looking tells more than asking what they mean.
  const vague = ranked[0]?.symptom === 'off-topic' && first.confidence < FAIR;
  if (bidden && (vague || ELSEWHERE.includes(first.symptom)))
    return { is: 'trouble', ...kept, symptoms: UNSPOKEN, told };
  const symptoms = Object.fromEntries(likely.map(({ symptom, confidence }) => [symptom, confidence / whole]));
  return { is: 'trouble', ...kept, symptoms, told };
}

/**
 * The VM that is meant: the one that was named, or else the only one they have to do with. But whoever names a machine that nobody
 * here knows does not mean that one, and is asked.
 */
export function vmMeant(named: readonly Vm[], around: readonly Vm[], text: string): Vm | undefined {
  if (named.length > 0) return named.length === 1 ? named[0] : undefined;
  const another = shapesIn(text.toLowerCase()).some((shape) => shape === 'machine' || shape === 'vm-machine');
  return around.length === 1 && !another ? around[0] : undefined;
}

/** No word is cut in two: half a code may be another one. */
function keep(text: string): Pick<Talk, 'text' | 'codes'> {
  const points = [...text];
  if (points.length <= KEPT) return { text };
  const head = points.slice(0, KEPT).join('');
  const whole = /\s/.test(points[KEPT] ?? '') ? head : head.replace(/\s+\S*$/, '');
  return {
    text: whole,
    codes: codesIn(text)
      .slice(0, CODES_KEPT)
      .map(({ code }) => code),
  };
}

/** What a VM is called says nothing about what fails, and would be taken for words. */
function withoutNames(text: string, vms: readonly Vm[]): string {
  const names = vms.flatMap(({ name, computerName }) => [name, computerName ?? name]);
  return names.reduce((rest, name) => rest.replaceAll(new RegExp(escapeRegExp(name), 'gi'), 'the VM'), text);
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
