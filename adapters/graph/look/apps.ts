import { z } from 'zod';
import { Fault } from '../../../src/faults.ts';
import { SIGN_IN_APPS } from '../../../workflows/troubleshoot/sights.ts';
import type { AppsSight } from '../../../workflows/troubleshoot/sights.ts';
import type { Graph } from '../client.ts';
import { quote } from '../filter.ts';
import { askGraph } from './ask.ts';

const found = z.object({
  value: z.array(
    z.object({
      appId: z.string().toLowerCase(),
      accountEnabled: z.boolean().nullish(),
      appRoleAssignmentRequired: z.boolean().nullish(),
    }),
  ),
});

type AppName = keyof typeof SIGN_IN_APPS;

/** The service principals of the sign-in applications, by application id, in one question. */
export async function lookAtApps(graph: Graph, signal: AbortSignal): Promise<AppsSight> {
  const { value } = await askGraph(graph, '/servicePrincipals', found, signal, (request) =>
    request
      .filter(`appId in (${Object.values(SIGN_IN_APPS).map(quote).join(',')})`)
      .select(['id', 'appId', 'accountEnabled', 'appRoleAssignmentRequired'])
      .get(),
  );
  const apps = Object.entries(SIGN_IN_APPS).map(([name, appId]) => {
    const one = value.find((each) => each.appId === appId);
    const state = one === undefined ? 'absent' : one.accountEnabled === false ? 'disabled' : 'present';
    return { app: name as AppName, state, assignmentRequired: one?.appRoleAssignmentRequired === true } as const;
  });
  return { apps };
}

/** Creates the service principal of one of the sign-in applications; the same again changes nothing. */
export async function createApp(graph: Graph, appId: string): Promise<void> {
  // Any application's id would do for Graph; here nobody shall be able to bring another one into the tenant.
  if (!Object.values(SIGN_IN_APPS).some((each) => each === appId.toLowerCase()))
    throw new Fault('directory_rejected', `Not one of the sign-in applications: ${appId}`);
  const what = 'Adding the sign-in application (Microsoft Graph, Application.ReadWrite.OwnedBy)';
  try {
    await graph.call(what, '/servicePrincipals', (request) => request.post({ appId: appId.toLowerCase() }));
  } catch (error) {
    // It may be there by now, from an attempt whose answer was lost: Graph then refuses a second one.
    if (error instanceof Fault && error.code === 'directory_rejected' && (await exists(graph, appId))) return;
    throw error;
  }
}

async function exists(graph: Graph, appId: string): Promise<boolean> {
  const { value } = await askGraph(graph, '/servicePrincipals', found, AbortSignal.timeout(20_000), (request) =>
    request
      .filter(`appId eq ${quote(appId)}`)
      .select(['id', 'appId'])
      .get(),
  );
  return value.length > 0;
}
