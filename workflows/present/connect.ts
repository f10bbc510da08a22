/** How to get in, for this person and this VM. */
import type { Block, Card, Text } from '../card.ts';
import type { Vm } from '../language.ts';
import type { Ask } from '../request.ts';
import { kindOf, signInBy } from '../windows.ts';
import type { SignInBy } from '../windows.ts';

/** Whoever signs in by name and password needs this (howto-vm-sign-in-azure-ad-windows, 2025-12: sign in by using password). */
export const SAME_TENANT =
  'That works only from a PC with Windows 10 or later that is joined to, or registered with, the same organisation (Entra ID tenant) as the VM; registering takes version 20H1 or later.';

/**
 * With Entra sign-in the address must be the machine's own name, not an IP address (rdp-properties, azure-docs), and
 * "Use a web account" is the way that needs no joined client (howto-vm-sign-in-azure-ad-windows, 2025-12). A Windows that
 * does not take it has the box for name and password alone.
 */
export function connectBlocks(ask: Ask, rdp: string | undefined): readonly Block[] {
  const host = hostOf(ask);
  if (ask.vm.os === 'Linux')
    return [
      {
        is: 'text',
        text: ['Connect: ', { code: `az ssh vm --name ${ask.vm.name} --resource-group ${ask.vm.resourceGroup}` }],
      },
    ];
  const file = rdp === undefined ? [] : [{ link: 'Download the .rdp file', url: rdp }, ' and open it. Or: '];
  const open: Text = ['Connect: ', ...file, 'open Remote Desktop Connection, computer ', { code: host }];
  const name = { code: userName(ask) };
  return [
    {
      is: 'text',
      text:
        signInBy(ask.vm.system) === 'page'
          ? [...open, ', under Advanced tick “Use a web account to sign in”, and sign in as ', name, '.']
          : [
              ...open,
              ', and in the box for name and password sign in as ',
              name,
              `. ${without(ask.vm)} ${SAME_TENANT}`,
            ],
    },
  ];
}

function without({ system }: Pick<Vm, 'system'>): string {
  return `Do not tick “Use a web account”: ${kindOf(system ?? {}) ?? 'this Windows'} does not take it.`;
}

/**
 * How to connect, asked for by itself: for the access that is open, or in general.
 *
 * @param meant the VM that was named, where there is no access to it
 */
export function connectCard(
  ask: Ask | undefined,
  rdp: string | undefined,
  meant?: Pick<Vm, 'name' | 'os' | 'system'>,
): Card {
  const headline = ask === undefined ? 'How to connect to a VM' : `How to connect to ${ask.vm.name}`;
  const byPassword = meant?.os === 'Windows' && signInBy(meant.system) === 'password' ? meant : undefined;
  const short =
    byPassword === undefined
      ? 'under Advanced tick “Use a web account to sign in”, and sign in with your work account. Windows Server 2019 does not take that: its card says what to do instead.'
      : `and in the box for name and password sign in as AzureAD\\ followed by your work address. ${without(byPassword)} ${SAME_TENANT}`;
  const general: readonly Block[] = [
    {
      is: 'text',
      text: [
        `Once your access is open, its card here says how to connect. In short: open Remote Desktop Connection, enter the VM’s name as the computer (not its IP address), ${short}`,
      ],
    },
    { is: 'buttons', buttons: [{ action: 'ask', label: 'Ask for a VM', style: 'primary', subject: '' }] },
  ];
  const own: readonly Block[] =
    ask === undefined
      ? []
      : [
          ...connectBlocks(ask, rdp),
          {
            is: 'buttons',
            buttons: [{ action: 'diagnose', label: 'Sign-in failed?', style: 'plain', subject: ask.id }],
          },
        ];
  return {
    tone: 'over',
    summary: headline,
    blocks: [{ is: 'heading', text: headline }, ...(ask === undefined ? general : own)],
  };
}

/** Letters, digits and hyphens: all that a host name is made of (RFC 1123). */
const HOST = /^[A-Za-z0-9-]{1,63}$/;

/**
 * The name to connect to. Whoever is administrator inside the VM chooses what it reports as its computer name; anything
 * but a plain host name could add settings to the file or send people elsewhere, and the VM's own name is used instead.
 */
export function addressOf({ computerName, name }: Pick<Vm, 'computerName' | 'name'>): string {
  return computerName !== undefined && HOST.test(computerName) ? computerName : name.replaceAll(/[^\w.-]/g, '');
}

export function hostOf(ask: Ask): string {
  return addressOf(ask.vm);
}

/** As it is typed: Windows' own box needs to be told whose name it is. */
function userName({ vm, requester }: Ask): string {
  return signInBy(vm.system) === 'page' ? requester.upn : `AzureAD\\${requester.upn}`;
}

/**
 * A .rdp file (azure-docs, virtual-desktop/rdp-properties.md, 2025-03). CRLF, as Windows writes it.
 *
 * In a file the name for Windows' own box begins with `.\` and has no domain beside it, or mstsc puts that of the PC before it
 * (docs.devolutions.net, knowledge base). There a saved password is not used: it may be an old one.
 *
 * @param by what the VM's Windows takes, where that is known better than when it was asked for
 */
export function rdpFile(ask: Ask, by: SignInBy = signInBy(ask.vm.system)): string {
  const upn = ask.requester.upn.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '');
  const way =
    by === 'page'
      ? ['enablerdsaadauth:i:1', 'authentication level:i:2', 'prompt for credentials:i:0', `username:s:${upn}`]
      : ['authentication level:i:2', 'prompt for credentials:i:1', `username:s:.\\AzureAD\\${upn}`, 'domain:s:'];
  return [`full address:s:${hostOf(ask)}`, ...way, ''].join('\r\n');
}
