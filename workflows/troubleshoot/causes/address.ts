/** Causes that lie with the address or the file that was opened. */
import type { Case, Cause, Remedy } from '../causes.ts';
import type { SeenSoFar } from '../sights.ts';
import { addressFor } from './commands.ts';
import { failedWith, logged, unlogged, valueOf } from './reading.ts';
import { OPEN, suggested } from './verdict.ts';
import { BY_PAGE, GOOD_PASSWORD } from './ways.ts';
import { fileFor } from './windows.ts';

/** AADSTS293004: no device of the name that was typed. */
function unknownDevice(seen: SeenSoFar, it: Case) {
  const failure = failedWith(seen, 293_004);
  if (failure !== undefined) return suggested(logged(failure, it));
  return unlogged(seen, 293_004);
}

function byName(it: Case, ...more: Remedy['steps']): Remedy {
  return {
    who: 'you',
    rdp: true,
    steps: [
      { text: `Open Latchkey’s .rdp file, or enter exactly this as the computer:`, command: addressFor(it) },
      ...more,
      {
        text: 'If that name is not found, add it to your computer’s hosts file with the VM’s IP address (in Notepad, as administrator), or ask for a DNS entry of that name.',
        command: 'notepad C:\\Windows\\System32\\drivers\\etc\\hosts',
      },
    ],
  };
}

const ip: Cause = {
  id: 'address-ip',
  title: 'An IP address was entered; the sign-in page needs the VM’s own name.',
  order: 50,
  behind: {
    'target-device-not-found': 0.8,
    'credentials-did-not-work': 0.25,
    'sign-in-method-not-allowed': 0.03,
    'cannot-reach-vm': 0.05,
    'how-to-connect': 0.05,
  },
  answers: {
    address: { ip: 0.97 },
    webAccount: BY_PAGE,
    message: { device: 0.75, credentials: 0.15 },
    password: GOOD_PASSWORD,
  },
  judge: unknownDevice,
  remedy: (it) => byName(it, { text: 'An IP address works only with the password box, without “Use a web account”.' }),
};

const alias: Cause = {
  id: 'address-alias',
  title: 'Another name was entered than the one Entra ID knows the VM by.',
  order: 50,
  behind: {
    'target-device-not-found': 0.8,
    'credentials-did-not-work': 0.15,
    'cannot-reach-vm': 0.15,
    'how-to-connect': 0.03,
  },
  answers: {
    address: { alias: 0.97 },
    webAccount: BY_PAGE,
    message: { device: 0.75, unreachable: 0.15 },
    password: GOOD_PASSWORD,
  },
  judge: unknownDevice,
  remedy: (it, seen) =>
    byName(it, {
      text: `${hostnames(seen, it)} A longer name counts once the VM’s primary DNS suffix says so and Entra ID lists it among the device’s hostnames.`,
    }),
};

function hostnames(seen: SeenSoFar, it: Case): string {
  const own = valueOf(seen, 'devices')?.devices.find((each) => each.ofThisVm);
  const names = own === undefined || own.hostnames.length === 0 ? [addressFor(it)] : own.hostnames;
  return `Entra ID accepts ${names.slice(0, 3).join(', ')}.`;
}

const saved: Cause = {
  id: 'saved-file',
  title: 'A saved connection with old settings was opened.',
  order: 51,
  behind: {
    'credentials-did-not-work': 0.3,
    'cannot-reach-vm': 0.15,
    'target-device-not-found': 0.4,
    'access-expired-or-revoked': 0.1,
    'how-to-connect': 0.05,
  },
  answers: {
    file: { saved: 0.97 },
    webAccount: { windows: 0.45, page: 0.5 },
    address: { file: 0.5, name: 0.25, ip: 0.15, alias: 0.1 },
    password: GOOD_PASSWORD,
  },
  judge: (seen, it) => (failedWith(seen, 293_004) === undefined ? OPEN : unknownDevice(seen, it)),
  remedy: (it, seen) => ({
    who: 'you',
    rdp: true,
    steps: [
      { text: 'Delete the saved connection and open a fresh .rdp file from Latchkey.' },
      {
        text:
          fileFor(seen) === 'password'
            ? `It names computer ${addressFor(it)} and your user name in the form that this Windows wants.`
            : `It names computer ${addressFor(it)} and has the sign-in page switched on (enablerdsaadauth:i:1).`,
      },
      { text: 'A VM that was rebuilt or renamed needs a new file each time.' },
    ],
  }),
};

export const ADDRESS_CAUSES: readonly Cause[] = [ip, alias, saved];
