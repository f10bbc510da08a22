/** Every cause that Latchkey knows, in one list. docs/troubleshooting.md names each of them. */
import type { Cause } from '../causes.ts';
import { ADDRESS_CAUSES } from './address.ts';
import { CLIENT_CAUSES } from './client.ts';
import { DEVICE_CAUSES } from './device.ts';
import { EXTENSION_CAUSES } from './extension.ts';
import { IDENTITY_CAUSES } from './identity.ts';
import { MACHINE_CAUSES } from './machine.ts';
import { NETWORK_CAUSES } from './network.ts';
import { PERSON_CAUSES } from './person.ts';
import { POLICY_CAUSES } from './policy.ts';
import { REACH_CAUSES } from './reach.ts';
import { RIGHTS_CAUSES } from './rights.ts';
import { ROLE_CAUSES } from './role.ts';
import { SESSION_CAUSES } from './session.ts';
import { SETTINGS_CAUSES } from './settings.ts';
import { TENANT_CAUSES } from './tenant.ts';
import { addressFor } from './commands.ts';
import { fileFor, takesWebAccount, windowsName } from './windows.ts';

const CAUSES: readonly Cause[] = [
  ...MACHINE_CAUSES,
  ...NETWORK_CAUSES,
  ...REACH_CAUSES,
  ...SETTINGS_CAUSES,
  ...IDENTITY_CAUSES,
  ...EXTENSION_CAUSES,
  ...DEVICE_CAUSES,
  ...PERSON_CAUSES,
  ...POLICY_CAUSES,
  ...TENANT_CAUSES,
  ...ROLE_CAUSES,
  ...RIGHTS_CAUSES,
  ...CLIENT_CAUSES,
  ...ADDRESS_CAUSES,
  ...SESSION_CAUSES,
];

/**
 * An older Windows does not know the sign-in page. Latchkey’s .rdp file fits it as long as Entra sign-in is supported there at
 * all; what is said of the page does not, unless the cause has seen to it itself.
 */
export const ALL_CAUSES: readonly Cause[] = CAUSES.map((cause) => ({
  ...cause,
  remedy(it, seen, given) {
    const remedy = cause.remedy(it, seen, given);
    if (remedy.rdp !== true || takesWebAccount(seen) !== false) return remedy;
    const command = `AzureAD\\${it.person.upn}`;
    if (fileFor(seen) === undefined) {
      const text = `${windowsName(seen)} takes neither the sign-in page nor Latchkey’s .rdp file. Where they are named here, connect to ${addressFor(it)} and sign in, in the box for name and password, as:`;
      return { ...remedy, rdp: false, steps: [{ text, command }, ...remedy.steps] };
    }
    const isSaid = remedy.steps.some((step) => step.command === command);
    if (isSaid || !remedy.steps.some(({ text }) => /page|web account/i.test(text))) return remedy;
    const text = `${windowsName(seen)} does not take the sign-in page: Latchkey’s .rdp file for it asks for name and password. Where the page is named here, use that box, on a PC of the same organisation, with this name:`;
    return { ...remedy, steps: [{ text, command }, ...remedy.steps] };
  },
}));
