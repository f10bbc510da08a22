/** What somebody wrote already is not asked again: made out of their words, shown to them, and weighed as an answer. */
import { describe, expect, it } from 'vitest';
import { conclusionCard } from '../../../workflows/present/troubleshoot/conclusion.ts';
import { handOverCard } from '../../../workflows/present/troubleshoot/ends.ts';
import { questionCard } from '../../../workflows/present/troubleshoot/talk.ts';
import { advance, rankingOf } from '../../../workflows/troubleshoot/conversation.ts';
import type { Talk } from '../../../workflows/troubleshoot/conversation.ts';
import type { Given, QuestionName } from '../../../workflows/troubleshoot/questions.ts';
import { QUESTIONS, UNSURE } from '../../../workflows/troubleshoot/questions.ts';
import { TELLING } from '../../../workflows/troubleshoot/told-words.ts';
import { toldIn } from '../../../workflows/troubleshoot/told.ts';
import { lead, SETTING } from './person.ts';
import { answersOf, TRUTH } from './truth.ts';
import type { CauseId } from './truth.ts';
import { CASE, look, WELL } from './world.ts';

const text = String.raw;

describe('what stands in a text', () => {
  it.each<readonly [string, Given]>([
    ['mstsc says “Your credentials did not work”', { client: 'mstsc' }],
    ['mstsc /v:10.0.0.4 fails', { client: 'mstsc', address: 'ip' }],
    ['die Remotedesktopverbindung nimmt mein Kennwort nicht', { client: 'mstsc' }],
    ['cannot sign in from my Mac', { client: 'mac' }],
    ['does not work on my MacBook Pro', { client: 'mac' }],
    ['vom Mac aus geht die Anmeldung nicht', { client: 'mac' }],
    ['depuis mon Mac, impossible de me connecter', { client: 'mac' }],
    ['no puedo entrar desde mi Mac', { client: 'mac' }],
    ['non riesco ad accedere dal mio Mac', { client: 'mac' }],
    ['login fails from my iPad', { client: 'mobile' }],
    ['The Windows App keeps asking for my password', { client: 'windowsApp' }],
    ['Royal TS: credentials did not work', { client: 'other' }],
    ['Remmina cannot log in', { client: 'other' }],
    ['Remote Desktop Connection Manager refuses me', { client: 'other' }],
    ['via Bastion it says that my credentials are wrong', { client: 'bastion' }],
    ['az network bastion rdp fails', { client: 'bastionNative' }],
    ['my home PC, not joined: your credentials did not work', { joined: 'none' }],
    ['mein privater Laptop ist nicht registriert', { joined: 'none' }],
    ['my laptop is Entra joined and refuses', { joined: 'joined' }],
    ['I type firstname.lastname and my password', { userName: 'short' }],
    ['ich tippe vorname.nachname', { userName: 'short' }],
    [text`I sign in as CONTOSO\raj`, { userName: 'short' }],
    [text`it refuses AzureAD\raj@contoso.com`, { userName: 'prefixed' }],
    [text`logged in as AzureAD\OlgaPetrova, it refuses`, { userName: 'prefixed' }],
    [text`I put .\AzureAD\raj@contoso.com`, { userName: 'prefixed' }],
    ['I enter raj@contoso.com and the password', { userName: 'plain' }],
    ['I use the IP 10.0.0.4', { address: 'ip' }],
    ['I connect to 10.0.0.4 and get an error', { address: 'ip' }],
    ['Ich verwende die IP-Adresse', { address: 'ip' }],
    ['I use the FQDN', { address: 'alias' }],
    ['I opened Latchkey’s .rdp file', { address: 'file' }],
    ['I opened a saved rdp file', { file: 'saved' }],
    ['mit der gespeicherten RDP-Datei', { file: 'saved' }],
    ['con el archivo RDP guardado', { file: 'saved' }],
    ['From my Mac. I use the IP 10.0.0.4.', { client: 'mac', address: 'ip' }],
  ])('“%s” tells %j', (said, told) => {
    expect(toldIn(said)).toEqual(told);
  });

  it.each([
    // Two of a kind
    'mstsc or the Windows App, both fail',
    'Windows App on my Mac',
    text`neither AzureAD\raj@contoso.com nor CONTOSO\raj`,
    // Denied
    'not using mstsc',
    'I do not have a Mac',
    'kein Mac',
    'I tried everything except Bastion',
    'sans Bastion, rien',
    // What works, what others do, what might be done
    'through Bastion it works, with mstsc it does not',
    // What was, and is no longer
    'No longer using Windows App',
    'I am not any longer on a Mac',
    'ich bin nicht mehr mit Bastion verbunden',
    'There is a bastion in the vnet but I connect directly',
    'Bastion is disabled',
    'I stopped using mstsc',
    'I no longer use the old rdp file',
    'I use the authenticator from my phone and then it fails',
    'from my Mac it worked yesterday',
    'a colleague gets in from her Mac',
    'the macbook of my boss cannot sign in',
    'Should I use the Windows App?',
    'do I need Bastion for that?',
    'which app should I use, the Store one or mstsc',
    'I’d like to use the Windows App',
    // The same word for another thing
    'the VM is not joined',
    'the device is not registered',
    'my MAC address is allowed',
    'my authenticator is on my iPhone',
    'remote desktop fails',
    text`open C:\Users\raj\web.rdp`,
    'version 10.0.20348.2700 is what it says',
    'ping 10.0.0.4 fails',
    'we use custom DNS 10.20.0.4',
    text`net localgroup administrators /add AzureAD\raj: access denied`,
    text`event 4625, account AzureAD\raj`,
    'raj@contoso.com cannot sign in',
    '',
  ])('“%s” tells nothing', (said) => {
    expect(toldIn(said)).toEqual({});
  });

  it('is an option of a question', () => {
    for (const name of Object.keys(TELLING)) {
      const [question, option] = name.split(' ') as [QuestionName, string];
      expect(Object.keys(QUESTIONS[question].options), name).toContain(option);
    }
  });

  it('is found in a long text without taking long', () => {
    const started = performance.now();
    expect(toldIn(`${'AzureAD\\ a@ 1.2.3. x\\'.repeat(4000)} from my Mac`)).toMatchObject({ client: 'mac' });
    expect(performance.now() - started).toBeLessThan(500);
  });
});

const TOLD = [...new Set(Object.keys(TELLING).map((name) => name.split(' ')[0] as QuestionName))];

describe('in a conversation', () => {
  it('every cause is found when all of that was told, and nothing of it is asked', () => {
    for (const id of Object.keys(TRUTH) as CauseId[]) {
      const answers = answersOf(id);
      const told = Object.fromEntries(TOLD.map((name) => [name, answers[name]]));
      const seen = look(TRUTH[id].makes(WELL));
      const { first, questions } = lead({ [TRUTH[id].symptom]: 0.9 }, seen, (name) => answers[name], told);
      expect(first, `${id}: ${questions.join()}`).toBe(id);
      expect(
        questions.filter((name) => TOLD.includes(name)),
        id,
      ).toEqual([]);
      expect(questions.length).toBeLessThanOrEqual(5);
    }
  });

  it('saves questions, and counts as none', () => {
    const answers = answersOf('mac-or-phone');
    const ask = (told: Given) =>
      lead({ 'credentials-did-not-work': 0.9 }, look(WELL), (name) => answers[name], told).questions;
    expect(ask({})).toContain('client');
    expect(ask({ client: 'mac' }).length).toBeLessThan(ask({}).length);
  });

  it('is shown as understood, and handed over', () => {
    const answers = answersOf('mac-or-phone');
    const led = lead({ 'credentials-did-not-work': 0.9 }, look(WELL), (name) => answers[name], { client: 'mac' });
    const { talk, conclusion } = led;
    if (talk.vm === undefined || conclusion.is !== 'named') throw new Error('It was not named.');
    const at = { talk, version: 3 };
    const ranking = rankingOf(talk, talk.vm, SETTING);
    const line = 'Understood from what you wrote: Program: A Mac.';
    for (const card of [
      questionCard(at, 'address', 'public'),
      conclusionCard(at, { it: CASE, ranking, mayMend: [], mends: [] }),
    ])
      expect(JSON.stringify(card.blocks)).toContain(line);
    // Whoever looks for the question on the card must find the one that is asked.
    const shown = JSON.stringify(questionCard(at, 'address', 'public'));
    expect(Object.values(QUESTIONS).filter((each) => shown.includes(each.text))).toEqual([QUESTIONS.address]);
    expect(JSON.stringify(handOverCard(talk, ranking))).toContain('A Mac (from what they wrote)');
    expect(conclusion.first.verdict.evidence).toContain('You wrote of “A Mac”.');
  });

  it('is asked for once they say that it is not so', () => {
    const seen = look(WELL);
    const { talk, questions } = lead({ 'credentials-did-not-work': 0.9 }, seen, () => UNSURE, { client: 'mac' });
    expect(questions).not.toContain('client');
    const outcome = advance(talk, { is: 'untold' }, SETTING);
    if (outcome.is !== 'went') throw new Error('It was too late.');
    expect(outcome.talk.told).toBeUndefined();
    expect(outcome.talk.given).toEqual(talk.given);
    expect(outcome.talk.stage).toEqual({ is: 'asking', question: 'client' });
    expect(JSON.stringify(questionCard({ talk: outcome.talk, version: 4 }, 'client', 'public'))).not.toContain(
      'not so',
    );
    // Pressed twice, or while it looks: nothing to take back.
    expect(advance(outcome.talk, { is: 'untold' }, SETTING)).toEqual({ is: 'stale' });
    // What was being mended meanwhile is looked at once it is mended, and not judged by what was seen before.
    expect(outcome.talk.stage.is).toBe('asking');
    expect(advance(outcome.talk, { is: 'again' }, SETTING)).toEqual({ is: 'stale' });
    expect(advance(outcome.talk, { is: 'again', mended: true }, SETTING)).toMatchObject({ is: 'went', next: ['look'] });
    const looking: Talk = { ...talk, stage: { is: 'looking', since: 0 } };
    expect(advance(looking, { is: 'untold' }, SETTING)).toEqual({ is: 'stale' });
    // Before anything was looked at the stage stays, for what was understood there as well.
    const choosing: Talk = { ...talk, stage: { is: 'vm', offered: [] } };
    expect(advance(choosing, { is: 'untold' }, SETTING)).toMatchObject({ is: 'went', talk: { stage: choosing.stage } });
  });

  it('what Entra has logged counts more', () => {
    const at = Date.UTC(2026, 10, 20, 8, 50);
    const log = { signIns: [{ at, code: 50_126, reason: '', app: 'Microsoft Remote Desktop', device: 'LAPTOP-7' }] };
    const { talk } = lead({ 'credentials-did-not-work': 0.9 }, look({ ...WELL, signIns: log }), () => 'unsure', {
      joined: 'none',
    });
    if (talk.vm === undefined) throw new Error('It lost its VM.');
    expect(rankingOf(talk, talk.vm, SETTING).known).toMatchObject({ joined: 'joined' });
  });
});
