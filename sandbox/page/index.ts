/**
 * The demo page: one page that plays a chat beside Azure, and shows both as they change.
 *
 * How it is built: the browser code (TypeScript and Preact, under `app/`, `chat/`, `blocks/` and `azure/`) and the plain
 * style sheets (under `style/`) are bundled in memory by esbuild when the page is first asked for, and kept. There is no
 * build step and nothing is written to disk. The page loads nothing from anywhere else and speaks to the control API
 * alone (sandbox/README.md), so whatever it shows, a script can see and do too.
 *
 *   app/     the frame: panes, theme, live connection to the control API
 *   chat/    one person's chat: conversations, messages, composer, Home, modals
 *   blocks/  Slack's blocks and text formats, drawn
 *   teams/   one person's Teams: conversations, posts, compose box, dialogs
 *   cards/   Adaptive Cards, drawn by Microsoft's own package `adaptivecards`
 *   azure/   machines and who may sign in, the calls made, the faults
 */
import { Router } from 'express';
import type { Request, Response } from 'express';
import { bundle } from './bundle.ts';
import { DOCUMENT, ICON } from './document.ts';

/**
 * Nothing but this origin. The page shows text that strangers typed: if escaping ever failed, a script would still not
 * run and nothing could be sent elsewhere. Trusted Types make the browser refuse HTML from strings, but for those that
 * Microsoft's package makes under its own three names: of Markdown, which cards/markdown.ts has escaped, and of what it drew before.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  `trusted-types ${['markdownPassthroughPolicy', 'restoreContentsPolicy', 'deprecatedExportedFunctionPolicy'].map((name) => `adaptivecards#${name}`).join(' ')}`,
].join('; ');

/** Serves the page at `/` and its parts under `/page/`. */
export function pageService(): Router {
  const router = Router();
  router.get('/', (_request, response) => send(response, 'text/html', DOCUMENT));
  router.get('/page/icon.svg', (_request, response) => send(response, 'image/svg+xml', ICON));
  router.get('/page/app.js', async (_request: Request, response: Response) => {
    send(response, 'text/javascript', (await bundle()).script);
  });
  router.get('/page/app.css', async (_request: Request, response: Response) => {
    send(response, 'text/css', (await bundle()).style);
  });
  return router;
}

function send(response: Response, type: string, body: string): void {
  response
    .set({
      'Content-Type': `${type}; charset=utf-8`,
      'Content-Security-Policy': POLICY,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-cache',
    })
    .send(body);
}
