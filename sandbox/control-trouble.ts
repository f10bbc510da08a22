import { Router } from 'express';
import { z } from 'zod';
import type { SandboxContext } from './context.ts';
import { same, vmId } from './ids.ts';
import type { Vm } from './model.ts';
import type { Cause, Victim } from './trouble/cause.ts';
import { CAUSES, healed, troubled, truthOf, withRole } from './trouble/index.ts';

const order = z.strictObject({
  cause: z.string(),
  also: z.string().optional(),
  vm: z.string(),
  person: z.string().optional(),
  role: z.enum(['user', 'admin']).optional(),
});
const healing = z.strictObject({ vm: z.string(), person: z.string().optional() });

/** `/sandbox/trouble`: what keeps people from signing in to a VM, made and mended by one call each. */
export function controlTrouble({ world, clock }: SandboxContext): Router {
  const router = Router();
  /** VMs as they were when they were well, by ARM id. */
  const before = new Map<string, Vm>();
  world.onReset(() => before.clear());

  const find = (which: string, person: string | undefined): Victim | { error: string } => {
    const vm = world.vm(which);
    const name = which.split('/').at(-1) ?? '';
    const trouble = world.now.troubles.find((known) => same(known.vm, name));
    // One that was deleted by its trouble is known by what is remembered of it.
    const id = vm ? vmId(vm) : trouble && [...before.keys()].find((key) => key.endsWith(`/${trouble.vm}`));
    if (id === undefined) return { error: `There is no VM ${which}.` };
    const who = person === undefined ? null : world.person(person);
    if (who === undefined) return { error: `There is nobody called ${person}.` };
    if (vm && !trouble) before.set(id, vm);
    return { vm: id, person: who?.key ?? null, now: clock.now() };
  };
  const heal = (victim: Victim) => {
    const troubles = world.now.troubles.filter((known) => victim.vm.endsWith(`/${known.vm}`));
    for (const { person } of troubles.length > 0 ? troubles : [victim]) {
      world.edit('azure', (data) => healed(data, { ...victim, person }, before.get(victim.vm)));
    }
    world.edit('azure', (data) => healed(data, victim, before.get(victim.vm)));
  };

  router.get('/trouble', (_request, response) => {
    response.json({ causes: CAUSES.map(told), troubles: world.now.troubles });
  });

  router.post('/trouble', (request, response) => {
    const asked = order.parse(request.body);
    const causes: Cause[] = [];
    for (const id of [asked.cause, ...(asked.also === undefined ? [] : [asked.also])]) {
      const cause = CAUSES.find((known) => known.id === id);
      if (!cause) {
        response.status(404).json({ error: `There is no cause ${id}.` });
        return;
      }
      if (cause.personal && asked.person === undefined) {
        response.status(400).json({ error: `${id} needs a person.` });
        return;
      }
      causes.push(cause);
    }
    const victim = find(asked.vm, asked.person);
    if ('error' in victim) {
      response.status(404).json(victim);
      return;
    }
    heal(victim);
    const { role } = asked;
    if (role) world.edit('azure', (data) => withRole(data, victim, role));
    world.edit('azure', (data) => troubled(data, victim, causes));
    response.status(201).json({
      vm: victim.vm,
      person: victim.person,
      causes: causes.map(told),
      truth: truthOf(causes),
    });
  });

  router.delete('/trouble', (request, response) => {
    const { vm, person } = healing.parse(request.body);
    const victim = find(vm, person);
    if ('error' in victim) {
      response.status(404).json(victim);
      return;
    }
    heal(victim);
    response.json({});
  });
  return router;
}

function told({ id, about, side, personal, truth }: Cause) {
  return { id, about, side, personal, truth };
}
