import express, { type Express } from 'express';
import type { SandboxContext } from '../context.ts';
import type { Tokens } from '../entra/tokens.ts';

export function graphService(context: SandboxContext, _tokens: Tokens): Express {
  const app = express().disable('x-powered-by');
  app.use(context.calls.record('graph'));
  return app;
}
