import { type Answer, isRowPath } from '#shared/forms/answers'
import { shortDigest } from '#shared/kernel/digest'
import { type SeededRandom, seededRandom } from '#shared/kernel/seeded-random'
import type { FoldRevision } from '#shared/revisions/fold'
import type { RecordState } from '#shared/revisions/record-state'

/**
 * Generates the history of one record, written by several people who had each seen some of it: answers,
 * ticks, rows, void and status, with parents that may be far back, and now and then one that never arrived.
 */
export function randomHistory(seed: number): Map<string, FoldRevision> {
	const random = seededRandom(seed)
	const revisions = new Map<string, FoldRevision>()
	const length = 1 + random.below(14)
	const ids: string[] = []
	for (let i = 0; i < length; i++) {
		const id = `${'abcdefghijklmnop'[random.below(16)]}${String(i).padStart(2, '0')}`
		const parents = new Set<string>()
		for (let k = random.below(4); k > 0 && ids.length > 0; k--) parents.add(random.pick(ids))
		if (random.chance(0.02)) parents.add('never-arrived')
		const set: Record<string, Answer | null> = {}
		for (let k = 1 + random.below(2); k > 0; k--) {
			const [path, value] = randomChange(random)
			set[path] = value
		}
		revisions.set(id, { id, parents: [...parents].sort(), set, rank: random.pick([1, 1, 2, 3]) })
		ids.push(id)
	}
	return revisions
}

function randomChange(random: SeededRandom): [string, Answer | null] {
	const value = random.below(4)
	switch (random.below(8)) {
		case 0:
			return ['a', value]
		case 1:
			return ['b', value === 3 ? null : `text ${value}`]
		case 2:
			return ['m_ticks', [`o${value}`, `o${value + 1}`]]
		case 3:
			return ['r/@1', value === 0 ? null : 1]
		case 4:
			return ['r/@1/age', value]
		case 5:
			return ['r/@2/age', value]
		case 6:
			return ['$status', random.pick(['submitted', 'returned', 'approved', 'submitted', 'draft'])]
		default:
			return ['$void', value < 2 ? null : 'wrong household']
	}
}

/** Returns everything that two folds of one history must agree on, as text. */
export const viewText = (view: RecordState): string =>
	JSON.stringify({
		status: view.status,
		void: view.void !== null,
		fields: [...view.fields]
			.map(([path, value]) => [path, isRowPath(path) && value !== null ? 'there' : value] as const)
			.sort(([a], [b]) => (a < b ? -1 : 1)),
		cases: view.conflicts
			.map(({ kind, path, revisions }) => [kind, path, [...revisions].sort()].join(' '))
			.sort(),
		merged: view.notices.map(({ path }) => path).sort(),
		heads: [...view.heads].sort(),
		late: [...view.late].sort(),
		// absent in the histories by which two folds are compared
		...(view.owner === null ? {} : { owner: view.owner }),
		...(view.notes.length > 0 ? { notes: view.notes } : {}),
	})

/**
 * Returns a state without the conflicts that only our fold reports (docs/decisions/009): a draft against a
 * finish that it had not seen.
 */
export const asTheOther = (view: RecordState, history: ReadonlyMap<string, FoldRevision>): RecordState => ({
	...view,
	conflicts: view.conflicts.filter(
		({ kind, revisions }) =>
			kind !== 'status' || revisions.some((id) => history.get(id)?.set.$status === 'approved'),
	),
})

/** Returns six letters of a digest: enough to notice a difference, short enough to store ten thousand. */
export const agreementMark = (text: string): string => shortDigest(text).slice(0, 6)
