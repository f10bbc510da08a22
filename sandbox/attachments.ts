import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Router } from 'express';
import type { SandboxContext } from './context.ts';

type SlackAttachment = {
  readonly router: Router;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  state(): unknown;
  reset(): void;
  close(): void;
};

/** The parts that live in folders of their own. */
export async function attachments(context: SandboxContext): Promise<{ slack?: SlackAttachment; page?: Router }> {
  const slack = await optional<{ slackService(context: SandboxContext): SlackAttachment }>('./slack/index.ts');
  const page = await optional<{ pageService(): Router }>('./page/index.ts');
  return {
    ...(slack ? { slack: slack.slackService(context) } : {}),
    ...(page ? { page: page.pageService() } : {}),
  };
}

async function optional<Module>(path: string): Promise<Module | undefined> {
  try {
    return (await import(path)) as Module;
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
