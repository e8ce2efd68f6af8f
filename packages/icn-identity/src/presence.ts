/**
 * Pausing and resuming: a member on leave or ill keeps everything but is not counted in proposals
 * opened meanwhile.
 */
import { z } from 'zod';
import { accept, defineEvent, isRejection, reject } from 'icn-core';
import { activeAuthor } from './author.ts';
import { memberTable } from './tables.ts';

const alreadyPaused = reject('already-paused', 'You are paused already. Resume when you are back.');
const notPaused = reject('not-paused', 'You are not paused. There is nothing to do.');

/** `member.paused`: not counted in proposals opened from now on. */
export const memberPaused = defineEvent({
  type: 'member.paused',
  rules: 0,
  author: 'an active member, for themselves',
  concurrency: 'order',
  label: 'Member paused',
  body: z.strictObject({}),
  check(state, event) {
    const author = activeAuthor(state, event);
    if (isRejection(author)) return author;
    return author.row.paused ? alreadyPaused : accept(author);
  },
  apply(state, _event, { plan: { member, row } }) {
    state.put(memberTable, member, { ...row, paused: true });
  },
});

/** `member.resumed`: counted again. */
export const memberResumed = defineEvent({
  type: 'member.resumed',
  rules: 0,
  author: 'an active member, for themselves',
  concurrency: 'order',
  label: 'Member is back',
  body: z.strictObject({}),
  check(state, event) {
    const author = activeAuthor(state, event);
    if (isRejection(author)) return author;
    return author.row.paused ? accept(author) : notPaused;
  },
  apply(state, _event, { plan: { member, row } }) {
    state.put(memberTable, member, { ...row, paused: false });
  },
});
