/**
 * Hosts and portals of each cloud, as people and VMs there need them. Sources: learn.microsoft.com, Log in to a Windows virtual
 * machine in Azure by using Microsoft Entra ID (network requirements); National clouds; Microsoft Entra hybrid join (device
 * sign-in hosts); Microsoft Entra FAQ (admin centres).
 */
import type { Case } from './causes.ts';
import type { QuestionName } from './questions.ts';
import { QUESTIONS } from './questions.ts';

export type CloudFacts = {
  /** A VM joins Entra ID here. */
  readonly register: string;
  /** People and devices sign in here. */
  readonly login: string;
  readonly deviceLogin: string;
  /** Tells the VM which sign-in role somebody holds. */
  readonly roles: string;
  readonly portal: string;
  readonly admin: string;
  /** Its name for `az cloud set`. */
  readonly az: string;
  /** Its name for `Connect-MgGraph -Environment`. */
  readonly mg: string;
};

/** The Azure Instance Metadata Service answers here in every cloud; never through a proxy. */
export const METADATA = '169.254.169.254';

export const CLOUD_FACTS = {
  public: {
    register: 'enterpriseregistration.windows.net',
    login: 'login.microsoftonline.com',
    deviceLogin: 'device.login.microsoftonline.com',
    roles: 'pas.windows.net',
    portal: 'portal.azure.com',
    admin: 'entra.microsoft.com',
    az: 'AzureCloud',
    mg: 'Global',
  },
  usgov: {
    register: 'enterpriseregistration.microsoftonline.us',
    login: 'login.microsoftonline.us',
    deviceLogin: 'device.login.microsoftonline.us',
    roles: 'pasff.usgovcloudapi.net',
    portal: 'portal.azure.us',
    admin: 'entra.microsoft.us',
    az: 'AzureUSGovernment',
    mg: 'USGov',
  },
  china: {
    register: 'enterpriseregistration.partner.microsoftonline.cn',
    login: 'login.chinacloudapi.cn',
    deviceLogin: 'device.login.partner.microsoftonline.cn',
    roles: 'pas.chinacloudapi.cn',
    portal: 'portal.azure.cn',
    admin: 'entra.microsoftonline.cn',
    az: 'AzureChinaCloud',
    mg: 'China',
  },
} as const satisfies Record<Case['cloud'], CloudFacts>;

/** What a VM must reach over TCP 443 to join and to let people in. */
export function hostsOf(cloud: Case['cloud']): readonly string[] {
  const { register, login, deviceLogin, roles } = CLOUD_FACTS[cloud];
  return [register, login, deviceLogin, roles];
}

/** A question as people in this cloud read it. */
export function questionText(name: QuestionName, cloud: Case['cloud']): string {
  return QUESTIONS[name].text.replace(CLOUD_FACTS.public.portal, CLOUD_FACTS[cloud].portal);
}
