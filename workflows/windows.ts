/**
 * Which Windows a VM runs, from whatever Azure tells of it, and which ways of signing in that one takes. Sources:
 * learn.microsoft.com, Log in to a Windows virtual machine in Azure by using Microsoft Entra ID (exit code 51: the oldest that
 * the extension supports; web account: the oldest that takes the sign-in page); image names as the Azure Marketplace has them.
 */

/** What tells of it: the guest’s own words while it runs, and what it was made from. */
export type System = {
  /** For example `Windows Server 2022 Datacenter`. */
  readonly osName?: string;
  /** For example `10.0.20348.2700`, from some agents `Microsoft Windows NT 10.0.14393.0`. */
  readonly osVersion?: string;
  readonly image?: { readonly offer: string; readonly sku: string };
};

/** `page`: Microsoft’s sign-in page (“Use a web account”). `password`: Windows’ own box for name and password alone. */
export type SignInBy = 'page' | 'password';

/** Windows Server 2019 and Windows 10 1809. */
export const OLDEST = 17763;
/** Windows 10 20H2; Windows Server 2022 and Windows 11 come later. */
export const OLDEST_WEB = 19042;

/** Build number; undefined when nothing tells. */
export function buildOf({ osName, osVersion, image }: System): number | undefined {
  const told = /(?:^|\s)\d+\.\d+\.(\d+)/.exec(osVersion ?? '')?.[1];
  if (told !== undefined) return Number(told);
  // What it says of itself counts more than what it was made from: it may have been upgraded.
  return (known(osName ?? '') ?? known(madeFrom(image)))?.build;
}

/**
 * What Windows it is, for people; undefined when it is none that is known here. Never the guest’s own words: whoever is
 * administrator inside chooses those.
 */
export function kindOf({ osName, image }: System): string | undefined {
  return (known(osName ?? '') ?? known(madeFrom(image)))?.name;
}

/** How to sign in to it. Where nothing tells, and where Entra sign-in is not supported at all, it is the page. */
export function signInBy(system: System | undefined): SignInBy {
  const build = system === undefined ? undefined : buildOf(system);
  return build !== undefined && build >= OLDEST && build < OLDEST_WEB ? 'password' : 'page';
}

type Known = { readonly build: number; readonly name: string };

function madeFrom(image: System['image']): string {
  return `${image?.offer ?? ''} ${image?.sku ?? ''}`;
}

function known(words: string): Known | undefined {
  const found = BY_NAME.find(([pattern]) => pattern.test(words.replaceAll('®', '')));
  if (found !== undefined) return { build: found[1], name: found[2] };
  if (!/windows[\s-]?10\b|\bwin10\b/i.test(words)) return undefined;
  const [version] = /\b(?:2[0-2]h[12]|19h[12]|rs[1-5]|1[5-9]0[39]|1607|2004)\b/i.exec(words) ?? [];
  const build = WINDOWS_10[version?.toLowerCase() ?? ''];
  return build === undefined || version === undefined
    ? undefined
    : { build, name: `Windows 10 (${version.toUpperCase()})` };
}

/** Products of Microsoft that are servers of some year as well, on a Windows of another. */
const PRODUCT = '(?:sql|project|sharepoint|exchange|foundation|devops|biztalk|business|skype)[\\s-]?';

/** Other makers put the Windows into the offer behind what they add, as in `sql2019-ws2022`. */
function server(year: number, build: number): readonly [RegExp, number, string] {
  const forms = [
    `(?<!${PRODUCT})\\bserver[\\s-]?${year}`,
    `windowsserver[\\s-]?${year}`,
    `^windows-?server\\S* ${year}-`,
    `\\b${year}-datacenter`,
    `\\b(?:ws|on-)${year}(?!\\d)`,
  ];
  return [new RegExp(forms.join('|'), 'i'), build, `Windows Server ${year}`];
}

const BY_NAME: readonly (readonly [RegExp, number, string])[] = [
  server(2025, 26100),
  server(2022, 20348),
  server(2019, 17763),
  server(2016, 14393),
  server(2012, 9600),
  server(2008, 7601),
  [/windows[\s-]?11|\bwin11/i, 22000, 'Windows 11'],
];

/** Builds by the version in the image’s name; one without a version tells nothing (learn.microsoft.com, Windows 10 release information). */
const WINDOWS_10: Readonly<Record<string, number>> = {
  '22h2': 19045,
  '21h2': 19044,
  '21h1': 19043,
  '20h2': 19042,
  '20h1': 19041,
  '2004': 19041,
  '19h2': 18363,
  '1909': 18363,
  '19h1': 18362,
  '1903': 18362,
  rs5: 17763,
  '1809': 17763,
  rs4: 17134,
  '1803': 17134,
  rs3: 16299,
  '1709': 16299,
  rs2: 15063,
  '1703': 15063,
  rs1: 14393,
  '1607': 14393,
};
