import type { Answer } from '#shared/forms/answers'
import { deskRank, type FoldRevision, fold, leastFinished, type MergeRules } from './fold.ts'
import { isMetadataPath } from './metadata-paths.ts'
import type { RecordState, Status } from './record-state.ts'
import { emptyView } from './record-state.ts'
import { ancestryOf } from './seen-state.ts'
import { computeStateDigest } from './state-digest.ts'

/** Status and digest of the state that an author had on the screen. */
export interface SeenState {
	readonly status: Status
	readonly sum: string
}

export interface SeenStates {
	/**
	 * Returns the state that the author of a revision with these parents saw; null while an ancestor has not
	 * arrived. Equals `computeStateDigest(foldSeenState(parents, …))`, but costs only the parent's changes if
	 * its history has no branch.
	 */
	at(parents: readonly string[], rules: MergeRules): SeenState | null
	/** Number of paths read and written: a measure of cost without a clock. */
	readonly work: number
}

/**
 * Creates the cache of states that the authors of one record saw. Revisions may be removed from `present` in
 * between, except parents of present revisions that were already queried.
 */
export function seenStates(present: ReadonlyMap<string, FoldRevision>): SeenStates {
	let chain: Chain | null = null
	let work = 0
	let last: {
		readonly parents: string
		readonly rules: MergeRules
		readonly state: SeenState | null
	} | null = null

	function find(parents: readonly string[], rules: MergeRules): SeenState | null {
		const [only] = parents
		if (only === undefined) return summed(emptyView)
		const walked = parents.length === 1 ? walkTo(only) : 'branched'
		if (walked === 'incomplete') return null
		if (walked !== 'branched') return summed(walked.view())
		const seen = ancestryOf(parents, present)
		if (!seen) return null
		for (const { set } of seen.values()) work += Object.keys(set).length
		return summed(fold(seen, rules))
	}
	function summed(view: Pick<RecordState, 'status' | 'void' | 'fields'>): SeenState {
		work += view.fields.size
		return { status: view.status, sum: computeStateDigest(view) }
	}
	/**
	 * Returns the chain that ends with this revision: the current one, extended, if it leads there; otherwise a
	 * new one.
	 */
	function walkTo(id: string): Chain | 'branched' | 'incomplete' {
		const ahead: FoldRevision[] = []
		for (let at: string | undefined = id; at !== undefined; ) {
			if (chain?.end === at) break
			const revision = present.get(at)
			if (!revision) return 'incomplete'
			// content ids cannot form a cycle; a damaged store could
			if (revision.parents.length > 1 || ahead.length > present.size) return 'branched'
			ahead.push(revision)
			at = revision.parents[0]
			if (at === undefined) chain = null
		}
		chain ??= new Chain()
		for (const revision of ahead.reverse()) {
			chain.add(revision)
			work += Object.keys(revision.set).length
		}
		return chain
	}
	return {
		at(parents, rules) {
			const key = parents.join()
			if (last?.parents !== key || last.rules !== rules)
				last = { parents: key, rules, state: find(parents, rules) }
			return last.state
		},
		get work() {
			return work
		},
	}
}

/**
 * Folds a linear history, in which each revision had seen all previous ones: the last value of each path
 * counts, and there are no conflicts. Only V7 of the rules applies: behind an approval only the desk changes
 * what is shown, together with what it had seen.
 */
class Chain {
	end = ''
	#fields = new Map<string, Answer | null>()
	#void: Answer | null = null
	/** Revisions behind the approval that the desk has not included yet. */
	#late: FoldRevision[] = []
	#lastStatus: unknown
	/** Last status that the desk set, or that approves. */
	#lastOfDesk: unknown

	add(revision: FoldRevision): void {
		const { set, rank } = revision
		this.end = revision.id
		const isApproval = set.$status === 'approved'
		if (Object.hasOwn(set, '$status')) {
			this.#lastStatus = set.$status
			if (isApproval || rank >= deskRank) this.#lastOfDesk = set.$status
		}
		this.#late.push(revision)
		if (this.#isApproved && !isApproval && rank < deskRank) return
		for (const each of this.#late) this.#show(each)
		this.#late = []
	}
	view(): Pick<RecordState, 'status' | 'void' | 'fields'> {
		return {
			status: this.#isApproved ? 'approved' : leastFinished([this.#lastStatus]),
			void: this.#void === null ? null : String(this.#void),
			fields: this.#fields,
		}
	}
	get #isApproved(): boolean {
		return this.#lastOfDesk === 'approved'
	}
	#show({ set }: FoldRevision): void {
		for (const [path, answer] of Object.entries(set))
			if (path === '$void') this.#void = answer
			else if (path !== '$status' && !isMetadataPath(path)) this.#fields.set(path, answer)
	}
}
