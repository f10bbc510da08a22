/**
 * Starts a script of ours on the pinned Node, after installing what is missing: `node scripts/setup.mjs SCRIPT [ARGS…]`.
 * Needs nothing but itself, and runs on Node 20 with npm 9, so that a fresh clone on an old machine works.
 * Everything it says goes to standard error: standard output belongs to the script.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const lock = join(root, 'package-lock.json');
const stamp = join(modules, '.latchkey-installed');
const [script, ...rest] = process.argv.slice(2);

if (script === undefined)
  stop('setup.mjs needs the script to start, for example `node scripts/setup.mjs scripts/test.ts`.');
install();
start(pinnedNode());

function install() {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  // npm writes its own copy of the lock last: newer than ours means that somebody has just run npm by hand.
  const theirs = join(modules, '.package-lock.json');
  if (!existsSync(theirs) || statSync(theirs).mtimeMs < statSync(lock).mtimeMs) runNpm();
  writeFileSync(stamp, wanted);
}

function fingerprint() {
  return `${process.platform}-${process.arch} ${createHash('sha256').update(readFileSync(lock)).digest('hex')}\n`;
}

function runNpm() {
  const version = /\bnpm\/(\d+)\./.exec(process.env.npm_config_user_agent ?? '')?.[1];
  if (version !== undefined && Number(version) < 9)
    stop(
      `npm ${version} is too old to install Latchkey. Next: install npm 9 or newer, with \`npm install --global npm@9\`.`,
    );
  console.error('Installing what is missing; the first time takes a minute or two.');
  const flags = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error', '--progress=false'];
  const npm = process.env.npm_execpath;
  const options = { cwd: root, encoding: 'utf8', env: quiet(), maxBuffer: 64 * 1024 * 1024 };
  const result = npm?.endsWith('js')
    ? spawnSync(process.execPath, [npm, ...flags], options)
    : spawnSync('npm', flags, { ...options, shell: process.platform === 'win32' });
  if (result.status === 0) return;
  const said = `${result.stderr ?? ''}\n${result.stdout ?? ''}`.trim();
  if (said !== '') console.error(said);
  stop(whyInstallFailed(said, result.error));
}

/** The development dependencies are needed too, whatever the environment says: the tests and Node itself are among them. */
function quiet() {
  return { ...process.env, NODE_ENV: 'development', npm_config_omit: '', npm_config_production: '' };
}

/** @param {string} said @param {(Error & { code?: string }) | undefined} error */
function whyInstallFailed(said, error) {
  if (error?.code === 'ENOENT') return 'npm was not found. Next: install Node.js 20 or newer, which brings npm.';
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network/i.test(said))
    return 'The package registry could not be reached. Next: check the network, or npm’s `proxy` and `registry` settings, and run the same command again.';
  if (/SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_/i.test(said))
    return 'The package registry’s certificate is not trusted here. Next: set npm’s `cafile` to your organisation’s certificate, and run the same command again.';
  if (/ENOSPC/.test(said)) return 'The disk is full. Next: free about 1 GB, and run the same command again.';
  if (/EACCES|EPERM/.test(said))
    return `npm may not write here. Next: make ${modules} writable for you, and run the same command again.`;
  return 'The installation did not succeed; npm’s words are above. Next: delete the folder node_modules and run the same command again.';
}

/** Latchkey brings its own Node, as a package. Another one will do if it is new enough to run TypeScript unbuilt. */
function pinnedNode() {
  const bin = join(modules, 'node', 'bin');
  for (const file of [join(bin, 'node.exe'), join(bin, 'node')]) if (isProgram(file)) return file;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return stop(
    `Latchkey runs on Node 24, and this is Node ${process.versions.node}. npm was to set Node 24 up beside the other packages, but its install script did not run (npm’s setting \`ignore-scripts\` does that). ` +
      'Next: run `npm rebuild node --ignore-scripts=false`, or install Node 24; then run the same command again.',
  );
}

/** On Windows the package leaves a few bytes of text in place of the program without `.exe`. @param {string} file */
function isProgram(file) {
  return existsSync(file) && statSync(file).size > 1_000_000;
}

/** @param {string} node */
function start(node) {
  const path = `${join(modules, '.bin')}${delimiter}${process.env.PATH ?? ''}`;
  // Node keeps what it has compiled, so that the next start takes two thirds of the time. It lies beside the packages and goes with them.
  const cache = join(modules, '.cache', 'node');
  const env = { NODE_COMPILE_CACHE: cache, ...process.env, PATH: path };
  const child = spawn(node, [join(root, script), ...rest], { stdio: 'inherit', env });
  // A terminal sends Ctrl-C to the script as well: passing it on would count twice there.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) =>
    stop(`${node} could not be started: ${error.message}. Next: delete node_modules and run the same command again.`),
  );
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 1);
  });
}

/** @param {string} sentence @returns {never} */
function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}
