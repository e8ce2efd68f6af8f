/** The door of icn-store: the log of a cooperative in a directory. Keys: `icn-store/keystore`. */
export { createLogStore, openLogStore, verifyDirectory } from './directory.ts';
export { inspectWith } from './inspect.ts';
export type { SqlLog } from './sql-log.ts';
