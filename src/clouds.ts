/**
 * Where each of Azure's clouds answers. Sources: `AzureAuthorityHosts` of @azure/identity 4.14.1, the cloud settings of
 * @azure/arm-compute 25, `GRAPH_URLS` of @microsoft/microsoft-graph-client 3.0.7.
 */
export type CloudName = 'public' | 'usgov' | 'china';

export const CLOUDS = {
  public: {
    arm: 'https://management.azure.com',
    graph: 'https://graph.microsoft.com',
    authority: 'https://login.microsoftonline.com',
  },
  usgov: {
    arm: 'https://management.usgovcloudapi.net',
    graph: 'https://graph.microsoft.us',
    authority: 'https://login.microsoftonline.us',
  },
  china: {
    arm: 'https://management.chinacloudapi.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    authority: 'https://login.chinacloudapi.cn',
  },
} as const satisfies Record<CloudName, { arm: string; graph: string; authority: string }>;
