import { z } from 'zod';
import type { TokenCredential } from '@azure/identity';
import type { Clock, Examined, Lookout, Mender } from '../../../src/ports.ts';
import { glance } from '../../entra/glance.ts';
import { createGraphClient } from '../client.ts';
import { lookAtAccount, lookAtMethods, lookAtPerUserMfa, lookAtSecurityDefaults } from './account.ts';
import { createApp, lookAtApps } from './apps.ts';
import { askGraph } from './ask.ts';
import { lookAtConditionalAccess } from './conditional-access.ts';
import { lookAtDeletedDevices, lookAtDevices } from './devices.ts';
import { examineGraphLook } from './examine.ts';
import { lookAtSignIns } from './sign-ins.ts';

export type GraphLookout = Pick<
  Lookout,
  | 'devices'
  | 'deletedDevices'
  | 'account'
  | 'perUserMfa'
  | 'methods'
  | 'conditionalAccess'
  | 'securityDefaults'
  | 'apps'
  | 'signIns'
>;

const ids = z.object({ value: z.array(z.string()) });

/**
 * The checks that ask Microsoft Graph. Each is one call, or calls at the same time.
 *
 * @param options.graphEndpoint https URL without version
 */
export function createGraphLook(options: {
  readonly credential: TokenCredential;
  readonly graphEndpoint: string;
  readonly clock: Clock;
}): {
  readonly lookout: GraphLookout;
  readonly createApp: Mender['createApp'];
  /** Groups a person is in, through groups too: object ids. Throws Faults `directory_…`. */
  groupsOf(person: string, signal: AbortSignal): Promise<readonly string[]>;
  examine(): Promise<readonly Examined[]>;
} {
  const graph = createGraphClient(options);
  const lookout: GraphLookout = {
    devices: (about, signal) => glance('devices', signal, () => lookAtDevices(graph, about, signal)),
    deletedDevices: (about, signal) =>
      glance('deletedDevices', signal, () => lookAtDeletedDevices(graph, about, signal)),
    account: (about, signal) => glance('account', signal, () => lookAtAccount(graph, about, signal)),
    perUserMfa: (about, signal) => glance('perUserMfa', signal, () => lookAtPerUserMfa(graph, about, signal)),
    methods: (about, signal) => glance('methods', signal, () => lookAtMethods(graph, about, signal)),
    conditionalAccess: (about, signal) =>
      glance('conditionalAccess', signal, () => lookAtConditionalAccess(graph, about, signal)),
    securityDefaults: (_, signal) => glance('securityDefaults', signal, () => lookAtSecurityDefaults(graph, signal)),
    apps: (_, signal) => glance('apps', signal, () => lookAtApps(graph, signal)),
    signIns: (about, signal) => glance('signIns', signal, () => lookAtSignIns(graph, options.clock, about, signal)),
  };
  return {
    lookout,
    createApp: (appId) => createApp(graph, appId),
    examine: () => examineGraphLook(graph, lookout),
    async groupsOf(person, signal) {
      const { value } = await askGraph(graph, `/users/${person}/getMemberGroups`, ids, signal, (request) =>
        request.post({ securityEnabledOnly: false }),
      );
      return value;
    },
  };
}
