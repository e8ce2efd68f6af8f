/**
 * Makes a fresh clone ready to run; called before every npm script. Runs on the host's own Node
 * (20 or newer) with no dependency, because it is what installs them.
 *
 * - Installs the npm packages when what is installed is not what package-lock.json says.
 * - With --tests, on Debian and as root, installs the Debian packages that the tests use.
 *
 * Does nothing, and says nothing, when there is nothing to do.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const debianPackages = ['chromium'];
const lockWaitMs = 600_000;

const readPackages = (file) => {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages ?? {};
  } catch {
    return undefined;
  }
};

/** True when every package of the lock is installed in its version. Other platforms' builds are optional. */
const isInstalled = () => {
  const wanted = readPackages('package-lock.json');
  if (wanted === undefined) return true;
  const found = readPackages('node_modules/.package-lock.json');
  if (found === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith('node_modules/') || entry.optional || entry.devOptional) return true;
    if (entry.peer && found[path] === undefined) return true;
    return entry.link ? existsSync(join(root, path)) : found[path]?.version === entry.version;
  });
};

/** Runs a command in full view; the packages' own programs are taken off PATH while they change. */
const run = (command, args, env = {}) => {
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .join(delimiter);
  const options = { cwd: root, stdio: 'inherit', env: { ...process.env, PATH: path, ...env } };
  return spawnSync(command, args, options).status === 0;
};

const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** One setup at a time per checkout: two installations at once would tear each other down. */
const withLock = (act) => {
  const lock = join(root, '.cache', 'setup.lock');
  mkdirSync(dirname(lock), { recursive: true });
  for (let waitedMs = 0; ; waitedMs += 500) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const isStale =
        Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0) > lockWaitMs;
      if (isStale || waitedMs > lockWaitMs) rmdirSync(lock);
      else sleep(500);
    }
  }
  try {
    return act();
  } finally {
    rmdirSync(lock);
  }
};

const installPackages = () =>
  withLock(() => {
    if (isInstalled()) return true;
    console.log('setup: installing the npm packages of package-lock.json (npm ci)');
    return run('npm', ['ci', '--no-audit', '--no-fund']);
  });

const isDebianPackageInstalled = (name) => {
  const query = spawnSync('dpkg-query', ['-W', '-f=${Status}', name], { encoding: 'utf8' });
  return query.status === 0 && query.stdout.includes('install ok installed');
};

const installDebianPackages = () => {
  if (!existsSync('/etc/debian_version')) return;
  const missing = debianPackages.filter((name) => !isDebianPackageInstalled(name));
  if (missing.length === 0) return;
  const command = `apt-get install ${missing.join(' ')}`;
  if (process.getuid?.() !== 0) {
    console.log(`setup: the browser tests need "${command}", which only root can do; going on`);
    return;
  }
  console.log(`setup: installing Debian packages used by the tests: ${missing.join(', ')}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const isDone =
    run('apt-get', ['update', '-qq'], env) &&
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], env);
  if (!isDone) console.log(`setup: "${command}" failed; the tests that need it will say so`);
};

if (!isInstalled() && !installPackages()) {
  console.error('setup: npm ci failed; its message is above. Mend that and run the command again.');
  process.exit(1);
}
if (process.argv.includes('--tests')) installDebianPackages();
