/** What people paste that nobody should see again, and what only looks like it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redact } from '../../../workflows/troubleshoot/secrets.ts';

describe('a secret goes', () => {
  test.each([
    ['my password is Summer2024!', 'password', 'Summer2024'],
    ['password=hunter2', 'password', 'hunter2'],
    ['mein Passwort lautet Geheim123', 'password', 'Geheim123'],
    ['mot de passe : Soleil2023!', 'password', 'Soleil2023'],
    ['mi contraseña es Perro99x', 'password', 'Perro99x'],
    ['senha é Brasil2024', 'password', 'Brasil2024'],
    ['hasło to Kotek123!', 'password', 'Kotek123'],
    ['wachtwoord is Welkom01', 'password', 'Welkom01'],
    ['パスワードは Himitsu123 です', 'password', 'Himitsu123'],
    ['the password for ana is Pa55word', 'password', 'Pa55word'],
    ['pwd: "abcDEF"', 'password', 'abcDEF'],
    ['temp pw Fuba7731, the vm says no', 'password', 'Fuba7731'],
    ['{"password": "qwertz"}', 'password', 'qwertz'],
    ['Server=x;User Id=a;Password=abcdef;', 'password', 'abcdef'],
    ['postgres://u:pw12@h/db', 'password', 'pw12'],
    ['az vm create --admin-password S3cret!x', 'password', 'S3cret!x'],
    ['xfreerdp /u:ana /p:Sup3r /v:vm', 'password', 'Sup3r'],
    ['net user bob P@ssw0rd /add', 'password', 'P@ssw0rd'],
    ['ConvertTo-SecureString "wordly wise" -AsPlainText', 'password', 'wordly'],
    ['access token: AbC123xyz890QQQ', 'token', 'AbC123'],
    ['refresh_token 0.ARoAv4j5cvGGr0GRqy180BHbR3xYz', 'token', 'ARoAv4'],
    ['Cookie: ESTSAUTHPERSISTENT=Q2xvd25z-abc;', 'token', 'Q2xvd'],
    ['eyJhbGciOiJSU0EifQ.abcdefghij.klmnopqr.stuvwxyzabc.defghijkl', 'token', 'stuvwx'],
    ['password:\nSummer2024!', 'password', 'Summer2024'],
    ['Password\nHunter22!', 'password', 'Hunter22'],
    ['*password:* Summer2024!', 'password', 'Summer2024'],
    ['`password` `Summer2024!`', 'password', 'Summer2024'],
    ['password - Summer2024!', 'password', 'Summer2024'],
    ['password: [Summer2024!]', 'password', 'Summer2024'],
    ['p@ssw0rd: Summer2024!', 'password', 'Summer2024'],
    ['密码：Abc12345', 'password', 'Abc12345'],
    ['密码是Abc12345', 'password', 'Abc12345'],
    ['temporary access pass: Xk39fQz2', 'password', 'Xk39fQz2'],
    ['username ana@contoso.com password geheim123', 'password', 'geheim123'],
    ['ana@contoso.com / Summer2024!', 'password', 'Summer2024'],
    ['az login -u ana -p Summer2024!', 'password', 'Summer2024'],
    ['I use Summer2024! as password', 'password', 'Summer2024'],
    ['PIN 482913', 'password', '482913'],
    ['my pin is 4711', 'password', '4711'],
    ['password is $ecret99, sorry', 'password', 'ecret99'],
    ['my password: MyDog2019', 'password', 'MyDog2019'],
    ['password=xavier', 'password', 'xavier'],
    ['token: eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc_def', 'token', 'eyJ'],
    ['Authorization: Bearer abcdef123456ghijk', 'token', 'abcdef123456ghijk'],
    ['https://a.blob.core.windows.net/c?sv=2020&sig=abc%2Bdefghijk%3D&se=1', 'signature', 'abc%2Bdef'],
    ['secret abc8Q~abcdefghijklmnopqrstuvwxyz0123456', 'key', 'abc8Q~'],
    [`AccountName=x;AccountKey=${'Ab1/'.repeat(21)}Xy==;`, 'key', 'Ab1/'],
    ['111111-222222-333333-444444-555555-666666-777777-888888', 'key', '222222'],
    ['-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----', 'private key', 'abc'],
    ['-----BEGIN PRIVATE KEY-----\ncut off here', 'private key', 'cut off'],
  ])('%s', (text, kind, secret) => {
    const { text: clean, found } = redact(text);
    expect(found).toEqual([kind]);
    expect(clean).not.toContain(secret);
    expect(clean).toContain('[removed]');
  });

  test('and what stands around it stays', () => {
    expect(redact('ana: my password is Xy7!abcd, vm web-01 says no').text).toBe(
      'ana: my password is [removed], vm web-01 says no',
    );
  });
});

test.each([
  'password is wrong',
  'the password is incorrect. Try again.',
  'password=<your password>',
  'password=$env:PW and password=${pw} and password=%PW% and password=*****',
  'Kennwort ist falsch',
  'my password is fine in office.com',
  'password 0xC000006D',
  'mot de passe est expiré',
  'the token is invalid',
  'password for ana@contoso.com is rejected',
  'AADSTS50126 invalid username or password',
  'password reset at 14:02',
  'the password is accepted on web01',
  'az vm create --admin-password yourpassword',
  '372140e0-b3b7-4226-8ef9-d57986796201',
  'keeps showing the password box on build-win-02',
  'Your credentials did not work',
  'the token 372140e0-b3b7-4226-8ef9-d57986796201 is of another tenant',
  'wrong password\nAADSTS50126',
  'password: AADSTS50126',
  'password\nThen it said 0xC000006D',
  'ana@contoso.com: Your credentials did not work',
])('this is none: %s', (text) => {
  expect(redact(text)).toEqual({ text, found: [] });
});

test('whatever is typed, it is read at once, and what is clean stays as it is', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'password ',
      'password is ',
      'pw=',
      'eyJ-',
      '-----BEGIN PRIVATE KEY-----',
      'sig=',
      '://a:',
      '--',
      ' a',
    ),
    fc.string(),
  );
  fc.assert(
    fc.property(piece, piece, (one, other) => {
      const text = (one + other).repeat(40_000).slice(0, 40_000);
      const began = performance.now();
      const { text: clean, found } = redact(text);
      expect(performance.now() - began).toBeLessThan(400);
      if (found.length === 0) expect(clean).toBe(text);
    }),
    { numRuns: 60 },
  );
});
