/** stub stub stub stub */
import type { Command } from 'commander';
export function addRunCommand(_c: Command): void {}
