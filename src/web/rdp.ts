/**
 * `/rdp/<request>.rdp`: a ready-made connection file for an open grant. The address is the request's random id. That
 * cannot be guessed, but it is no secret either: it stands in the assignment's description in Azure and on the approvers'
 * buttons. The file opens nothing: it holds the machine's name and the person's sign-in name, and Entra ID asks for the rest.
 */
import { Router } from 'express';
import type { RequestId } from '../../workflows/language.ts';
import { rdpFile } from '../../workflows/present/connect.ts';
import type { PresentOptions } from '../../workflows/present/request.ts';
import type { Living } from '../../workflows/request.ts';
import type { SignInBy } from '../../workflows/windows.ts';
import type { Database } from '../record/database.ts';
import { readState } from '../record/questions.ts';

/** @param publicUrl where people reach this installation, without a trailing slash */
export function rdpLink(publicUrl: string | undefined, { ask }: Living): PresentOptions {
  return publicUrl === undefined || ask.vm.os === 'Linux' ? {} : { rdp: rdpUrl(publicUrl, ask.id) };
}

/** @param by what the VM was seen to take since it was asked for */
export function rdpUrl(publicUrl: string, request: RequestId, by?: SignInBy): string {
  return `${publicUrl}/rdp/${request}.rdp${by === undefined ? '' : `?sign-in=${by}`}`;
}

export function rdpRouter(db: Database): Router {
  const router = Router();
  router.get('/rdp/:name', async (request, response) => {
    const id = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.rdp$/.exec(request.params.name)?.[1];
    const state = id === undefined ? ({ is: 'none' } as const) : await readState(db, id);
    if (state.is !== 'active') {
      response
        .status(404)
        .type('text/plain')
        .send('There is no open access behind this address. Ask again in the chat.\n');
      return;
    }
    const name = state.ask.vm.name.replaceAll(/[^\w.-]/g, '_');
    response
      .set('Content-Type', 'application/x-rdp')
      .set('Content-Disposition', `attachment; filename="${name}.rdp"`)
      .set('Cache-Control', 'no-store')
      .send(rdpFile(state.ask, wayIn(request.query['sign-in'])));
  });
  return router;
}

function wayIn(asked: unknown): SignInBy | undefined {
  return asked === 'page' || asked === 'password' ? asked : undefined;
}
