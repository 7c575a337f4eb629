/** The protocol, for whoever speaks it: the one door that hub and client share. */
export * from './access';
export * from './codec';
export * from './deleted';
export * from './entries';
export * from './errors';
export * from './file-frames';
export * from './frames';
export * from './guests';
export * from './handshake';
export * from './limits';
export * from './presence-frames';
export * from './place-frames';
export * from './simple';
export * from './text';
export * from './trust-frames';
export * from './version';
