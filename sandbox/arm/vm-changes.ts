import type { Express, Request } from 'express';
import { z } from 'zod';
import type { SandboxContext } from '../context.ts';
import { same, vmId } from '../ids.ts';
import { extensionGiven } from '../control-azure-orders.ts';
import { afterInstall, afterRemoval, isLogin, joinProblem } from '../join.ts';
import type { Extension, Vm } from '../model.ts';
import { refuseLocked } from './locks.ts';
import type { Operations } from './operations.ts';
import { ArmRefusal } from './refusal.ts';
import { pathOf, query } from './request.ts';
import { extensionShape } from './vm-shape.ts';
import { MACHINES, theVm } from './vms.ts';

const START =
  /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Compute\/virtualMachines\/[^/]+)\/start$/i;
const EXTENSION =
  /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Compute\/virtualMachines\/[^/]+)\/extensions\/([^/]+)$/i;

const order = z.object({
  location: z.string(),
  tags: z.record(z.string(), z.string()).optional(),
  properties: z.object({
    publisher: z.string(),
    type: z.string(),
    typeHandlerVersion: z.string(),
    // Taken, and told to nobody.
    protectedSettings: z.unknown().optional(),
    ...extensionGiven.shape,
  }),
});

/** Starting a VM, and putting an extension on or taking it off: all long-running (Microsoft.Compute). */
export function vmChanges(app: Express, context: SandboxContext, operations: Operations): void {
  const { world } = context;
  const begin = (request: Request, vm: Vm, finish: () => unknown) => ({
    subscription: vm.subscription,
    location: vm.location,
    provider: 'Microsoft.Compute' as const,
    version: query(request, 'api-version') ?? '',
    finish,
  });
  /** Changes the VM as it is by then; nothing when it was deleted meanwhile. */
  const change = (vm: Vm, to: (now: Vm) => Vm) => {
    world.edit('azure', (data) => ({
      vms: data.vms.map((known) => (same(vmId(known), vmId(vm)) ? to(known) : known)),
    }));
  };

  app.post(START, (request, response) => {
    const vm = theVm(world.now, request, START, `${MACHINES}/start/action`);
    if (vm.power !== 'running') change(vm, (now) => ({ ...now, power: 'starting' }));
    operations.begin(
      response,
      begin(request, vm, () => change(vm, (now) => ({ ...now, power: 'running' }))),
    );
    response.status(202).end();
  });

  app.put(EXTENSION, (request, response) => {
    const vm = theVm(world.now, request, EXTENSION, `${MACHINES}/extensions/write`);
    const name = EXTENSION.exec(pathOf(request))?.[2] ?? '';
    refuseLocked(world.now, vmId(vm), 'write');
    const parsed = order.safeParse(request.body);
    if (!parsed.success) throw new ArmRefusal(400, 'InvalidParameter', z.prettifyError(parsed.error));
    const { publisher, type, typeHandlerVersion, protectedSettings: _secret, ...given } = parsed.data.properties;
    mustRun(vm);
    const before = vm.extensions.find((known) => same(known.name, name));
    const twin = vm.extensions.find(
      (known) => known !== before && same(known.publisher, publisher) && same(known.type, type),
    );
    if (twin) {
      throw new ArmRefusal(
        400,
        'BadRequest',
        `Multiple VMExtensions per handler not supported for OS type 'Windows'. VMExtension '${twin.name}' with handler '${publisher}.${type}' already added or specified in input.`,
      );
    }
    const working: Extension = {
      name: before?.name ?? name,
      publisher,
      type,
      version: typeHandlerVersion,
      provisioningState: before ? 'Updating' : 'Creating',
      code: null,
      message: '',
      tags: parsed.data.tags,
      given,
    };
    change(vm, (now) => ({
      ...now,
      extensions: [...now.extensions.filter((known) => !same(known.name, name)), working],
    }));
    operations.begin(
      response,
      begin(request, vm, () => {
        const now = world.vm(vmId(vm));
        if (!now) return undefined;
        if (!now.agentReady) throw silent(now);
        const problem = isLogin(working) ? joinProblem(world.now, now) : undefined;
        world.edit('azure', (data) => afterInstall(data, now, working));
        if (!problem) return undefined;
        const message = world.vm(vmId(vm))?.extensions.find((known) => same(known.name, name))?.message;
        throw new ArmRefusal(
          409,
          'VMExtensionProvisioningError',
          `VM has reported a failure when processing extension '${working.name}' (publisher '${publisher}' and type '${type}'). Error message: '${message}'. More information on troubleshooting is available at https://aka.ms/vmextensionwindowstroubleshoot.`,
        );
      }),
    );
    response.status(before ? 200 : 201).json(extensionShape(vm, working, false));
  });

  app.delete(EXTENSION, (request, response) => {
    const vm = theVm(world.now, request, EXTENSION, `${MACHINES}/extensions/delete`);
    const name = EXTENSION.exec(pathOf(request))?.[2] ?? '';
    refuseLocked(world.now, `${vmId(vm)}/extensions/${name}`, 'delete');
    const found = vm.extensions.find((known) => same(known.name, name));
    if (!found) {
      response.status(204).end();
      return;
    }
    mustRun(vm);
    const going: Extension = { ...found, provisioningState: 'Deleting' };
    change(vm, (now) => ({ ...now, extensions: now.extensions.map((known) => (known === found ? going : known)) }));
    operations.begin(
      response,
      begin(request, vm, () => {
        const now = world.vm(vmId(vm));
        if (now) world.edit('azure', (data) => afterRemoval(data, now, going));
      }),
    );
    response.status(202).end();
  });
}

function mustRun(vm: Vm): void {
  if (vm.power === 'running') return;
  throw new ArmRefusal(409, 'OperationNotAllowed', 'Cannot modify extensions in the VM when the VM is not running.');
}

/** Why nothing comes of what needs the VM's agent. */
export function silent(vm: Vm): ArmRefusal {
  return new ArmRefusal(
    409,
    'VMAgentStatusCommunicationError',
    `VM '${vm.name}' has not reported status for VM agent or extensions. Verify that the OS is up and healthy, the VM has a running VM agent, and that it can establish outbound connections to Azure storage. Please refer to https://aka.ms/vmextensionwindowstroubleshoot for additional VM agent troubleshooting information.`,
  );
}
