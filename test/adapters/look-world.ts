/** The checks against a sandbox, on one VM that is well and one person who has a role on it. */
import { createAzureLookout } from '../../adapters/azure/look/index.ts';
import { createInspector } from '../../adapters/azure/look/inspect.ts';
import { createMender } from '../../adapters/azure/mend.ts';
import { createGraphLook } from '../../adapters/graph/look/index.ts';
import type { Inspector, LookedAt, Lookout, Mender } from '../../src/ports.ts';
import type { Sight } from '../../workflows/troubleshoot/sights.ts';
import { machineClock } from '../support/clock.ts';
import { startSandbox } from '../support/sandbox.ts';
import type { Sandbox } from '../support/sandbox.ts';
import { connect, personOf, vmOf } from './azure-world.ts';

/** Far longer than anything here takes. */
const patient = (): AbortSignal => AbortSignal.timeout(30_000);

export type LookWorld = {
  readonly sandbox: Sandbox;
  readonly lookout: Lookout;
  readonly inspector: Inspector;
  readonly mender: Mender;
  readonly graphLook: ReturnType<typeof createGraphLook>;
  readonly azure: ReturnType<typeof connect>;
  readonly about: LookedAt;
  /** Runs one check and answers what was seen; throws when it was not. */
  see<Check extends keyof Lookout>(check: Check, about?: LookedAt): Promise<Seen<Awaited<ReturnType<Lookout[Check]>>>>;
  look<Check extends keyof Lookout>(check: Check, about?: LookedAt): ReturnType<Lookout[Check]>;
  inside(): ReturnType<Inspector['inside']>;
};

type Seen<S> = S extends { is: 'seen'; value: infer Value } ? Value : never;

export const VM = 'web-prod-01';

export async function startLookWorld(): Promise<LookWorld> {
  const sandbox = await startSandbox();
  const azure = connect(sandbox);
  const { credential } = azure;
  const graphEndpoint = sandbox.env['AZURE_GRAPH_ENDPOINT'] ?? '';
  const graphLook = createGraphLook({ credential, graphEndpoint, clock: machineClock });
  const { arm } = azure;
  const lookout: Lookout = {
    ...graphLook.lookout,
    ...createAzureLookout({ arm, clock: machineClock, groupsOf: graphLook.groupsOf }),
  };
  const [vm, ana] = [await vmOf(sandbox, VM), await personOf(sandbox, 'ana')];
  const about = { vm, person: { id: ana.id, name: ana.displayName, upn: ana.userPrincipalName } };
  const look: LookWorld['look'] = (check, other = about) =>
    lookout[check](other, patient()) as ReturnType<Lookout[typeof check]>;
  const inspector = createInspector({ arm, cloud: 'public', pollEvery: 10 });
  return {
    sandbox,
    lookout,
    inspector,
    mender: { ...createMender({ arm, pollEvery: 10 }), createApp: graphLook.createApp },
    graphLook,
    azure,
    about,
    look,
    async see(check, other) {
      const sight = (await look(check, other)) as Sight<never>;
      if (sight.is === 'seen') return sight.value;
      throw new Error(`${check}: ${sight.why}: ${sight.detail}`);
    },
    inside: () => inspector.inside({ vm }, patient()),
  };
}

/** Back to the seed, with operations that end at once. */
export async function renew(sandbox: Sandbox): Promise<void> {
  await sandbox.reset();
  await sandbox.control('PATCH', 'azure/rules', { operationTime: 0 });
}
