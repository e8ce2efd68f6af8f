/** Checks that each link between documents leads to a file, and to a heading where it names one. */
import { posix } from 'node:path';
import type { Tree } from '../tidy/tree.ts';
import { findAnchors, findLinks, type Link } from './markdown.ts';

const isBroken = ({ file, target }: Link, { paths, textOf }: Tree): boolean => {
  const [path = '', anchor] = target.split('#');
  const found = path === '' ? file : posix.normalize(posix.join(posix.dirname(file), path));
  const isFolder = paths.some((known) => known.startsWith(`${found.replace(/\/$/, '')}/`));
  if (!paths.includes(found)) return !isFolder;
  if (anchor === undefined || !found.endsWith('.md')) return false;
  return !findAnchors(textOf(found) ?? '').has(anchor);
};

export interface LinkReport {
  readonly checked: number;
  readonly broken: readonly Link[];
}

export const checkLinks = (documents: readonly string[], tree: Tree): LinkReport => {
  const links = documents.flatMap((file) => findLinks(file, tree.textOf(file) ?? ''));
  return { checked: links.length, broken: links.filter((link) => isBroken(link, tree)) };
};
