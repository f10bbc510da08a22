/** Runs the sandbox alone. `--port N` (0: any), `--json`, `--with-parent`. */
import { parseArgs } from 'node:util';
import { startSandbox } from './server.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4180' },
    json: { type: 'boolean', default: false },
    'with-parent': { type: 'boolean', default: false },
  },
});

const sandbox = await startSandbox({ port: Number(values.port) });
if (values.json) console.log(JSON.stringify({ urls: sandbox.urls, env: sandbox.env }));
else {
  for (const [name, url] of Object.entries(sandbox.urls)) console.log(`${name.padEnd(10)}${url}`);
  console.log();
  for (const [name, value] of Object.entries(sandbox.env)) console.log(`export ${name}='${value}'`);
}

let ending = false;
function end(): void {
  if (ending) return;
  ending = true;
  void sandbox.close().finally(() => process.exit(0));
}

process.once('SIGTERM', end);
process.once('SIGINT', end);
if (values['with-parent']) {
  process.stdin.on('end', end).on('close', end).on('error', end);
  process.stdin.resume();
}
