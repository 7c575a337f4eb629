/** The shape that a language's words must have: the same keys, with words of its own. */
export type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> };

/** Words of a language that may lack some, which are said in English then. */
export type Part<T> = { [K in keyof T]?: T[K] extends string ? string : Part<T[K]> };
