/** Codes as people paste them: whole lines of log, twins in decimal, bare numbers. */
import { describe, expect, test } from 'vitest';
import { AADSTS, aadstsPage } from '../../../workflows/troubleshoot/aadsts.ts';
import { codeAlone, codesIn } from '../../../workflows/troubleshoot/codes-in-text.ts';
import { CODES } from '../../../workflows/troubleshoot/codes.ts';
import { SYMPTOM_IDS, SYMPTOMS } from '../../../workflows/troubleshoot/symptoms.ts';

const PASSWORD = '50126 50053 50055 50056 50057 50034 51004 50144 50135 50133 50132 50173 50020 90072';
const AGENT = '80001 80002 80005 80007 80012 80013 80014';
const MFA = '50072 50074 50076 50078 50079 50158 50125 53004 53010 50088';
const DEVICE = '53000 53001 53002 53003 530032 530035 53011 50005 50097 50129 50131 50155 50187 70043 135011 50105';
const HELLO = '130004 130005 130006 130007 130008';
const TENANT = '500011 700016 65001 7000112 650052 90002 90038 900432 500021 500022 500212 500213 293004';
const NOISE = '50140 50058 50199';

test('every code of Entra ID that signing in to a VM meets is explained', () => {
  const wanted = [PASSWORD, AGENT, MFA, DEVICE, HELLO, TENANT, NOISE].join(' ').split(' ');
  expect(wanted.filter((number) => !(number in AADSTS))).toEqual([]);
  expect(NOISE.split(' ').flatMap((number) => AADSTS[number]?.symptoms)).toEqual([]);
  expect(aadstsPage('50126')).toBe('https://login.microsoftonline.com/error?code=50126');
});

test.each([...new Set(CODES.values())])('$code means something, in a sentence', ({ means, symptoms }) => {
  expect(means).toMatch(/^\p{Lu}.{10,160}\.$/u);
  expect(symptoms.every((symptom) => SYMPTOM_IDS.includes(symptom))).toBe(true);
});

test.each([...new Set(CODES.values())])('$code is found by what it is called', ({ code }) => {
  expect(codesIn(code).map((each) => each.code)).toEqual([code]);
});

describe('found however they are written', () => {
  test.each([
    ['AADSTS50055: The password is expired', ['AADSTS50055']],
    ['sign-in log says 50126', ['AADSTS50126']],
    ['0x801C0042', ['0x801c0042']],
    ['-2145648574', ['0x801c0042']],
    ['2145648574', ['0x801c0042']],
    ['exit code: −2145648607.', ['0x801c0021']],
    ['801c0083', ['0x801c0083']],
    ['{"ErrorSubCode":"error_hostname_duplicate"}', ['error_hostname_duplicate']],
    ['Terminal error code 1007 and exit code -2145648574', ['exit code 1007', '0x801c0042']],
    ['51', ['exit code 51']],
    ['handler has exited with Exit code: 51', ['exit code 51']],
    ['beendet mit Code 51', ['exit code 51']],
    ['STATUS_PASSWORD_MUST_CHANGE', ['status_password_must_change']],
    ['50055, again 50055', ['AADSTS50055']],
    ['Error code: 0xF07, extended error code: 0x0', ['0xf07']],
    ['disconnect reason 516', ['0x204']],
    ['logon failed with error 1326', ['0x8007052e']],
    ['Fehler 1385 beim Anmelden', ['0x80070569']],
    ['SSL_ERR_PASSWORD_MUST_CHANGE (4615)', ['ssl_err_password_must_change']],
    ['hosts fail DomainTrustCheck and SxSStackListenerCheck', ['domaintrustcheck', 'sxsstacklistenercheck']],
    ['our 1326 employees reported 516 tickets', []],
    ['there are 51 people waiting for a desk here', []],
    ['room 50, second floor please, thank you', []],
    ['got this error at 10:50 on vm-1', []],
    ['error code on 10.1.50.4', []],
    ['error 10.51.0.4 refused', []],
    ['fehler seit 14.51 Uhr', []],
    ['error for 51 machines, error 50% of the time, error 51 minutes ago', []],
    ['vm-51', []],
    ['web 50', []],
    ['farm-1007 fails', []],
    ['agent version 2.7.1007', []],
    ['ticket 50126, order 700016', []],
    ['error code is now: 51', ['exit code 51']],
    ['exit-code-51, then error-1326.', ['exit code 51', '0x8007052e']],
    ['終了コード 51 で失敗、Windows Server 2016 です', ['exit code 51']],
    ['错误代码51', ['exit code 51']],
    ['aadsts-50126, AADSTS 50055', ['AADSTS50126', 'AADSTS50055']],
    ['Error code: 0x904 Extended error code: 0x4', ['0x904']],
    ['error 0x300, extended error code 0x103', ['extended 0x103']],
    ['Error code: 0x3 Extended error code: 0x104', ['extended 0x104']],
    ['Extended error code 260', ['extended 0x104']],
    ['ticket no 53003, Ticketnummer 50053, pid 50097, call 0551 50126', []],
    ['windows 10 1909', []],
    ['win 10 error 1909', ['0x80070775']],
    ['door code 1326', []],
    ['our zip code is 50126', []],
    ['dress code 51', []],
    ['1007 euro, Event ID 1007', []],
    ['_AADSTS50126_ *0x00000204* 0xC000006Dh', ['AADSTS50126', '0x204', '0xc000006d']],
  ])('%s', (text, codes) => {
    expect(codesIn(text).map(({ code }) => code)).toEqual(codes);
  });

  test('1007 alone tells nothing', () => {
    expect(codesIn('1007').map(({ suffices }) => suffices)).toEqual([false]);
    expect(codesIn('-2145648574').map(({ suffices }) => suffices)).toEqual([true]);
  });
});

describe('a code that is all a text says', () => {
  test.each([
    ['AADSTS65001', 'AADSTS65001'],
    ['what is -2145648574?', '0x801c0042'],
    ['Exit code 1007, error -2145648574', '0x801c0042'],
    ['exit 51!', 'exit code 51'],
    ['error code 0x101', '0x101'],
    ['Fehler: error_hostname_duplicate', 'error_hostname_duplicate'],
  ])('%s', (text, code) => {
    expect(codeAlone(text)?.code).toBe(code);
  });

  test.each([
    ['nothing else may be said', 'AADSTS65001 in our web shop'],
    ['it has to tell what is wrong', 'exit code 1007'],
    ['it has to be known', '0x12345678'],
    ['two may not contradict each other', 'AADSTS50055 0x801c0042'],
    ['there has to be one', ''],
  ])('%s', (_why, text) => {
    expect(codeAlone(text)).toBeUndefined();
  });
});

test('every symptom has a title that fits a button', () => {
  expect(SYMPTOM_IDS).toHaveLength(21);
  for (const title of Object.values(SYMPTOMS)) expect(title.length).toBeLessThanOrEqual(60);
  expect(new Set(Object.values(SYMPTOMS)).size).toBe(21);
});
