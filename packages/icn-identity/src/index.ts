/**
 * The door of icn-identity: who belongs to the cooperative, by which devices, invited and admitted
 * how, under which policy. Pure: state and events in, state out.
 */
export * from './tables.ts';
export * from './author.ts';
export * from './policy.ts';
export * from './founding.ts';
export * from './membership.ts';
export * from './invitations.ts';
export * from './devices.ts';
export * from './joining.ts';
export * from './vouching.ts';
export * from './presence.ts';
export * from './checkpoint.ts';
