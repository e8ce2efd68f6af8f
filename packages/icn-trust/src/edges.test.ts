/** Trust edges and standing. */
import { describe, expect, it } from 'vitest';
import { endMembership, memberVouched } from 'icn-identity';
import { Scene } from 'icn-identity/testing';
import { edgeKey, edgeTable, setVouchedEdges, standing } from './index.ts';

const scene = (): Scene =>
  new Scene({ prepare: (made) => made.follow(memberVouched, setVouchedEdges) });

/** Edges by names, with the moment they were set. */
const edges = (made: Scene, names: readonly string[]): string[] =>
  names.flatMap((from) =>
    names
      .filter((to) => {
        const key = edgeKey(made.member(from), made.member(to));
        return made.state.get(edgeTable, key)?.value === 500_000;
      })
      .map((to) => `${from} ${to}`),
  );

describe('edges', () => {
  it('lead from the voucher, and back once the vouch admits', () => {
    const made = scene();
    made.admit('ben');
    expect(edges(made, ['ann', 'ben'])).toEqual(['ann ben', 'ben ann']);
  });

  it('lead back to every active voucher, and only when the vouch itself admits', () => {
    const made = scene();
    made.admit('ben', 'eva', 'gil');
    made.join('ida');
    const names = ['ann', 'ben', 'eva', 'ida'];
    const ofIda = () => edges(made, names).filter((edge) => edge.includes('ida'));
    made.must('eva', memberVouched, { member: made.member('ida') });
    expect(ofIda()).toEqual(['eva ida']);
    made.must('ann', memberVouched, { member: made.member('ida') });
    expect(ofIda()).toEqual(['ann ida', 'eva ida', 'ida ann', 'ida eva']);
  });

  it('do not lead back to someone who left, nor after a delay', () => {
    const made = scene();
    made.admit('ben', 'eva', 'gil', 'hal');
    made.join('ida', 'jon');
    made.must('eva', memberVouched, { member: made.member('ida') });
    endMembership(made.state, made.member('eva'), 'left');
    made.must('ann', memberVouched, { member: made.member('ida') });
    made.must('ben', memberVouched, { member: made.member('ida') });
    const back = edges(made, ['ann', 'ben', 'eva', 'ida']).filter((edge) => edge.startsWith('ida'));
    expect(back).toEqual(['ida ann', 'ida ben']);
    made.endFounding();
    for (const by of ['ann', 'ben']) made.must(by, memberVouched, { member: made.member('jon') });
    made.checkpoint();
    made.wait(3 * 86_400_000);
    made.checkpoint();
    expect(made.status('jon')).toBe('active');
    expect(edges(made, ['ann', 'ben', 'jon']).filter((edge) => edge.startsWith('jon'))).toEqual([]);
  });
});

describe('standing', () => {
  it('is zero alone', () => {
    const made = scene();
    expect(standing(made.state, made.member('ann'))).toBe(0);
  });

  it('is the mean of what the other active members give, rounded down', () => {
    const made = scene();
    made.admit('ben', 'eva', 'gil');
    // Edges to ann by ben, eva and gil; ben has one from ann alone.
    expect(standing(made.state, made.member('ann'))).toBe(500_000);
    expect(standing(made.state, made.member('ben'))).toBe(166_666);
    endMembership(made.state, made.member('gil'), 'left');
    expect(standing(made.state, made.member('ben'))).toBe(250_000);
    expect(standing(made.state, made.member('ann'))).toBe(500_000);
  });
});
