/** What people write, made out as a whole: who asks for help or names a VM is not turned away for saying little. */
import { describe, expect, it } from 'vitest';
import { recognise } from '../src/troubleshoot/recognise.ts';
import { understand } from '../src/troubleshoot/understand.ts';
import { UNSPOKEN } from '../workflows/troubleshoot/conversation.ts';
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

  it('does not take a poor guess for the symptom', () => {
    const understood = understand(recognise, { is: 'diagnose', text: 'it does not work', vm: '', request: '' }, []);
    expect(understood).toEqual({ is: 'trouble', text: 'it does not work', symptoms: UNSPOKEN });
  });

  it('keeps the words, shortened', () => {
    const understood = understand(
      recognise,
      { is: 'diagnose', text: `does not let me in ${'x '.repeat(900)}`, vm: 'a', request: '' },
      vms,
    );
    expect(understood).toMatchObject({ is: 'trouble', text: expect.stringMatching(/^does not let me in x/) });
    expect(understood.is === 'trouble' && understood.text.length).toBe(500);
  });
});
