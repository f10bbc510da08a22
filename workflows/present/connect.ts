/** How to get in, for this person and this VM. */
import type { Block, Card } from '../card.ts';
import type { Vm } from '../language.ts';
import type { Ask } from '../request.ts';

/**
 * With Entra sign-in the address must be the machine's own name, not an IP address (rdp-properties, azure-docs), and
 * "Use a web account" is the way that needs no joined client (howto-vm-sign-in-azure-ad-windows, 2025-12).
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
  return [
    {
      is: 'text',
      text: [
        'Connect: ',
        ...file,
        'open Remote Desktop Connection, computer ',
        { code: host },
        ', under Advanced tick “Use a web account to sign in”, and sign in as ',
        { code: ask.requester.upn },
        '.',
      ],
    },
  ];
}

/** How to connect, asked for by itself: for the access that is open, or in general. */
export function connectCard(ask: Ask | undefined, rdp: string | undefined): Card {
  const headline = ask === undefined ? 'How to connect to a VM' : `How to connect to ${ask.vm.name}`;
  const general: readonly Block[] = [
    {
      is: 'text',
      text: [
        'Once your access is open, its card here says how to connect. In short: open Remote Desktop Connection, enter the VM’s name as the computer (not its IP address), under Advanced tick “Use a web account to sign in”, and sign in with your work account.',
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

/** A .rdp file for web-account sign-in (azure-docs, virtual-desktop/rdp-properties.md, 2025-03). CRLF, as Windows writes it. */
export function rdpFile(ask: Ask): string {
  const clean = (text: string) => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '');
  return [
    `full address:s:${hostOf(ask)}`,
    'enablerdsaadauth:i:1',
    'authentication level:i:2',
    'prompt for credentials:i:0',
    `username:s:${clean(ask.requester.upn)}`,
    '',
  ].join('\r\n');
}
