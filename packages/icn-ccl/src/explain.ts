/**
 * A rule in plain words, for a given number of electors: what members read before they vote.
 *
 * Invariant: numbers of people are found by asking `passes` itself, so the words cannot disagree with the count.
 */
import { divideDown, type Rule } from 'icn-core';
import { passes } from './rule.ts';

/** Says when a vote among `electorateSize` people passes, as one or more full sentences. */
export function explainRule(rule: Rule, electorateSize: number): string {
  if (electorateSize <= 0) return 'Nobody is entitled to vote, so it cannot pass.';
  const [a, b] = rule.share;
  if (a === b && rule.strict) return 'It cannot pass: the rule asks for more than all.';
  const condition = rule.of === 'cast' ? ofCast(rule, electorateSize) : ofAll(rule, electorateSize);
  const sentences = [`It passes with ${condition}.`];
  if (rule.of === 'cast' && rule.quorum > 0) {
    sentences.push('Abstentions count as taking part, but neither as yes nor as no.');
  }
  if (passes(rule, { yes: 1, no: 0, abstain: 0, electorate: electorateSize })) {
    sentences.push('A single vote can decide, if nobody else votes.');
  }
  return sentences.join(' ');
}

function ofCast(rule: Rule, electorateSize: number): string {
  const share = `${shareInWords(rule)} of the votes cast`;
  const heads = quorumHeads(rule, electorateSize);
  return heads <= 1
    ? `${share}, however few vote`
    : `${share}, if at least ${heads} of ${people(electorateSize)} vote`;
}

function ofAll(rule: Rule, electorateSize: number): string {
  const needed = yesNeeded(rule, electorateSize);
  const [a, b] = rule.share;
  const who = a === b ? 'everybody who may vote' : `${shareInWords(rule)} of all who may vote`;
  const share = `${who}: at least ${needed} yes from ${people(electorateSize)}`;
  const heads = quorumHeads(rule, electorateSize);
  return heads <= needed ? share : `${share}, if at least ${heads} of them vote`;
}

/** Fewest yes votes that pass by a rule `of` the electorate when all take part. */
function yesNeeded(rule: Rule, electorateSize: number): number {
  let yes = 1;
  while (
    yes < electorateSize &&
    !passes(rule, { yes, no: electorateSize - yes, abstain: 0, electorate: electorateSize })
  ) {
    yes += 1;
  }
  return yes;
}

/** Fewest people who have to take part. */
function quorumHeads(rule: Rule, electorateSize: number): number {
  let heads = 0;
  while (100 * heads < rule.quorum * electorateSize) heads += 1;
  return heads;
}

function people(count: number): string {
  return count === 1 ? '1 member' : `${count} members`;
}

const namedShares = new Map([
  ['1/1', 'all'],
  ['1/2', 'half'],
  ['1/3', 'a third'],
  ['2/3', 'two thirds'],
  ['1/4', 'a quarter'],
  ['3/4', 'three quarters'],
]);

function shareInWords({ share: [a, b], strict }: Rule): string {
  const [lowA, lowB] = lowestTerms(a, b);
  const named = namedShares.get(`${lowA}/${lowB}`) ?? `${lowA} in ${lowB}`;
  if (named === 'all') return named;
  return `${strict ? 'more than' : 'at least'} ${named}`;
}

function lowestTerms(a: number, b: number): readonly [number, number] {
  for (let divisor = a; divisor > 1; divisor -= 1) {
    if (a % divisor === 0 && b % divisor === 0) {
      return [divideDown(a, divisor), divideDown(b, divisor)];
    }
  }
  return [a, b];
}
