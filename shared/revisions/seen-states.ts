import type { Answer } from '#shared/forms/answers'
import { isMetadataPath } from './beside.ts'
import { deskRank, type FoldRevision, fold, leastFinished, type MergeRules } from './fold.ts'
import { emptyView } from './new-revision.ts'
import { computeStateDigest } from './state-sum.ts'
import type { RecordState, Status } from './view.ts'
import { ancestryOf } from './view-seen.ts'

/** What an author had on the screen, in short. */
export interface SeenState {
	readonly status: Status
	readonly sum: string
}

export interface SeenStates {
	/**
	 * The state that somebody saw who wrote on top of these parents; null while one of their ancestors has not arrived. The same as
	 * `computeStateDigest(foldSeenState(parents, …))`, at the cost of what the parent changed where nothing in its history branched.
	 */
	at(parents: readonly string[], rules: MergeRules): SeenState | null
	/** Paths that were read and written for it so far: what it cost, by whatever clock. */
	readonly work: number
}

/**
 * The states that the authors of one record saw. `present` may lose revisions in between, but none that another one of `present` names
 * as its parent and that was asked about already.
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
	/** The chain that ends with this revision: the one at hand, if it leads there, or one that begins anew. */
	function walkTo(id: string): Chain | 'branched' | 'incomplete' {
		const ahead: FoldRevision[] = []
		for (let at: string | undefined = id; at !== undefined; ) {
			if (chain?.end === at) break
			const revision = present.get(at)
			if (!revision) return 'incomplete'
			// content ids cannot make a ring; a damaged store could
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
 * The fold of revisions of which each had seen all before it: the last word about each path holds, and nothing is disputed. What remains of the
 * rules is V7: behind an approval only the desk changes what is shown, and takes along what it had seen.
 */
class Chain {
	end = ''
	#fields = new Map<string, Answer | null>()
	#void: Answer | null = null
	/** Behind the approval, and not yet taken along. */
	#late: FoldRevision[] = []
	#lastStatus: unknown
	/** The last word about the status of the desk, or that approves. */
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
