import type { Express, Request } from 'express';
import type { SandboxContext } from '../context.ts';
import { resourceGroupId, same, subscriptionId, vmId } from '../ids.ts';
import type { Vm, WorldData } from '../model.ts';
import { needAction } from './access.ts';
import { ArmRefusal } from './refusal.ts';
import { page, pathOf, query, worldFor } from './request.ts';
import { mustExist, parseScope, resourceNotFound } from './scope.ts';
import { extensionShape, instanceView, vmShape } from './vm-shape.ts';

const LIST = /^(\/subscriptions\/[^/]+(?:\/resourceGroups\/[^/]+)?)\/providers\/Microsoft\.Compute\/virtualMachines$/i;
const ONE = /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Compute\/virtualMachines\/[^/]+)$/i;
const VIEW =
  /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Compute\/virtualMachines\/[^/]+)\/instanceView$/i;
const EXTENSIONS =
  /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Compute\/virtualMachines\/[^/]+)\/extensions(?:\/([^/]+))?$/i;
const GROUPS = /^(\/subscriptions\/[^/]+)\/resourceGroups(?:\/([^/]+))?$/i;
const SUBSCRIPTIONS = /^\/subscriptions(?:\/([^/]+))?$/i;

export const MACHINES = 'Microsoft.Compute/virtualMachines';
const READ = `${MACHINES}/read`;

/** Virtual machines (Microsoft.Compute), and what they are in: resource groups and subscriptions. Reads only. */
export function vms(app: Express, context: SandboxContext): void {
  app.get(LIST, (request, response) => {
    const data = worldFor(context, request, response);
    const scope = parseScope(LIST.exec(pathOf(request))?.[1] ?? '');
    needAction(data, READ, scope.id);
    mustExist(scope, data, true);
    const found = data.vms.filter(
      (vm) =>
        same(vm.subscription, scope.subscription ?? '') &&
        (scope.resourceGroup === null || same(vm.resourceGroup, scope.resourceGroup)),
    );
    const withView = query(request, 'statusOnly') === 'true' || query(request, '$expand') === 'instanceView';
    response.json(
      page(
        context,
        request,
        found.map((vm) => vmShape(data, vm, withView)),
      ),
    );
  });

  app.get(ONE, (request, response) => {
    const data = worldFor(context, request, response);
    const expand = query(request, '$expand');
    if (expand !== undefined && !['instanceView', 'userData'].includes(expand)) throw badExpand(expand);
    response.json(vmShape(data, theVm(data, request, ONE, READ), expand === 'instanceView'));
  });

  app.get(VIEW, (request, response) => {
    response.json(
      instanceView(theVm(worldFor(context, request, response), request, VIEW, `${MACHINES}/instanceView/read`)),
    );
  });

  app.get(EXTENSIONS, (request, response) => {
    const vm = theVm(worldFor(context, request, response), request, EXTENSIONS, `${MACHINES}/extensions/read`);
    const expand = query(request, '$expand');
    if (expand !== undefined && expand !== 'instanceView') throw badExpand(expand);
    const name = EXTENSIONS.exec(pathOf(request))?.[2];
    const shapes = vm.extensions.map((extension) => extensionShape(vm, extension, expand === 'instanceView'));
    if (name === undefined) {
      response.json({ value: shapes });
      return;
    }
    const found = shapes.find((extension) => same(extension.name, name));
    if (!found) {
      throw new ArmRefusal(
        404,
        'ResourceNotFound',
        `The Resource 'Microsoft.Compute/virtualMachines/${vm.name}/extensions/${name}' under resource group '${vm.resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
      );
    }
    response.json(found);
  });

  app.get(GROUPS, (request, response) => {
    const data = worldFor(context, request, response);
    const [, text = '', name] = GROUPS.exec(pathOf(request)) ?? [];
    const scope = parseScope(text);
    needAction(data, 'Microsoft.Resources/subscriptions/resourceGroups/read', scope.id);
    mustExist(scope, data, false);
    const shapes = data.resourceGroups
      .filter((group) => same(group.subscription, scope.subscription ?? ''))
      .map((group) => ({
        id: resourceGroupId(group.subscription, group.name),
        name: group.name,
        type: 'Microsoft.Resources/resourceGroups',
        location: group.location,
        properties: { provisioningState: 'Succeeded' },
      }));
    if (name === undefined) {
      response.json(page(context, request, shapes));
      return;
    }
    const found = shapes.find((group) => same(group.name, name));
    if (!found) throw new ArmRefusal(404, 'ResourceGroupNotFound', `Resource group '${name}' could not be found.`);
    response.json(found);
  });

  app.get(SUBSCRIPTIONS, (request, response) => {
    const data = worldFor(context, request, response);
    const id = SUBSCRIPTIONS.exec(pathOf(request))?.[1];
    const shapes = data.subscriptions.map((subscription) => ({
      id: subscriptionId(subscription.id),
      subscriptionId: subscription.id,
      tenantId: data.tenant.id,
      displayName: subscription.displayName,
      state: 'Enabled',
      authorizationSource: 'RoleBased',
    }));
    if (id === undefined) {
      response.json({ value: shapes });
      return;
    }
    const found = shapes.find((subscription) => same(subscription.subscriptionId, id));
    if (!found) throw new ArmRefusal(404, 'SubscriptionNotFound', `The subscription '${id}' could not be found.`);
    response.json(found);
  });
}

/** The VM whose id the pattern finds in the path. Throws unless the bot holds the action and the VM is there. */
export function theVm(data: WorldData, request: Request, pattern: RegExp, action: string): Vm {
  const scope = parseScope(pattern.exec(pathOf(request))?.[1] ?? '');
  needAction(data, action, scope.id);
  mustExist({ ...scope, type: null }, data, true);
  const vm = data.vms.find((known) => same(vmId(known), scope.id));
  if (!vm) throw resourceNotFound(scope);
  return vm;
}

function badExpand(expand: string): ArmRefusal {
  return new ArmRefusal(400, 'InvalidParameter', `The value '${expand}' of parameter '$expand' is invalid.`);
}
