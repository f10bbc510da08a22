/**
 * What only the person can see: asked one at a time, each with buttons. Values travel in buttons and are stored; labels are
 * words for people. Every question may be answered with `unsure`.
 */
export type QuestionName = keyof typeof QUESTIONS;

export type Question = {
  readonly text: string;
  readonly options: Readonly<Record<string, string>>;
};

export const UNSURE = 'unsure';

export const QUESTIONS = {
  message: {
    text: 'What does the message say?',
    options: {
      credentials: 'Your credentials did not work',
      prevented: 'Account configured to prevent you from…',
      method: 'The sign-in method … isn’t allowed',
      unreachable: 'Can’t connect, or it takes too long',
      device: 'The device was not found (AADSTS293004)',
      password: 'The password expired or must be changed',
      application: 'Something about an application or policy',
      other: 'Something else',
    },
  },
  client: {
    text: 'What do you connect with?',
    options: {
      mstsc: 'Remote Desktop on Windows',
      windowsApp: 'Windows App',
      mac: 'A Mac',
      mobile: 'A phone or tablet',
      bastion: 'Bastion, in the browser',
      bastionNative: 'Bastion, with az network bastion rdp',
      other: 'Another program',
    },
  },
  webAccount: {
    text: 'Did a Microsoft sign-in page open, with your account to choose?',
    options: {
      page: 'Yes, a sign-in page',
      windows: 'No, a Windows box for name and password',
      missing: 'There is no “Use a web account” to tick',
    },
  },
  joined: {
    text: 'How is the computer in front of you connected to your organisation?',
    options: {
      joined: 'Managed by my organisation',
      registered: 'My own, with my work account added',
      other: 'Managed by another organisation',
      none: 'Not at all',
    },
  },
  userName: {
    text: 'How did you write your user name?',
    options: {
      prefixed: 'AzureAD\\name@company',
      plain: 'name@company',
      short: 'Just the name, or DOMAIN\\name',
      picked: 'I picked it on the sign-in page',
    },
  },
  account: {
    text: 'Which account did you sign in with?',
    options: { own: 'The one shown here', another: 'Another one' },
  },
  address: {
    text: 'What did you enter as the computer?',
    options: {
      file: 'I opened Latchkey’s .rdp file',
      name: 'The VM’s name',
      ip: 'An IP address',
      alias: 'A longer or another name',
    },
  },
  file: {
    text: 'Did you open a saved connection or an older .rdp file?',
    options: { saved: 'Yes, one from before', fresh: 'Yes, just downloaded from Latchkey', none: 'No' },
  },
  place: {
    text: 'Where are you connecting from?',
    options: {
      office: 'The office network',
      vpn: 'Elsewhere, with VPN',
      outside: 'Elsewhere, without VPN',
    },
  },
  password: {
    text: 'Open portal.azure.com in a private window and sign in. What happens?',
    options: {
      works: 'It works',
      worksCode: 'It works, after a code or an approval',
      change: 'It wants a new password',
      refused: 'It refuses my password',
      blocked: 'It says the account is locked or blocked',
    },
  },
  history: {
    text: 'Did signing in to this VM work before?',
    options: {
      never: 'Never',
      untilChange: 'Until I changed my password',
      untilRebuild: 'Until the VM was rebuilt or renamed',
      recently: 'Yes, until recently',
    },
  },
  moment: {
    text: 'When does it happen?',
    options: {
      connecting: 'Before I see the VM’s screen',
      atLogon: 'On the VM’s own sign-in screen',
      locked: 'When I come back to a locked session',
      inside: 'I am in, but something is refused there',
    },
  },
} as const satisfies Record<string, Question>;

/** What has been answered, by question. */
export type Given = Partial<Record<QuestionName, string>>;
