import { AzureAuthorityHosts } from '@azure/identity';

/** Where one of Microsoft's clouds listens: https URLs without a slash at the end. */
export type CloudEndpoints = {
  readonly arm: string;
  readonly graph: string;
  readonly authorityHost: string;
};

/**
 * The clouds that `AZURE_CLOUD` names. Sources: `AzureAuthorityHosts` of @azure/identity (authority), the cloud settings
 * of @azure/arm-compute (Resource Manager), `GRAPH_URLS` of @microsoft/microsoft-graph-client (Graph). The US Department
 * of Defense differs from `usgov` in Graph alone (dod-graph.microsoft.us): set `AZURE_GRAPH_ENDPOINT` there.
 */
export const AZURE_CLOUDS = {
  public: {
    arm: 'https://management.azure.com',
    graph: 'https://graph.microsoft.com',
    authorityHost: AzureAuthorityHosts.AzurePublicCloud,
  },
  usgov: {
    arm: 'https://management.usgovcloudapi.net',
    graph: 'https://graph.microsoft.us',
    authorityHost: AzureAuthorityHosts.AzureGovernment,
  },
  china: {
    arm: 'https://management.chinacloudapi.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    authorityHost: AzureAuthorityHosts.AzureChina,
  },
} as const satisfies Record<string, CloudEndpoints>;

export type AzureCloud = keyof typeof AZURE_CLOUDS;

/** Whether this authority is one of Microsoft's own; compared by host name alone. */
export function isMicrosoftAuthority(authorityHost: string): boolean {
  const host = new URL(authorityHost).host;
  return Object.values(AZURE_CLOUDS).some((cloud) => new URL(cloud.authorityHost).host === host);
}
