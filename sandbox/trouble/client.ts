/** What is wrong on the person's side: Azure and Entra look as if all were well. */
import { BY_PASSWORD, client, CREDENTIALS, NEVER, NO_DEVICE, UNREACHABLE, type Cause } from './cause.ts';
import { SERVER_2019 } from '../seed-vms.ts';
import { vm } from './edits.ts';

export const CLIENT: readonly Cause[] = [
  client('client-not-joined', {
    about: 'The computer in front of the person is not joined to anything, and they sign in with a password.',
    truth: [CREDENTIALS, BY_PASSWORD, NEVER, { joined: 'none' }],
  }),
  client('client-other-tenant', {
    about: 'The computer in front of the person is joined to another tenant, and they sign in with a password.',
    truth: [CREDENTIALS, BY_PASSWORD, NEVER, { joined: 'other' }],
  }),
  client('user-name-form', {
    about: 'The person writes the short name in Windows’ box.',
    truth: [CREDENTIALS, BY_PASSWORD, NEVER, { userName: 'short' }],
  }),
  client('wrong-account', {
    about: 'The person signs in with another account than the one the access is for.',
    truth: [CREDENTIALS, { account: 'another' }],
  }),
  client('address-ip', {
    about: 'The person connects to the IP address.',
    truth: [NO_DEVICE, NEVER, { address: 'ip', file: 'none' }],
    signIn: 293004,
  }),
  client('address-alias', {
    about: 'The person connects to an alias that the device does not have.',
    truth: [NO_DEVICE, NEVER, { address: 'alias', file: 'none' }],
    signIn: 293004,
  }),
  client('old-client', {
    about: 'The person’s Remote Desktop is too old for web accounts.',
    truth: [CREDENTIALS, BY_PASSWORD, NEVER, { webAccount: 'missing' }],
  }),
  client('saved-file', {
    about: 'The person opens an old .rdp file with another address and settings.',
    truth: [NO_DEVICE, { file: 'saved', history: 'untilRebuild' }],
    signIn: 293004,
  }),
  client('saved-password', {
    about: 'The saved connection sends the password from before it was changed.',
    truth: [CREDENTIALS, BY_PASSWORD, { file: 'saved', history: 'untilChange' }],
    signIn: 50126,
  }),
  client('other-program', {
    about: 'The person uses a program that cannot sign in with Entra ID.',
    truth: [CREDENTIALS, BY_PASSWORD, NEVER, { client: 'other', webAccount: 'missing' }],
  }),
  client('mac-or-phone', {
    about: 'The person connects from a Mac and does not use the web account.',
    truth: [CREDENTIALS, BY_PASSWORD, NEVER, { client: 'mac', joined: 'none' }],
  }),
  client('pku2u-off-client', {
    about: 'A policy on the person’s computer forbids online identities (PKU2U).',
    truth: [CREDENTIALS, BY_PASSWORD, NEVER, { joined: 'registered' }],
  }),
  client(
    'server-2019-web-account',
    {
      about: 'The VM runs Windows Server 2019, which knows no web accounts, and the person uses one.',
      truth: [NEVER, { message: 'other', webAccount: 'page' }],
    },
    vm(SERVER_2019),
  ),
  client('bastion-browser', {
    about: 'The person uses Bastion in the browser, which asks for a local account.',
    truth: [CREDENTIALS, NEVER, { client: 'bastion', webAccount: 'windows', address: 'name', file: 'none' }],
  }),
  client('bastion-rights', {
    about: 'The person uses the native client of Bastion and may not read the VM’s network interface or the Bastion.',
    truth: [NEVER, { client: 'bastionNative', message: 'other', file: 'none' }],
  }),
  client('no-route', {
    about: 'The person is outside the network, without VPN.',
    truth: [UNREACHABLE, { place: 'outside' }],
  }),
  client('lock-screen', {
    about: 'The session ends when its screen is locked, as it does with web accounts.',
    truth: [{ message: 'other', moment: 'locked' }],
    signIn: 0,
  }),
  client('nla-in-the-way', {
    about: 'Network Level Authentication stops the person’s program before the VM can ask.',
    truth: [CREDENTIALS, BY_PASSWORD, NEVER, { client: 'other' }],
  }),
  client('healthy', { about: 'Nothing is wrong.', truth: [], signIn: 0 }),
];
