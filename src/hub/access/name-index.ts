/** Who goes by which name, by what names look like. */
export class NameIndex {
  readonly #ids = new Map<string, Set<string>>();

  add(id: string, skeleton: string): void {
    const ids = this.#ids.get(skeleton) ?? new Set();
    this.#ids.set(skeleton, ids.add(id));
  }

  remove(id: string, skeleton: string): void {
    const ids = this.#ids.get(skeleton);
    ids?.delete(id);
    if (ids?.size === 0) this.#ids.delete(skeleton);
  }

  /** Everybody who has it. */
  idsOf(skeleton: string): string[] {
    return [...(this.#ids.get(skeleton) ?? [])];
  }

  /** Whether anybody but this one has it. */
  takenFrom(id: string, skeleton: string): boolean {
    const ids = this.#ids.get(skeleton);
    return ids !== undefined && (ids.size > 1 || !ids.has(id));
  }
}
