/** Whole seconds until a time, never below zero: what a person reads in "Next try in 4 s". */
export const secondsUntil = (at: number, now: number): number => Math.max(0, Math.ceil((at - now) / 1000));
