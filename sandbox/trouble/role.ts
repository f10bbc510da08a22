/** Which sign-in role the person holds on the VM, or does not. */
import { vmId } from '../ids.ts';
import type { WorldData } from '../model.ts';
import { CONTRIBUTOR, USER_LOGIN } from '../roles.ts';
import { azure, NEVER, PREVENTED, record, type Cause, type Victim } from './cause.ts';
import { all, assign, groupOf, markOf, thePerson, theVm, unassign } from './edits.ts';

const here = ({ vm }: Victim) => vm;

/** A condition that no sign-in to a VM can fulfil. */
const CONDITION =
  "((!(ActionMatches{'Microsoft.Compute/virtualMachines/login/action'})) OR (@Environment[isPrivateLink] BoolEquals true))";

export const ROLE: readonly Cause[] = [
  record(
    'never-asked',
    { about: 'The person never asked for this VM and holds no role on it.', truth: [PREVENTED, NEVER], signIn: 0 },
    unassign,
  ),
  record(
    'request-pending',
    { about: 'The request waits for its approver; there is no role yet.', truth: [PREVENTED, NEVER], signIn: 0 },
    unassign,
  ),
  record(
    'just-granted',
    { about: 'The role was given a minute ago and has not arrived at the VM.', truth: [PREVENTED, NEVER], signIn: 0 },
    (data, victim) => {
      const who = thePerson(data, victim)?.id;
      const held = data.roleAssignments.some((known) => known.scope === victim.vm && known.principalId === who);
      if (!held)
        return assign(USER_LOGIN, here, { createdOn: victim.now - 60_000, updatedOn: victim.now - 60_000 })(
          data,
          victim,
        );
      return {
        roleAssignments: data.roleAssignments.map((known) =>
          known.scope === victim.vm && known.principalId === who
            ? { ...known, createdOn: victim.now - 60_000, updatedOn: victim.now - 60_000 }
            : known,
        ),
      };
    },
  ),
  record(
    'grant-ended',
    { about: 'The access has ended and the role is gone.', truth: [PREVENTED], signIn: 0 },
    unassign,
  ),
  record(
    'other-vm',
    { about: 'The person holds the role on another VM of the same group.', truth: [PREVENTED, NEVER], signIn: 0 },
    all(unassign, elsewhere),
  ),
  record(
    'manager-only',
    {
      about: 'The person is Contributor of the resource group, which signs nobody in.',
      truth: [PREVENTED, NEVER],
      signIn: 0,
    },
    all(unassign, assign(CONTRIBUTOR, groupOf)),
  ),
  record(
    'not-admin',
    {
      about: 'The person is in as a user and wants administrator rights.',
      truth: [{ message: 'other', moment: 'inside' }],
      signIn: 0,
    },
    all(unassign, assign(USER_LOGIN, here)),
  ),
  azure(
    'conditional-role',
    {
      about: 'The person’s only sign-in role has a condition that is not fulfilled.',
      truth: [PREVENTED, NEVER],
      signIn: 0,
      personal: true,
    },
    all(unassign, assign(USER_LOGIN, here, { condition: CONDITION, conditionVersion: '2.0' })),
  ),
  azure(
    'deny-assignment',
    {
      about: 'A deny assignment on the VM takes sign-in from the person.',
      truth: [PREVENTED],
      signIn: 0,
      personal: true,
    },
    (data, victim) => {
      const who = thePerson(data, victim);
      const name = markOf('deny', 'No sign-in', victim);
      if (!who) return {};
      const made = {
        name,
        displayName: 'No sign-in to production',
        description: '',
        scope: victim.vm,
        actions: [],
        dataActions: [
          'Microsoft.Compute/virtualMachines/login/action',
          'Microsoft.Compute/virtualMachines/loginAsAdmin/action',
        ],
        principals: [{ id: who.id, type: 'User' }],
        excludePrincipals: [],
        doNotApplyToChildScopes: false,
      };
      return { denyAssignments: [...data.denyAssignments.filter((known) => known.name !== name), made] };
    },
  ),
];

/** On the next VM of the group, or on any other. */
function elsewhere(data: WorldData, victim: Victim): Partial<WorldData> {
  const own = theVm(data, victim);
  const others = data.vms.filter((known) => known !== own && known.os === 'Windows');
  const other = others.find((known) => known.resourceGroup === own?.resourceGroup) ?? others[0];
  return other ? assign(USER_LOGIN, () => vmId(other))(data, victim) : {};
}
