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

const starting = startSandbox({ port: Number(values.port) });

let ending = false;
function end(): void {
  if (ending) return;
  ending = true;
  void starting.then((sandbox) => sandbox.close()).finally(() => process.exit(0));
}

// Before the first line is out: whoever reads it may end us at once.
process.once('SIGTERM', end);
process.once('SIGINT', end);
if (values['with-parent']) {
  process.stdin.on('end', end).on('close', end).on('error', end);
  process.stdin.resume();
}

const { urls, env } = await starting.catch((error: unknown) => {
  const taken = (error as { code?: string }).code === 'EADDRINUSE';
  console.error(
    taken ? `Port ${values.port}, or one of the three after it, is taken. Choose another with --port.` : error,
  );
  process.exit(1);
});
if (values.json) console.log(JSON.stringify({ urls, env }));
else {
  for (const [name, url] of Object.entries(urls)) console.log(`${name.padEnd(10)}${url}`);
  console.log();
  for (const [name, value] of Object.entries(env)) console.log(`export ${name}='${value}'`);
}
