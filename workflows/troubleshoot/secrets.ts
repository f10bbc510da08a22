/**
 * Secrets that people paste when they ask for help. They are taken out before anything is stored, logged or shown again. A
 * password that reads like a word ("my password is fine") cannot be told from a remark, so words stay; whatever has the looks
 * of a secret, or stands where only a secret can stand, goes.
 */
export type SecretKind = 'password' | 'token' | 'key' | 'signature' | 'private key';

export type Redacted = {
  /** The text with `[removed]` in place of each secret. */
  readonly text: string;
  /** What kinds there were, each once. */
  readonly found: readonly SecretKind[];
};

const GONE = '[removed]';

const PASSWORD_WORDS = [
  'password|passwort|kennwort|passwd|passphrase|pasword|pwd|pw|pass|mot de passe|mdp|contraseña|contrasena|clave|senha',
  'temporary access pass|one[- ]time pass(?:word|code)|passcode|password provvisoria|parola d’ordine|wachtwoord|hasło|haslo|hasłem|lösenord|losenord|lösenordet|adgangskode|adgangskoden',
  'passord|passordet|salasana|salasanani|heslo|jelszó|jelszo|jelszavam|parola|parolam|şifre|şifrem|sifre|sifrem|пароль|パスワード|密码|密碼|口令|비밀번호|p[a@4]ssw[o0]rd',
].join('|');
const IS = 'is|is now|is still|ist|ist jetzt|lautet|war|was|est|es|era|é|è|är';
/** Short words that mean much else: they count only right after `password`. */
const IS_RIGHT_THERE = `${IS}|jest|to|er|on|je`;
/** What may stand between `password` and the word for "is": `password for ana is …`, `Passwort von Ana lautet …`. */
const OF = '(?:[ \\t]{1,3}(?!(?:is|ist|est|es)\\b)[\\p{L}\\d@._-]{1,40}){0,3}?';

type Rule = {
  readonly kind: SecretKind;
  /** The group `secret` is what goes. Begins with something that cannot repeat, so that time grows with length alone. */
  readonly pattern: RegExp;
  /** Whether what was found counts. */
  readonly when?: (secret: string) => boolean;
};

const RULES: readonly Rule[] = [
  {
    kind: 'private key',
    pattern: /(?<secret>-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$))/g,
  },
  { kind: 'token', pattern: /(?<![\w-])(?<secret>eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*){0,3})/g },
  { kind: 'token', pattern: /(?<![\w-])(?<secret>(?:xox[a-z]|xapp|gh[opsu]|github_pat|glpat)[-_][\w-]{10,})/g },
  // What Entra ID issues for its own use, to refresh and as cookies, begins so.
  { kind: 'token', pattern: /(?<![\w.-])(?<secret>[01]\.A[\w-]{20,4000}(?:\.[\w.-]{0,4000})?)/g },
  { kind: 'token', pattern: /(?<!\w)ESTS\w{4,24}=(?<secret>[^\s;"']{8,4000})/g },
  { kind: 'token', pattern: /\b(?:bearer|basic)[ \t]{1,3}(?<secret>[\w.~+/=-]{12,4000})/gi, when: mixed },
  { kind: 'signature', pattern: /[?&;]sig=(?<secret>[\w%+/=-]{8,400})/gi },
  // A client secret of Entra ID: three characters, a digit, `Q~`, and 31 to 34 more.
  { kind: 'key', pattern: /(?<![\w~.-])(?<secret>[\w~.-]{3}\dQ~[\w~.-]{31,34})(?![\w~.-])/g },
  // Keys of storage accounts, queues and registries are 64 or 32 bytes in base64.
  { kind: 'key', pattern: /(?<![\w+/=-])(?<secret>[A-Za-z\d+/]{86}==|[A-Za-z\d+/]{43}=)(?![\w+/=])/g },
  { kind: 'key', pattern: /(?<![\w])(?<secret>AKIA[A-Z\d]{16})(?!\w)/g },
  { kind: 'key', pattern: /(?<![\d-])(?<secret>\d{6}(?:-\d{6}){7})(?![\d-])/g },
  { kind: 'password', pattern: /\b[a-z][a-z+]{1,15}:\/\/[^\s:@/"']{0,100}:(?<secret>[^\s@/"']{1,200})@/gi },
  named('key', 'client[_ -]?secret|secret|api[_ -]?key|access[_ -]?key|account[_ -]?key|shared[_ -]?access[_ -]?key'),
  named('token', 'access[_-]?token|refresh[_-]?token|id[_-]?token|token|sas|otp'),
  {
    kind: 'token',
    pattern:
      /(?<![\p{L}\d])(?:token|secret|api key|cookie)(?:[ \t]is)?[ \t]{0,3}[:：]?\s{0,3}(?<secret>[\w.~+/=-]{12,4000})/giu,
    when: (text) => mixed(text) && !KNOWN.test(text) && !GUID.test(text),
  },
  named('password', PASSWORD_WORDS),
  // As an option of a command there is nothing else that it could be.
  {
    kind: 'password',
    pattern:
      /(?<![\w-])(?:--?[a-z-]{0,30}(?:password|passwd|pwd)|\/p(?:ass)?(?=:))[ \t=:]{1,3}["']?(?<secret>[^\s"'[]{3,200})/gi,
    when: notPlaceholder,
  },
  { kind: 'password', pattern: /\bnet user [\w.\\@-]{1,64} (?<secret>[^\s/*"'[][^\s"']{2,200})/gi },
  {
    kind: 'password',
    pattern: /ConvertTo-SecureString[ \t]{1,3}(?:-String[ \t]{1,3})?["'](?<secret>[^"']{1,200})["']/gi,
  },
  {
    kind: 'password',
    pattern: new RegExp(
      `(?<![\\p{L}\\d])(?:${PASSWORD_WORDS})(?:${OF}[ \\t](?:${IS})[ \\t:]|[ \\t](?:${IS_RIGHT_THERE})[ \\t]|${OF}[*_\`]{0,2}[ \\t\\u3000]{0,3}(?::|：|->|→|は|是|为|[ \\t]=))[*_\`]{0,2}[ \\t\\u3000]{0,3}\\r?\\n?[ \\t]{0,3}["'“„«「\`([<]?(?<secret>[^\\s"'“”„«»「」[]{4,128})`,
      'giu',
    ),
    when: secretive,
  },
  {
    kind: 'password',
    pattern: new RegExp(
      `(?<![\\p{L}\\d])(?:${PASSWORD_WORDS})(?:[ \\t](?:${IS_RIGHT_THERE})|:)?[ \\t]{0,3}["“„«「](?<secret>[^\\s"“”„«»「」[]{4,64})["”“»」]`,
      'giu',
    ),
    when: secretive,
  },
  {
    kind: 'password',
    pattern: new RegExp(
      `(?<![\\p{L}\\d])(?:${PASSWORD_WORDS})[*_\`]{0,2}\\s{1,3}(?:\\(|\`|was |war |[-–—] )?(?<secret>[^\\s"'“”(),[]{6,64})`,
      'giu',
    ),
    when: unmistakable,
  },
  {
    kind: 'password',
    pattern: new RegExp(
      `(?<![\\p{L}\\d])(?:user|user ?name|login|account|benutzer|usuario)[ \\t:=]{1,3}[^\\s]{1,64}[ \\t,;/]{1,4}(?:${PASSWORD_WORDS})[ \\t]{1,3}(?<secret>[^\\s"'“”(),[]{6,64})`,
      'giu',
    ),
    when: secretive,
  },
  // `ana@contoso.com / Secret1!`, `-p Secret1!`, `Secret1! as password`
  {
    kind: 'password',
    pattern: /@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}[ \t]{0,2}[/:|][ \t]{0,2}(?<secret>[^\s"'“”(),[]{6,64})/g,
    when: unmistakable,
  },
  { kind: 'password', pattern: /(?<![\w-])-p[ \t]{1,3}["']?(?<secret>[^\s"'[]{6,64})/g, when: unmistakable },
  {
    kind: 'password',
    pattern: new RegExp(
      `(?<!\\S)(?<secret>[^\\s"'“”(),[]{6,64})[ \\t](?:as|als)[ \\t](?:(?:my|the|mein)[ \\t])?(?:${PASSWORD_WORDS})(?![\\p{L}\\d])`,
      'giu',
    ),
    when: unmistakable,
  },
  {
    kind: 'password',
    pattern: /(?<![\p{L}\d])pin(?:[ \t](?:is|ist|est|es)|:|=)?[ \t]{0,3}(?<secret>\d{4,12})(?![\w.])/giu,
  },
];

/** `name=value` and `"name": "value"`, as in connection strings, forms and JSON. */
function named(kind: SecretKind, names: string): Rule {
  return {
    kind,
    pattern: new RegExp(
      `(?<![\\p{L}\\d])(?:\\w{0,20}[_-])?(?:${names})(?:["']?[ \\t]{0,2}[=:][ \\t]{0,2}["']|["']?=)(?<secret>[^\\s"';&,[]{1,400})`,
      'giu',
    ),
    when: notPlaceholder,
  };
}

/** Takes out whatever looks like a secret. Pure; time grows with the text's length. */
export function redact(text: string): Redacted {
  const found = new Set<SecretKind>();
  let clean = text;
  for (const { kind, pattern, when } of RULES)
    clean = clean.replace(pattern, (...args: unknown[]) => {
      const whole = String(args[0]);
      const secret = (args.at(-1) as { readonly secret?: string }).secret ?? '';
      const bare = trimmed(secret);
      if (bare === '' || (when !== undefined && !when(bare))) return whole;
      found.add(kind);
      const at = whole.lastIndexOf(bare);
      return `${whole.slice(0, at)}${GONE}${whole.slice(at + bare.length)}`;
    });
  return { text: clean, found: [...found] };
}

/** Without the punctuation of the sentence around it. */
function trimmed(secret: string): string {
  return secret.replace(/[.,;:)\]}]{1,3}$/, '');
}

/** What documentation puts where a secret belongs: `<password>`, `%PW%`, `${pw}`, `$env:PW`, `***`, `xxxx`, `yourpassword`. */
const PLACEHOLDER =
  /^(?:<.*>?|%\w+%|\$?\{.*|\$(?:env:)?[a-z_]+|[*.…_x-]+|(?:your|my)?[_-]?(?:strong)?[_-]?(?:password|passwort|secret|key|token|here)?|removed|redacted|hidden|null|none|true|false|undefined)$/i;

function notPlaceholder(text: string): boolean {
  return !PLACEHOLDER.test(text);
}

/** Codes and names that follow the word "password" in error texts and are none. */
const KNOWN =
  /^(?:0x[\da-f]+|-?\d+|aadsts\d+|azuread\\.*|https?:.*|[\w.+-]+@[\w.-]+|\d{1,2}[:.]\d{2}|windows\d+|server\d+|office365|o365|m365|b2b|2fa|mfa)$/i;

const GUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f-]{1,40}$/i;

function mixed(text: string): boolean {
  return /\d/.test(text) && /[a-z]/i.test(text);
}

/** Has a digit or a sign besides letters, or a capital after a small letter: no word of a sentence. */
function secretive(text: string): boolean {
  if (KNOWN.test(text) || !notPlaceholder(text)) return false;
  return (
    (/[\p{L}]/u.test(text) && /\d/.test(text)) || /[!#$%&*+=?@^~]/.test(text.slice(0, -1)) || /\p{Ll}\p{Lu}/u.test(text)
  );
}

/** So mixed that it is a password even without anything that says so. */
function unmistakable(text: string): boolean {
  if (KNOWN.test(text) || !notPlaceholder(text) || /[\\/:]/.test(text)) return false;
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[!#$%&*+=?@^~]/].filter((kind) => kind.test(text)).length;
  return kinds >= 3;
}
