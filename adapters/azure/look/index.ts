import type { Clock, Lookout } from '../../../src/ports.ts';
import { glance } from '../../entra/glance.ts';
import type { Arm } from '../arm.ts';
import { readLocks } from '../locks.ts';
import { lookAtDenials } from './denials.ts';
import type { GroupsOf } from './denials.ts';
import { lookAtExtensions } from './extensions.ts';
import { lookAtMachine } from './machine.ts';
import { lookAtNetwork } from './network.ts';
import { createRoles } from './roles.ts';

export type AzureLookout = Pick<Lookout, 'machine' | 'extensions' | 'roles' | 'denials' | 'locks' | 'network'>;

/** The checks that ask Azure. Each is one call, or calls at the same time. */
export function createAzureLookout(options: {
  readonly arm: Arm;
  readonly clock: Clock;
  readonly groupsOf: GroupsOf;
}): AzureLookout {
  const { arm, groupsOf } = options;
  const roles = createRoles(arm, options.clock);
  return {
    machine: (about, signal) => glance('machine', signal, () => lookAtMachine(arm, about, signal)),
    extensions: (about, signal) => glance('extensions', signal, () => lookAtExtensions(arm, about, signal)),
    roles: (about, signal) => glance('roles', signal, () => roles(about, signal)),
    denials: (about, signal) => glance('denials', signal, () => lookAtDenials(arm, groupsOf, about, signal)),
    locks: (about, signal) =>
      glance('locks', signal, async () => ({ locks: await readLocks(arm, about.vm.id, signal) })),
    network: (about, signal) => glance('network', signal, () => lookAtNetwork(arm, about, signal)),
  };
}
