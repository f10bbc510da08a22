/** Causes that lie with applications and rules of the whole directory. */
import type { Cause } from '../causes.ts';
import type { AppsSight, SeenSoFar } from '../sights.ts';
import { SIGN_IN_APPS } from '../sights.ts';
import { cloudOf, connectGraph, ps } from './commands.ts';
import { failedWith, letIn, logged, unlogged, valueOf } from './reading.ts';
import { EXCLUDED, OPEN, proved, suggested } from './verdict.ts';
import { GOOD_PASSWORD } from './ways.ts';

type App = AppsSight['apps'][number];

/** Microsoft’s names of them; a directory may show older ones, so only ids are compared. */
const NAMES: Record<App['app'], string> = {
  vm: 'Microsoft Azure Windows Virtual Machine Sign-in',
  remoteDesktop: 'Microsoft Remote Desktop',
  cloudLogin: 'Windows Cloud Login',
};

function appsThat(seen: SeenSoFar, so: (app: App) => boolean): readonly App[] | undefined {
  return valueOf(seen, 'apps')?.apps.filter(so);
}

function idOf(app: App | undefined): string {
  return SIGN_IN_APPS[app?.app ?? 'vm'];
}

function find(app: App | undefined): string {
  return `(Get-MgServicePrincipal -Filter "appId eq '${idOf(app)}'").Id`;
}

const APPLICATION = { message: { application: 0.8, credentials: 0.1, method: 0.05 }, password: GOOD_PASSWORD } as const;

const missing: Cause = {
  id: 'app-missing',
  title: 'The application that signs people in to VMs is missing from your directory.',
  order: 36,
  behind: { 'sign-in-app-missing': 1, 'credentials-did-not-work': 0.1, 'sign-in-method-not-allowed': 0.1 },
  answers: APPLICATION,
  judge(seen, it) {
    const absent = appsThat(seen, ({ app, state }) => app === 'vm' && state === 'absent');
    const failure = failedWith(seen, 500_011, 700_016, 650_052);
    if (absent === undefined) return failure === undefined ? OPEN : suggested(logged(failure, it));
    if (absent.length === 0) return EXCLUDED;
    const said = `There is no service principal for ${SIGN_IN_APPS.vm} (${NAMES.vm}).`;
    return failure === undefined ? suggested(said) : proved(said, logged(failure, it));
  },
  remedy: (it) => ({
    who: 'entra administrator',
    mend: { is: 'create_app', appId: SIGN_IN_APPS.vm },
    steps: [
      {
        text: 'Create it, as Cloud Application Administrator:',
        command: `${connectGraph(it, 'Application.ReadWrite.All')}; New-MgServicePrincipal -AppId ${SIGN_IN_APPS.vm}`,
      },
      {
        text: `It then stands in https://${cloudOf(it).admin}: Enterprise applications, all applications, and can be chosen in Conditional Access. Search by its id: names differ.`,
      },
    ],
  }),
};

const disabled: Cause = {
  id: 'app-disabled',
  title: 'The application that signs people in to VMs is switched off in your directory.',
  order: 36,
  behind: {
    'sign-in-app-missing': 0.4,
    'credentials-did-not-work': 0.1,
    'sign-in-method-not-allowed': 0.15,
    'access-expired-or-revoked': 0.03,
  },
  answers: APPLICATION,
  judge(seen, it) {
    const off = appsThat(seen, ({ state }) => state === 'disabled');
    const failure = failedWith(seen, 7_000_112);
    if (off === undefined) return failure === undefined ? OPEN : suggested(logged(failure, it));
    const [first] = off;
    if (first === undefined) return EXCLUDED;
    const said = `${off.map(({ app }) => NAMES[app]).join(', ')}: sign-in is switched off.`;
    if (failure !== undefined) return proved(said, logged(failure, it));
    return off.some(({ app }) => app === 'vm') && !letIn(seen, it) ? proved(said) : suggested(said);
  },
  remedy: (it, seen) => ({
    who: 'entra administrator',
    steps: [
      { text: 'Ask who switched it off, and why. To switch it on again:' },
      ...(appsThat(seen, ({ state }) => state === 'disabled') ?? []).map((app) => ({
        text: `${NAMES[app.app]}:`,
        command: `${connectGraph(it, 'Application.ReadWrite.All')}; Update-MgServicePrincipal -ServicePrincipalId ${find(app)} -AccountEnabled`,
      })),
      {
        text: `Or in https://${cloudOf(it).admin}: Enterprise applications, the application, Properties, Enabled for users to sign in.`,
      },
    ],
  }),
};

const assignment: Cause = {
  id: 'app-assignment',
  title: 'The application that signs people in to VMs is open only to people assigned to it.',
  order: 37,
  behind: {
    'sign-in-app-missing': 0.3,
    'sign-in-method-not-allowed': 0.1,
    'credentials-did-not-work': 0.1,
    'role-missing': 0.05,
  },
  answers: APPLICATION,
  judge(seen, it) {
    const narrow = appsThat(seen, (app) => app.assignmentRequired && app.state === 'present');
    const failure = failedWith(seen, 50_105);
    if (narrow === undefined) return failure === undefined ? OPEN : proved(logged(failure, it));
    if (narrow.length === 0) return EXCLUDED;
    const said = `${narrow.map(({ app }) => NAMES[app]).join(', ')}: assignment is required.`;
    if (failure !== undefined) return proved(said, logged(failure, it));
    return letIn(seen, it) ? OPEN : suggested(said);
  },
  remedy: (it, seen) => {
    const [app] = appsThat(seen, ({ assignmentRequired }) => assignmentRequired) ?? [];
    return {
      who: 'entra administrator',
      steps: [
        {
          text: `Assign ${it.person.upn}, or better a group, to the application:`,
          command: `${connectGraph(it, 'Application.Read.All', 'AppRoleAssignment.ReadWrite.All')}; New-MgUserAppRoleAssignment -UserId ${ps(it.person.id)} -PrincipalId ${ps(it.person.id)} -ResourceId ${find(app)} -AppRoleId 00000000-0000-0000-0000-000000000000`,
        },
        {
          text: `Or in https://${cloudOf(it).admin}: Enterprise applications, the application, Properties: switch “Assignment required” off. Roles on the VM still decide who gets in.`,
        },
      ],
    };
  },
};

const RESTRICTED = [500_021, 500_022, 500_212, 500_213] as const;

const restrictions: Cause = {
  id: 'tenant-restrictions',
  title: 'Tenant restrictions keep this account or network from the directory.',
  order: 38,
  behind: {
    'guest-account': 0.2,
    'sign-in-method-not-allowed': 0.1,
    'sign-in-app-missing': 0.1,
    'client-device-not-joined': 0.1,
    'credentials-did-not-work': 0.05,
  },
  answers: {
    message: { application: 0.85 },
    password: { blocked: 0.6, works: 0.25 },
    place: { office: 0.6, vpn: 0.38 },
  },
  judge(seen, it) {
    const failure = failedWith(seen, ...RESTRICTED);
    if (failure !== undefined) return proved(logged(failure, it));
    return letIn(seen, it) ? EXCLUDED : unlogged(seen, ...RESTRICTED);
  },
  remedy: (it) => ({
    who: 'entra administrator',
    steps: [
      {
        text: 'Try once from a network that is not your company’s, without VPN: if it works there, the proxy’s restriction is the cause.',
      },
      {
        text: `Whoever runs the proxy or the tenant restrictions policy adds directory ${it.tenant} to what is allowed.`,
      },
      {
        text: `If the account belongs to another organisation, cross-tenant access has to allow it (https://${cloudOf(it).admin}: External Identities).`,
      },
    ],
  }),
};

export const TENANT_CAUSES: readonly Cause[] = [missing, disabled, assignment, restrictions];
