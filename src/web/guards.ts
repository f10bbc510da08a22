/** What every answer carries and every request must respect. */
import type { RequestHandler, Response } from 'express';

/** In bytes. A chat's largest payload is a form well under a tenth of this. */
const BODY_LARGEST = 1024 * 1024;

/** No page of ours runs scripts, is framed, or is worth remembering; browsers are told so. */
export const safeHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  });
  next();
};

/**
 * Decided by the announced length, before a byte is read: routers parse their own bodies, and not every parser has a
 * limit. A body of unknown length is refused for the same reason.
 */
export const bodyLimit: RequestHandler = (request, response, next) => {
  const length = request.headers['content-length'];
  if (length === undefined && request.headers['transfer-encoding'] !== undefined)
    refuse(response, 411, 'Please send the length of the request with it.');
  else if (Number(length ?? 0) > BODY_LARGEST)
    refuse(response, 413, 'This request is larger than anything Latchkey accepts.');
  else next();
};

/** The rest of the body will not be read: the connection cannot be used again. */
function refuse(response: Response, status: number, sentence: string): void {
  response.set('Connection', 'close');
  plainWords(response, status, sentence);
}

export function plainWords(response: Response, status: number, sentence: string): void {
  response.status(status).type('text/plain').send(`${sentence}\n`);
}
