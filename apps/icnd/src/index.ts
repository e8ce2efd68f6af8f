/** The door of icnd: a cooperative on a data directory of this machine, without a socket. */
export { foundLocal, type Founded, type LocalFounding } from './found.ts';
export {
  icnHome,
  makePrivateFolder,
  nodeHome,
  onDisk,
  personalKeystore,
  readIfThere,
  writePrivateFile,
} from './home.ts';
export { hasCoop, LocalCoop, openLocal, type LocalOptions } from './local.ts';
export { importLocal, type Imported, type ImportOptions } from './import-log.ts';
export { writeLogFile, type Written } from './log-file.ts';
export {
  verifyLocal,
  type Verdict,
  type VerifyLocalOptions,
  type VerifySummary,
} from './verify.ts';
