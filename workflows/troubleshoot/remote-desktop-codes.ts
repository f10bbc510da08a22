/**
 * Numbers that Remote Desktop shows when a connection ends: `Error code: 0x204`, in logs `516`. Sources: learn.microsoft.com,
 * IMsTscAxEvents::OnDisconnected and ExtendedDisconnectReasonCode.
 */
import type { Meaning } from './symptoms.ts';

const LICENCE = 'It is about a licence of Remote Desktop Services, which a VM for administration does not need.';

/** In hexadecimal lower case. */
export const REMOTE_DESKTOP: Readonly<Record<string, Meaning>> = {
  '0x4': ['The computer could not be reached.', 'cannot-reach-vm'],
  '0x104': ['The computer could not be found on the network.', 'cannot-reach-vm'],
  '0x108': ['The computer did not answer in time.', 'cannot-reach-vm'],
  '0x204': ['The computer could not be reached.', 'cannot-reach-vm'],
  '0x208': ['The computer could not be found on the network.', 'cannot-reach-vm'],
  '0x304': ['The connection was cut while sending.', 'cannot-reach-vm'],
  '0x308': ['What was given as its address is no address.', 'cannot-reach-vm', 'target-device-not-found'],
  '0x404': ['The connection was cut while receiving.', 'cannot-reach-vm'],
  '0x508': ['The computer’s name could not be resolved.', 'cannot-reach-vm'],
  '0x604': ['The computer’s name could not be resolved.', 'cannot-reach-vm'],
  '0x704': ['The computer did not answer in time.', 'cannot-reach-vm'],
  '0x804': ['What was given as its address is no address.', 'cannot-reach-vm', 'target-device-not-found'],
  '0x904': ['The connection was cut on the way.', 'cannot-reach-vm'],
  '0x807': ['User name or password is wrong.', 'credentials-did-not-work'],
  '0xa07': ['There is no such user name.', 'credentials-did-not-work'],
  '0xb07': ['The account is disabled.', 'credentials-did-not-work'],
  '0xb09': ['The VM demands Network Level Authentication.', 'credentials-did-not-work'],
  '0xc07': ['A restriction on the account refused the sign-in.', 'credentials-did-not-work', 'role-missing'],
  '0xd07': ['The account is locked.', 'credentials-did-not-work'],
  '0xe07': ['The account has expired.', 'credentials-did-not-work'],
  '0xf07': ['The password has expired.', 'temporary-password'],
  '0x1207': ['The password has to be changed before the first sign-in.', 'temporary-password'],
  '0x1307': ['The account lacks the right to sign in this way.', 'role-missing', 'credentials-did-not-work'],
  '0x1607': ['This computer’s policy does not let the password be sent to the VM.', 'credentials-did-not-work'],
  '0x1707': ['This computer’s policy does not let the password be sent to the VM.', 'credentials-did-not-work'],
  '0x1807': ['Nothing that could check the password was reached.', 'credentials-did-not-work'],
  '0x2107': ['A saved password is not accepted; it has to be typed.', 'credentials-did-not-work'],
  '0x100': [LICENCE, 'off-topic'],
  '0x101': [LICENCE, 'off-topic'],
  '0x102': [LICENCE, 'off-topic'],
  '0x103': [LICENCE, 'off-topic'],
  '0x105': [LICENCE, 'off-topic'],
  '0x107': [LICENCE, 'off-topic'],
  '0x109': [LICENCE, 'off-topic'],
  '0x10a': [LICENCE, 'off-topic'],
  '0x10b': [LICENCE, 'off-topic'],
  '0x808': [LICENCE, 'off-topic'],
  '0x908': [LICENCE, 'off-topic'],
};

/** Extended codes, which stand beside those above and are numbered apart: `Extended error code: 0x104`. */
export const REMOTE_DESKTOP_EXTENDED: Readonly<Record<string, Meaning>> = Object.fromEntries(
  ['100', '101', '102', '103', '104', '105', '106', '107', '108', '109', '10a', '10b'].map((hex) => [
    `extended 0x${hex}`,
    [LICENCE, 'off-topic'],
  ]),
);
