/**
 * Rules that keep the configuration of one kind in step with that of another: the import table,
 * the compiler's list of pure packages, and the manifests of the workspaces.
 */
import type { Tree } from './tree.ts';
import type { TidyFinding, TidyRule } from './rule.ts';

interface Member {
  readonly kind: string;
  readonly mayImport: readonly string[];
}

interface Layers {
  readonly packages: Readonly<Record<string, Member>>;
  readonly apps: Readonly<Record<string, Member>>;
}

interface Manifest {
  readonly version?: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly type?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const readJson = <T>(tree: Tree, path: string): T | undefined => {
  const text = tree.textOf(path);
  return text === undefined ? undefined : (JSON.parse(text) as T);
};

const manifestPattern = /^(packages|apps)\/([^/]+)\/package\.json$/;

const checkManifest = (
  file: string,
  manifest: Manifest,
  root: Manifest,
  member: Member | undefined,
): readonly TidyFinding[] => {
  const found = (rule: string, message: string): TidyFinding => ({ file, rule, message });
  if (member === undefined) return [found('layers-row', 'give the package a row in layers.json')];
  const allowed = member.mayImport.map((name) => name.split('/')[0]);
  const members = Object.keys(manifest.dependencies ?? {}).filter((name) => name.startsWith('icn'));
  return [
    ...members
      .filter((name) => !allowed.includes(name))
      .map((name) => found('layers-manifest', `layers.json does not let it import ${name}`)),
    ...Object.entries(manifest.dependencies ?? {})
      .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
      .map(([name]) => found('exact-version', `pin ${name} to one exact version`)),
    ...(manifest.version === root.version
      ? []
      : [found('one-version', `all packages carry the version of the root, ${root.version}`)]),
    ...(manifest.private === true && manifest.license === root.license && manifest.type === 'module'
      ? []
      : [found('manifest', 'private, type module, and the licence of the root')]),
  ];
};

const checkManifests: TidyRule = (tree) => {
  const layers = readJson<Layers>(tree, 'layers.json');
  const root = readJson<Manifest>(tree, 'package.json');
  if (layers === undefined || root === undefined) {
    return [{ file: 'layers.json', rule: 'layers-row', message: 'the import table is missing' }];
  }
  return tree.paths.flatMap((path) => {
    const [, folder, name = ''] = manifestPattern.exec(path) ?? [];
    const manifest = folder === undefined ? undefined : readJson<Manifest>(tree, path);
    if (manifest === undefined) return [];
    const member = folder === 'apps' ? layers.apps[name] : layers.packages[name];
    return checkManifest(path, manifest, root, member);
  });
};

/** TypeScript cannot read layers.json, so its list of pure packages is compared with it. */
const checkPureList: TidyRule = (tree) => {
  const file = 'tsconfig.pure.json';
  const layers = readJson<Layers>(tree, 'layers.json');
  const config = readJson<{ readonly include: readonly string[] }>(tree, file);
  const wanted = Object.entries(layers?.packages ?? {})
    .filter(([, { kind }]) => kind === 'pure' || kind === 'portable')
    .map(([name]) => `packages/${name}/src`)
    .toSorted();
  if (wanted.join() === config?.include.toSorted().join()) return [];
  return [{ file, rule: 'pure-list', message: `include exactly ${wanted.join(', ')}` }];
};

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>
  >;
}

/** True when the lock has the package where Node would find it from the given place. */
const isLocked = ({ packages }: Lock, from: string, name: string): boolean => {
  if (`${from === '' ? '' : `${from}/`}node_modules/${name}` in packages) return true;
  if (from === '') return false;
  return isLocked(
    { packages },
    from.slice(0, Math.max(from.lastIndexOf('/node_modules/'), 0)),
    name,
  );
};

/** A build for another platform that npm could not find is left out of the lock; `npm ci` then refuses it. */
const checkLock: TidyRule = (tree) => {
  const file = 'package-lock.json';
  const lock = readJson<Lock>(tree, file);
  return Object.entries(lock?.packages ?? {}).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => lock !== undefined && !isLocked(lock, path, name))
      .map(([name, version]): TidyFinding => {
        const message = `${name}@${version} is not in the lock: pin a version that has all builds`;
        return { file, rule: 'lock-complete', message };
      }),
  );
};

export const manifestRules: readonly TidyRule[] = [checkManifests, checkPureList, checkLock];
