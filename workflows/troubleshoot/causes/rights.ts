/** A role is there, and yet: conditions, deny assignments, and rights inside the VM. */
import type { Cause } from '../causes.ts';
import { cloudOf, inCloud } from './commands.ts';
import { standingOf, valueOf } from './reading.ts';
import { EXCLUDED, OPEN, proved, suggested } from './verdict.ts';

const conditional: Cause = {
  id: 'conditional-role',
  title: 'Your sign-in role has a condition, and may not count for this VM.',
  order: 42,
  behind: {
    'role-missing': 0.3,
    'credentials-did-not-work': 0.05,
    'access-not-yet-effective': 0.05,
    'access-expired-or-revoked': 0.03,
  },
  answers: { message: { prevented: 0.9 } },
  judge(seen, it) {
    const standing = standingOf(seen, it);
    if (standing === undefined) return OPEN;
    if (standing.is !== 'conditional') return EXCLUDED;
    return suggested(
      `Your only sign-in role, ${standing.role.name} on the ${standing.role.level === 'vm' ? 'VM itself' : standing.role.level}, has a condition.`,
    );
  },
  remedy: (it) => ({
    who: 'you',
    mend: { is: 'ask', role: 'user' },
    rdp: true,
    steps: inCloud(it, [
      { text: `Ask for access to ${it.vm.name}: Latchkey’s own role has no condition.` },
      {
        text: `Or let whoever manages access read the condition in https://${cloudOf(it).portal}: the VM, Access control (IAM), Role assignments, Condition.`,
      },
    ]),
  }),
};

const deny: Cause = {
  id: 'deny-assignment',
  title: 'A deny assignment takes sign-in away from you, whatever roles you hold.',
  order: 39,
  behind: {
    'role-missing': 0.2,
    'credentials-did-not-work': 0.05,
    'access-not-yet-effective': 0.05,
    'access-expired-or-revoked': 0.05,
  },
  answers: { message: { prevented: 0.9 } },
  judge(seen) {
    const denials = valueOf(seen, 'denials')?.denials;
    if (denials === undefined) return OPEN;
    const [first] = denials;
    return first === undefined ? EXCLUDED : proved(`“${first.name}” at ${first.scope} denies it.`);
  },
  remedy: (it) => ({
    who: 'vm administrator',
    steps: inCloud(it, [
      {
        text: 'See what denies it, among all deny assignments on the VM.',
        command: `az rest --method get --url "${it.vm.id.replaceAll(/[^\w./()-]/g, '')}/providers/Microsoft.Authorization/denyAssignments?api-version=2022-04-01"`,
      },
      {
        text: `It comes from a deployment stack, a managed application, or somebody’s own rule. Its owner adds ${it.person.upn} to those it leaves out. More roles do not help.`,
      },
    ]),
  }),
};

const notAdmin: Cause = {
  id: 'not-admin',
  title: 'You signed in as a user: administrator rights need the administrator role.',
  order: 60,
  behind: { 'need-admin-rights': 4 },
  answers: {
    moment: { inside: 0.97 },
    history: { recently: 0.6, never: 0.35 },
    message: { other: 0.85, prevented: 0.1 },
  },
  judge(seen, it) {
    const standing = standingOf(seen, it);
    if (standing === undefined) return OPEN;
    if (standing.is === 'conditional' || standing.is === 'missing') return EXCLUDED;
    if (standing.is === 'effective' && standing.admin) return EXCLUDED;
    return { is: 'open', evidence: ['Your role on this VM is the user’s, not the administrator’s.'] };
  },
  remedy: () => ({
    who: 'you',
    mend: { is: 'ask', role: 'admin' },
    steps: [
      { text: 'Ask for the administrator role.' },
      { text: 'Once it is open, sign out of the VM (not only disconnect) and connect again.' },
      { text: 'Adding yourself to the local Administrators group is not supported for Entra accounts.' },
    ],
  }),
};

export const RIGHTS_CAUSES: readonly Cause[] = [conditional, deny, notAdmin];
