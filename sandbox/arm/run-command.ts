import type { Express } from 'express';
import { z } from 'zod';
import type { SandboxContext } from '../context.ts';
import { vmId } from '../ids.ts';
import { insideOutput } from '../inside.ts';
import type { Operations } from './operations.ts';
import { ArmRefusal } from './refusal.ts';
import { query } from './request.ts';
import { silent } from './vm-changes.ts';
import { MACHINES, theVm } from './vms.ts';

const RUN =
  /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Compute\/virtualMachines\/[^/]+)\/runCommand$/i;

/** Bytes of output that come back, the last ones (learn.microsoft.com, Run scripts in your Windows VM). */
const KEPT = 4096;

const order = z.object({
  commandId: z.string(),
  script: z.array(z.string()).optional(),
  parameters: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
});

/**
 * Action Run Command. No PowerShell is run: the product's own script is known by its first line (inside.ts) and answered from
 * the VM's state, any other is refused, which Azure would not do.
 */
export function runCommand(app: Express, context: SandboxContext, operations: Operations): void {
  const { world } = context;
  /** VMs, by ARM id in lower case, in which a command runs. */
  const busy = new Set<string>();
  world.onReset(() => busy.clear());

  app.post(RUN, (request, response) => {
    const vm = theVm(world.now, request, RUN, `${MACHINES}/runCommand/action`);
    const parsed = order.safeParse(request.body);
    if (!parsed.success) throw new ArmRefusal(400, 'InvalidParameter', z.prettifyError(parsed.error));
    const { commandId, script, parameters = [] } = parsed.data;
    const cloud = parameters.find(({ name }) => name === 'cloud')?.value;
    if (commandId !== 'RunPowerShellScript' || vm.os !== 'Windows') {
      throw new ArmRefusal(404, 'NotFound', `The entity was not found. The command '${commandId}' is not for this VM.`);
    }
    const key = vmId(vm).toLowerCase();
    if (busy.has(key)) {
      throw new ArmRefusal(
        409,
        'Conflict',
        'Run command extension execution is in progress. Please wait for completion before invoking a run command.',
      );
    }
    if (vm.power !== 'running') {
      throw new ArmRefusal(409, 'OperationNotAllowed', 'The operation requires the VM to be running (or set to run).');
    }
    const text = (script ?? []).join('\n');
    if (insideOutput(world.now, vm, text) === undefined) {
      throw new ArmRefusal(
        400,
        'SandboxCannotRun',
        'The sandbox runs no PowerShell. It answers only a script whose first line is "# latchkey:inside:" and a version.',
      );
    }
    busy.add(key);
    operations.begin(response, {
      subscription: vm.subscription,
      location: vm.location,
      provider: 'Microsoft.Compute',
      version: query(request, 'api-version') ?? '',
      finish: () => {
        busy.delete(key);
        const now = world.vm(vmId(vm));
        if (!now) throw new ArmRefusal(404, 'NotFound', 'The entity was not found.');
        if (now.power !== 'running' || !now.agentReady) throw silent(now);
        return { value: [stream('StdOut', insideOutput(world.now, now, text, cloud) ?? ''), stream('StdErr', '')] };
      },
    });
    response.status(202).end();
  });
}

function stream(name: string, text: string) {
  return {
    code: `ComponentStatus/${name}/succeeded`,
    level: 'Info',
    displayStatus: 'Provisioning succeeded',
    message: Buffer.from(text).subarray(-KEPT).toString('utf8'),
  };
}
