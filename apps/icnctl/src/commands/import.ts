/** stub stub stub stub */
import type { Command } from 'commander';
export function addImportCommand(_c: Command): void {}
