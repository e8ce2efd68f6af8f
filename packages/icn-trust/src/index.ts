/** The door of icn-trust: who vouches for whom, and what standing that gives. Pure. */
export * from './edges.ts';
