/** Told by the letters, and not by who reads them in the program. `set`: what a revision says. */
export const picturesNamedIn = (set: Readonly<Record<string, unknown>>): string[] =>
	Object.values(set).flatMap((value) =>
		typeof value === 'string' ? (value.match(/picture-[\w-]{22}\.jpg/g) ?? []) : [],
	)

/**
 * The pictures of one phone that must come to the server: each from the moment that a finished revision names it, wherever it
 * lies. Only a disk takes one out: the phone was put back to before that, or what names it rotted and nobody else has it.
 */
export class ExpectedPictures {
	#names = new Set<string>()
	/** The phone was put back to where these were not on it: what names them may come back, and they do not. */
	#gone = new Set<string>()
	readonly #finishedBy = new Map<string, string>()
	/** What damaged revisions named or finished, by their ids. */
	readonly #namedByRotten = new Map<string, readonly string[]>()

	get names(): ReadonlySet<string> {
		return this.#names
	}
	/** The revision with this id finished a record that names it; it may be an older one that says its name. */
	finished(name: string, id: string): void {
		if (!this.#gone.has(name)) this.#names.add(name)
		this.#finishedBy.set(id, name)
	}
	/** A revision with these words can no longer be read on this phone. */
	rotted(id: string, set: Readonly<Record<string, unknown>>): void {
		const finished = this.#finishedBy.get(id)
		this.#namedByRotten.set(id, [...picturesNamedIn(set), ...(finished === undefined ? [] : [finished])])
	}
	/** What named it here cannot be read: only the server's copy of that says again that it is to be sent. */
	isNamedByRotten(name: string): boolean {
		return [...this.#namedByRotten.values()].some((names) => names.includes(name))
	}
	/** `blockedBy`: the revisions that anybody can still bring, the server too. */
	forgetWhatNobodyNames(held: ReadonlySet<string>): void {
		for (const [id, names] of this.#namedByRotten)
			if (!held.has(id)) for (const name of names) this.#names.delete(name)
	}
	/** The phone is as it was when it expected `then`; of all that it ever took, `there` lies on it. */
	putBack(then: ReadonlySet<string>, taken: Iterable<string>, there: ReadonlyMap<string, unknown>): void {
		this.#names = new Set(then)
		this.#gone = new Set([...taken].filter((name) => !there.has(name)))
	}
}
