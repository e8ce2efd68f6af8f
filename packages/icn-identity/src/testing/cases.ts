/** Tables of cases: a scene and an act in, a code out. */
import { expect, it } from 'vitest';
import { Scene } from './scene.ts';

/** What happens, the code it ends with, and the acts; the last one counts. */
export type Case = readonly [what: string, code: string, act: (scene: Scene) => { code: string }];

/** One test per case, each with a scene of its own. */
export function check(cases: readonly Case[], prepare: () => Scene = () => new Scene()): void {
  it.each(cases)('%s: %s', (_what, code, act) => {
    expect(act(prepare()).code).toBe(code);
  });
}

/** A cooperative of five active members, still being founded. */
export function five(): Scene {
  const scene = new Scene();
  scene.admit('ben', 'eva', 'gil', 'ida');
  return scene;
}
