/**
 * Names of errors and of checks that people paste, in lower case. Sources: learn.microsoft.com, Troubleshoot devices by using
 * dsregcmd, Troubleshoot hybrid joined devices, IMsTscAxEvents::OnDisconnected, Identify and diagnose Azure Virtual Desktop
 * issues; the REST description of Microsoft.DesktopVirtualization (SessionHostHealthCheckReport); the Windows SDK’s headers.
 */
import type { Meaning } from './symptoms.ts';

const WRONG = 'User name or password is wrong.';
const DISABLED = 'The account is disabled.';
const LOCKED = 'The account is locked.';
const EXPIRED = 'The password has expired.';
const MUST_CHANGE = 'The password has to be changed before the first sign-in.';
const NO_RIGHT = 'The account lacks the right to sign in this way.';
const NO_REGISTRATION = 'The service that devices register with could not be found.';
const HOST_JOIN = 'The host is not joined as Azure Virtual Desktop expects it.';
const HOST_AWAY = 'The host takes no connections.';
const HOST_OTHER = 'A check of Azure Virtual Desktop that has nothing to do with signing in.';

export const NAMES: Readonly<Record<string, Meaning>> = {
  // Joining
  dsreg_e_msi_tenantid_unavailable: [
    'The VM’s tenant could not be read: its managed identity is missing.',
    'extension-tenant-unavailable',
  ],
  dsreg_autojoin_disc_failed: [NO_REGISTRATION, 'extension-discovery-failed'],
  dsreg_e_discovery_failed: [NO_REGISTRATION, 'extension-discovery-failed'],
  dsreg_autojoin_adconfig_read_failed: ['Where to register could not be found out.', 'extension-discovery-failed'],
  dsreg_autojoin_disc_wait_timeout: [
    'The service that devices register with did not answer in time.',
    'extension-discovery-failed',
  ],
  dsreg_autojoin_userrealm_discovery_failed: [
    'What kind of tenant it is could not be found out.',
    'extension-discovery-failed',
  ],
  dsreg_e_device_authorization_error: [
    'The directory does not let this account join devices.',
    'not-joined-or-duplicate-device',
  ],
  dsreg_e_device_registration_quota_excceeded: ['The limit of devices is reached.', 'not-joined-or-duplicate-device'],
  error_hostname_duplicate: ['Another device has the same host name.', 'not-joined-or-duplicate-device'],
  // Extensions
  vmextensionprovisioningerror: ['The extension failed; its message tells why.', 'extension-failed-other'],
  vmextensionprovisioningtimeout: ['The extension did not finish in time.', 'extension-failed-other'],
  vmextensionhandlernontransienterror: ['The extension failed; its message tells why.', 'extension-failed-other'],
  vmextensionmanagementinternalerror: ['Azure failed while handling the extension.', 'extension-failed-other'],
  vmagentstatuscommunicationerror: [
    'The VM’s agent is silent, so no extension can be handled.',
    'extension-failed-other',
  ],
  // Signing in
  status_logon_failure: [WRONG, 'credentials-did-not-work'],
  status_wrong_password: [WRONG, 'credentials-did-not-work'],
  status_no_such_user: ['There is no such user name.', 'credentials-did-not-work'],
  status_account_disabled: [DISABLED, 'credentials-did-not-work'],
  status_account_locked_out: [LOCKED, 'credentials-did-not-work'],
  status_account_restriction: [
    'A restriction on the account refused the sign-in.',
    'credentials-did-not-work',
    'role-missing',
  ],
  status_password_expired: [EXPIRED, 'temporary-password'],
  status_password_must_change: [MUST_CHANGE, 'temporary-password'],
  status_logon_type_not_granted: [NO_RIGHT, 'role-missing', 'credentials-did-not-work'],
  error_logon_failure: [WRONG, 'credentials-did-not-work'],
  error_account_disabled: [DISABLED, 'credentials-did-not-work'],
  error_account_locked_out: [LOCKED, 'credentials-did-not-work'],
  error_password_expired: [EXPIRED, 'temporary-password'],
  error_password_must_change: [MUST_CHANGE, 'temporary-password'],
  error_logon_type_not_granted: [NO_RIGHT, 'role-missing', 'credentials-did-not-work'],
  sec_e_logon_denied: ['User name or password was refused.', 'credentials-did-not-work'],
  sec_e_no_credentials: ['There was no password or ticket to sign in with.', 'credentials-did-not-work'],
  sec_e_no_authenticating_authority: ['Nothing that could check the password was reached.', 'credentials-did-not-work'],
  sec_e_time_skew: ['The clocks are too far apart.', 'credentials-did-not-work'],
  ssl_err_logon_failure: [WRONG, 'credentials-did-not-work'],
  ssl_err_account_disabled: [DISABLED, 'credentials-did-not-work'],
  ssl_err_account_locked_out: [LOCKED, 'credentials-did-not-work'],
  ssl_err_password_expired: [EXPIRED, 'temporary-password'],
  ssl_err_password_must_change: [MUST_CHANGE, 'temporary-password'],
  // Azure Virtual Desktop
  connectionfailednohealthyrdshavailable: [HOST_AWAY, 'cannot-reach-vm'],
  connectionfaileduserhasvalidsessionbutrdshisunhealthy: [HOST_AWAY, 'cannot-reach-vm'],
  connectionfailedclientdisconnect: ['The connection was cut on the way.', 'cannot-reach-vm'],
  connectionfailedadtrustedrelationshipfailure: [HOST_JOIN, 'not-joined-or-duplicate-device'],
  domainjoinedcheck: [HOST_JOIN, 'not-joined-or-duplicate-device'],
  domaintrustcheck: [HOST_JOIN, 'not-joined-or-duplicate-device'],
  domainreachable: [HOST_JOIN, 'not-joined-or-duplicate-device'],
  aadjoinedhealthcheck: [HOST_JOIN, 'not-joined-or-duplicate-device'],
  sxsstacklistenercheck: [HOST_AWAY, 'cannot-reach-vm'],
  metadataservicecheck: ['The VM gets no answer from its metadata service.', 'extension-tenant-unavailable'],
  urlsaccessiblecheck: [HOST_OTHER, 'off-topic'],
  fslogixhealthcheck: [HOST_OTHER, 'off-topic'],
  monitoringagentcheck: [HOST_OTHER, 'off-topic'],
  appattachhealthcheck: [HOST_OTHER, 'off-topic'],
  webrtcredirectorcheck: [HOST_OTHER, 'off-topic'],
  supportedencryptioncheck: [HOST_OTHER, 'off-topic'],
};
