/**
 * Result codes of Windows: joining, the network, and signing in. Each is one number written in two ways, `0x801c0042` and
 * `-2145648574`: only the hexadecimal one stands here. Sources: learn.microsoft.com, Log in to a Windows virtual machine in
 * Azure, Troubleshoot devices by using dsregcmd, Troubleshoot hybrid joined devices; the Windows SDK’s headers.
 */
import type { Meaning } from './symptoms.ts';

/** In hexadecimal lower case, without `0x`. */
export const RESULTS: Readonly<Record<string, Meaning>> = {
  // Joining
  '801c0042': ['The VM’s tenant could not be read: its managed identity is missing.', 'extension-tenant-unavailable'],
  '801c0021': ['The service that devices register with could not be found.', 'extension-discovery-failed'],
  '801c000c': ['The service that devices register with could not be found.', 'extension-discovery-failed'],
  '801c001d': ['Where to register could not be found out.', 'extension-discovery-failed'],
  '801c001f': ['The service that devices register with did not answer in time.', 'extension-discovery-failed'],
  '801c003d': ['What kind of tenant it is could not be found out.', 'extension-discovery-failed'],
  '801c0083': ['Another device has the same host name.', 'not-joined-or-duplicate-device'],
  '801c03f3': ['The device is no longer in the directory.', 'not-joined-or-duplicate-device'],
  '801c03f2': ['The directory does not know the device.', 'not-joined-or-duplicate-device'],
  '801c0003': ['The directory does not let this account join devices.', 'not-joined-or-duplicate-device'],
  '801c000e': ['The limit of devices is reached.', 'not-joined-or-duplicate-device'],
  '80041326': ['The task that joins the device is disabled.', 'not-joined-or-duplicate-device'],
  '8018000a': ['The device is enrolled already.', 'not-joined-or-duplicate-device'],
  // The network on the way there
  '80072ee2': ['The service did not answer in time.', 'extension-discovery-failed'],
  '80072ee7': ['The name of the service could not be resolved.', 'extension-discovery-failed'],
  '80072efd': ['The service could not be reached.', 'extension-discovery-failed'],
  '80072efe': ['The connection to the service was cut.', 'extension-discovery-failed'],
  '80072f0d': ['The certificate of the service is not trusted: inspection on the way.', 'extension-discovery-failed'],
  '80072f7d': ['No secure connection could be made to the service.', 'extension-discovery-failed'],
  '80072f8f': [
    'The certificate of the service was not accepted: a wrong clock, or inspection on the way.',
    'extension-discovery-failed',
  ],
  caa82ee2: ['The sign-in service did not answer in time.', 'extension-discovery-failed'],
  caa82ee7: ['The name of the sign-in service could not be resolved.', 'extension-discovery-failed'],
  caa82efd: ['The sign-in service could not be reached.', 'extension-discovery-failed'],
  caa82efe: ['The connection to the sign-in service was cut.', 'extension-discovery-failed'],
  caa82f8f: ['The certificate of the sign-in service was not accepted.', 'extension-discovery-failed'],
  // Signing in
  c0000064: ['There is no such user name.', 'credentials-did-not-work'],
  c000006a: ['The password is wrong.', 'credentials-did-not-work'],
  c000006d: ['User name or password is wrong.', 'credentials-did-not-work'],
  c000006e: ['A restriction on the account refused the sign-in.', 'credentials-did-not-work', 'role-missing'],
  c000006f: ['The account may not sign in at this hour.', 'credentials-did-not-work'],
  c0000070: ['The account may not sign in from this computer.', 'credentials-did-not-work'],
  c0000234: ['The account is locked.', 'credentials-did-not-work'],
  c0000072: ['The account is disabled.', 'credentials-did-not-work'],
  c0000193: ['The account has expired.', 'credentials-did-not-work'],
  c0000133: ['The clocks are too far apart.', 'credentials-did-not-work'],
  c000005e: ['Nothing that could check the password was reached.', 'credentials-did-not-work'],
  c0000071: ['The password has expired.', 'temporary-password'],
  c0000224: ['The password has to be changed before the first sign-in.', 'temporary-password'],
  c000015b: ['The account lacks the right to sign in this way.', 'role-missing', 'credentials-did-not-work'],
  '80070525': ['There is no such user name.', 'credentials-did-not-work'],
  '8007052e': ['User name or password is wrong.', 'credentials-did-not-work'],
  '80070533': ['The account is disabled.', 'credentials-did-not-work'],
  '80070775': ['The account is locked.', 'credentials-did-not-work'],
  '80070532': ['The password has expired.', 'temporary-password'],
  '80070773': ['The password has to be changed before the first sign-in.', 'temporary-password'],
  '80070569': ['The account lacks the right to sign in this way.', 'role-missing', 'credentials-did-not-work'],
  '8009030c': ['User name or password was refused.', 'credentials-did-not-work'],
  '8009030e': ['There was no password or ticket to sign in with.', 'credentials-did-not-work'],
  '80090311': ['Nothing that could check the password was reached.', 'credentials-did-not-work'],
  '80090324': ['The clocks are too far apart.', 'credentials-did-not-work'],
};
