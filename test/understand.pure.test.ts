/** What people write, made out as a whole: who asks for help or names a VM is not turned away for saying little. */
import { describe, expect, it } from 'vitest';
import { NOT_OURS, recognise, SURE } from '../src/troubleshoot/recognise.ts';
import type { Recogniser } from '../src/troubleshoot/recognise.ts';
import { understand, vmMeant } from '../src/troubleshoot/understand.ts';
import { UNSPOKEN } from '../workflows/troubleshoot/conversation.ts';
import type { SymptomId } from '../workflows/troubleshoot/symptoms.ts';
import { SYMPTOM_IDS } from '../workflows/troubleshoot/symptoms.ts';
import { vm } from './workflows/given.ts';

const vms = [{ ...vm, name: 'broken-off-01', computerName: 'broken-off-01' }];

function made(text: string, named: typeof vms, unbidden?: true): string {
  const intent = { is: 'diagnose', text, vm: '', request: '', ...(unbidden && { unbidden }) } as const;
  const understood = understand(recognise, intent, named);
  return understood.is === 'elsewhere' ? understood.what : understood.is;
}

describe('understand', () => {
  it.each([
    ['broken-off-01 does not let me in', 'trouble'],
    ['broken-off-01', 'trouble'],
    ['broken-off-01 does not work', 'trouble'],
    ['I need access to broken-off-01 for two hours', 'request-access'],
  ])('with a VM named, “%s” is %s', (text, expected) => {
    expect(made(text, vms)).toBe(expected);
  });

  it.each([
    ['it does not work', 'trouble'],
    ['sign-in fails', 'trouble'],
    ['', 'trouble'],
    ['my printer does not print', 'off-topic'],
  ])('asked for help by name, “%s” is %s', (text, expected) => {
    expect(made(text, [])).toBe(expected);
  });

  it('turns away what was merely written and is about something else', () => {
    expect(made('what is for lunch in the canteen today?', [], true)).toBe('off-topic');
  });

  it('hears what need not be asked, and not from the name of a VM', () => {
    const heard = (text: string, called: string) =>
      understand(recognise, { is: 'diagnose', text, vm: '', request: '' }, [
        { ...vm, name: called, computerName: called },
      ]);
    expect(heard('sign-in to web-01 fails from my Mac', 'web-01')).toMatchObject({ told: { client: 'mac' } });
    expect(heard('sign-in to bastion-01 fails', 'bastion-01')).toMatchObject({ told: {} });
    expect(heard('bastion-01', 'bastion-01')).toMatchObject({ told: {} });
  });

  it.each([
    'please help',
    'HELP!!!',
    'urgent help needed',
    'hilfe bitte',
    'aidez moi svp',
    'aiuto per favore',
    'помогите',
    '助けて',
    'can anyone help me with this',
    'still broken, please fix',
    'I need help with my vm',
  ])('“%s” is looked into, and not turned away', (text) => {
    const bidden = { is: 'diagnose', text, vm: '', request: '' } as const;
    expect(understand(recognise, bidden, [])).toEqual({ is: 'trouble', text, symptoms: UNSPOKEN, told: {} });
  });

  it.each(['please help with my printer', 'help me write a poem', 'can somebody fix the printer please'])(
    '“%s” is about something else all the same',
    (text) => {
      expect(made(text, [])).toBe('off-topic');
    },
  );

  it('does not take a poor guess for the symptom', () => {
    const understood = understand(recognise, { is: 'diagnose', text: 'please help', vm: '', request: '' }, []);
    expect(understood).toEqual({ is: 'trouble', text: 'please help', symptoms: UNSPOKEN, told: {} });
  });

  it('keeps the words, shortened', () => {
    const understood = understand(
      recognise,
      { is: 'diagnose', text: `does not let me in ${'x '.repeat(900)}`, vm: 'a', request: '' },
      vms,
    );
    expect(understood).toMatchObject({ is: 'trouble', text: expect.stringMatching(/^does not let me in x/) });
    expect(understood.is === 'trouble' && understood.text.length).toBeLessThanOrEqual(500);
  });

  it('cuts no code in two, and keeps the codes of what it cuts off', () => {
    const text = `sign-in fails: ${'x '.repeat(237)}AADSTS530032 ${'y '.repeat(300)}exit code 51`;
    const understood = understand(recognise, { is: 'diagnose', text, vm: 'a', request: '' }, vms);
    expect(text.slice(0, 500)).toMatch(/AADSTS53003$/);
    expect(understood).toMatchObject({ text: expect.stringMatching(/x$/), codes: ['AADSTS530032', 'exit code 51'] });
  });

  describe('written without asking for help, and without a VM', () => {
    /** A recogniser that is this sure of this. */
    const sayingSo =
      (symptom: SymptomId, confidence: number): Recogniser =>
      () => {
        const rest = (1 - confidence) / (SYMPTOM_IDS.length - 1);
        const ranked = SYMPTOM_IDS.map((each) => ({
          symptom: each,
          confidence: each === symptom ? confidence : rest,
        })).toSorted((a, b) => b.confidence - a.confidence);
        const offTopic = symptom === 'off-topic' && confidence >= NOT_OURS;
        return { ranked, certainty: offTopic ? 'off-topic' : confidence >= SURE ? 'sure' : 'unsure' };
      };
    const heard = (recogniser: Recogniser, text: string) =>
      understand(recogniser, { is: 'diagnose', text, vm: '', request: '', unbidden: true }, []);

    it.each([
      'sign-in fails',
      'vm login broken',
      'cant log in',
      'hi, I cannot sign in to the VM any more, please help',
      'Anmeldung an der VM schlägt fehl',
      'je n’arrive pas à me connecter',
      'no puedo iniciar sesión',
      'não consigo entrar',
      'ik kan niet inloggen',
    ])('“%s” begins a conversation, however little a model makes of it', (text) => {
      for (const recogniser of [
        sayingSo('off-topic', 0.99),
        sayingSo('off-topic', 0.65),
        sayingSo('guest-account', 0.3),
      ])
        expect(heard(recogniser, text)).toEqual({ is: 'trouble', text, symptoms: UNSPOKEN, told: {} });
      // What is known more surely counts.
      expect(heard(sayingSo('role-missing', 0.9), text)).toMatchObject({ symptoms: { 'role-missing': 1 } });
    });

    it.each([
      'salesforce login fails',
      'cannot log in to SAP',
      'my outlook login fails',
      'sql server login failed 18456',
      'my printer fails',
      'login works',
      'I can log in now, no problem',
      'thanks, sign-in works now, nothing to do',
      'hello',
    ])('“%s” does not', (text) => {
      expect(heard(sayingSo('off-topic', 0.7), text)).toEqual({ is: 'elsewhere', what: 'off-topic' });
    });

    it('of a VM, with a word or two besides, does as long as nobody is sure that it is not ours', () => {
      const text = 'the login on our vm fails miserably';
      expect(heard(sayingSo('off-topic', 0.7), text)).toMatchObject({ is: 'trouble', symptoms: UNSPOKEN });
      expect(heard(sayingSo('off-topic', 0.95), text)).toEqual({ is: 'elsewhere', what: 'off-topic' });
      const long = `${text}, and here is the whole story of how it came about last week, from the beginning on`;
      expect(heard(sayingSo('off-topic', 0.7), long)).toEqual({ is: 'elsewhere', what: 'off-topic' });
    });
  });
});

describe('which VM is meant', () => {
  const [one] = vms;
  if (one === undefined) throw new Error('There is no VM.');
  const other = { ...one, id: `${one.id}-2`, name: `${one.name}-2` };

  it.each([
    ['the one named', [one], [other], 'anything', one],
    ['none of two that share a name', [one, other], [], 'anything', undefined],
    ['the only one they have to do with', [], [one], 'your credentials did not work', one],
    ['none of several', [], [one, other], 'your credentials did not work', undefined],
    ['not their only one, when a machine is named that nobody knows', [], [one], 'gone-prod-07 refuses me', undefined],
  ])('%s', (_what, named, around, text, meant) => {
    expect(vmMeant(named, around, text)).toBe(meant);
  });
});
