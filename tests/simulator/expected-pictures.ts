/**
 * Finds the names of photos in the values of a revision by pattern, independently of the program's parser.
 */
export const picturesNamedIn = (set: Readonly<Record<string, unknown>>): string[] =>
	Object.values(set).flatMap((value) =>
		typeof value === 'string' ? (value.match(/picture-[\w-]{22}\.jpg/g) ?? []) : [],
	)

/**
 * Photos of one phone that must reach the server: each from the moment when a finished revision names it.
 * Only damage removes one: the phone was restored to an earlier state, or the naming revision was damaged
 * and exists nowhere else.
 */
export class ExpectedPictures {
	#names = new Set<string>()
	/** Photos that a restore removed: their revisions may return, the photos do not. */
	#gone = new Set<string>()
	readonly #finishedBy = new Map<string, string>()
	/** Photos that damaged revisions named or finished, by id of the revision. */
	readonly #namedByRotten = new Map<string, readonly string[]>()

	get names(): ReadonlySet<string> {
		return this.#names
	}
	/**
	 * Records that revision `id` finished a record that names the photo; an older revision may be the one with
	 * the name.
	 */
	finished(name: string, id: string): void {
		if (!this.#gone.has(name)) this.#names.add(name)
		this.#finishedBy.set(id, name)
	}
	/** Records that a revision with these values is damaged on this phone. */
	rotted(id: string, set: Readonly<Record<string, unknown>>): void {
		const finished = this.#finishedBy.get(id)
		this.#namedByRotten.set(id, [...picturesNamedIn(set), ...(finished === undefined ? [] : [finished])])
	}
	/** True if the naming revision is damaged here: only the server's copy makes the phone send the photo. */
	isNamedByRotten(name: string): boolean {
		return [...this.#namedByRotten.values()].some((names) => names.includes(name))
	}
	/** Drops photos whose naming revision is lost. `held`: revisions on the server or on any phone. */
	dropUnreferenced(held: ReadonlySet<string>): void {
		for (const [id, names] of this.#namedByRotten)
			if (!held.has(id)) for (const name of names) this.#names.delete(name)
	}
	/**
	 * Restores the state of the copy, in which `then` was expected; `there` are the photos on the phone, of
	 * all that it ever took.
	 */
	putBack(then: ReadonlySet<string>, taken: Iterable<string>, there: ReadonlyMap<string, unknown>): void {
		this.#names = new Set(then)
		this.#gone = new Set([...taken].filter((name) => !there.has(name)))
	}
}
