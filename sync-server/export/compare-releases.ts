import { comparedMetadata, maxDifferences, type ReleaseComparison } from '#shared/export/release'
import { planTables, type TablePlan } from '#shared/export/table-plan'
import { type Answer, sameAnswer } from '#shared/forms/answers'
import { questionTypes } from '#shared/forms/question-types'
import type { Person } from '#shared/people/people'
import type { ExportRow } from '../storage/exports/export-records.ts'
import type { AsOfRow } from '../storage/exports/records-as-of.ts'
import { revisionsOf } from '../storage/log/revisions.ts'
import { recordsById } from '../storage/records/records.ts'
import { getBulkEditId, type KnownRevision, knownRecords } from '../sync/known-record.ts'
import { filterOfRelease, type Pinned, type ReleaseDeps, sourceOfRelease } from './releases.ts'
import { answersOf } from './select-answers.ts'

type ComparedCell = Omit<ReleaseComparison['cells'][number], 'name'>

/**
 * Lists the differences between two releases: changed answers, then records that are in one of them only.
 * Both are read in order of arrival in parallel, so that memory does not grow with the number of records.
 */
export async function compareReleases(
	deps: ReleaseDeps,
	person: Pick<Person, 'role'>,
	[before, after]: readonly [Pinned, Pinned],
	signal: AbortSignal,
): Promise<ReleaseComparison> {
	const { store, forms } = deps
	const known = await forms.versions(after.form)
	const versions = known.filter(({ version }) => [...before.versions, ...after.versions].includes(version))
	const plan = planTables(versions, { values: 'codes', byteOrderMark: false })
	const counts = { added: 0, removed: 0, changed: 0 }
	const [changedCells, oneSidedCells]: [ComparedCell[], ComparedCell[]] = [[], []]
	let isMore = false
	const addCell = (cell: ComparedCell, list: ComparedCell[]) => {
		if (list.length < maxDifferences) list.push(cell)
		else isMore = true
	}
	const isOfOthers = narrowing(before) !== narrowing(after)
	const addOneSided = (record: string, isAdded: boolean) => {
		counts[isAdded ? 'added' : 'removed']++
		const [was, is] = isAdded ? ['', '1'] : ['1', '']
		const by = isOfOthers ? 'narrowed' : 'written'
		addCell({ record, column: '', before: was, after: is, by, why: '' }, oneSidedCells)
	}
	const [sourceBefore, sourceAfter] = [
		await sourceOfRelease(deps, before),
		await sourceOfRelease(deps, after),
	]
	await store.atOneMoment(async (moment) => {
		const rowsOf = (source: typeof sourceBefore, pinned: Pinned) =>
			source(moment).records(filterOfRelease(pinned, person)) as AsyncIterable<AsOfRow>
		for await (const [old, fresh] of sideBySide(rowsOf(sourceBefore, before), rowsOf(sourceAfter, after))) {
			signal.throwIfAborted()
			if (!old || !fresh) {
				addOneSided((old ?? fresh)?.id ?? '', old === null)
				continue
			}
			const differing = cellsBetween(old, fresh, plan)
			if (differing.length === 0) continue
			counts.changed++
			if (changedCells.length >= maxDifferences) {
				isMore = true
				continue
			}
			const record = knownRecords([old.id], await revisionsOf(moment, [old.id])).get(old.id)
			for (const { path, ...cell } of differing)
				addCell(
					{ ...cell, column: path, ...madeBy(record?.revisions ?? [], path, before, after) },
					changedCells,
				)
		}
	})
	const cells = [...changedCells, ...oneSidedCells].slice(0, maxDifferences)
	const ids = [...new Set(cells.map(({ record }) => record))]
	const rows = await recordsById(store.reading, ids)
	const names = new Map(rows.map(({ id, name }) => [id, name]))
	return {
		...counts,
		cells: cells.map((cell) => ({ ...cell, name: names.get(cell.record) ?? '' })),
		isMore: isMore || changedCells.length + oneSidedCells.length > maxDifferences,
	}
}

const narrowing = ({ approvedOnly, districts, where }: Pinned): string =>
	JSON.stringify([approvedOnly, districts, where])

/** Pairs the rows of each record; null on the side that lacks it. Both inputs are in order of arrival. */
async function* sideBySide(
	a: AsyncIterable<AsOfRow>,
	b: AsyncIterable<AsOfRow>,
): AsyncGenerator<readonly [AsOfRow | null, AsOfRow | null]> {
	const [first, second] = [a[Symbol.asyncIterator](), b[Symbol.asyncIterator]()]
	const next = async (rows: AsyncIterator<AsOfRow>) => {
		const { done, value } = await rows.next()
		return done ? null : (value as AsOfRow)
	}
	let [left, right] = [await next(first), await next(second)]
	while (left || right) {
		if (left && (!right || left.first_seq < right.first_seq)) {
			yield [left, null]
			left = await next(first)
		} else if (right && (!left || right.first_seq < left.first_seq)) {
			yield [null, right]
			right = await next(second)
		} else {
			yield [left, right]
			left = await next(first)
			right = await next(second)
		}
	}
}

function cellsBetween(
	old: ExportRow,
	fresh: ExportRow,
	plan: TablePlan,
): { record: string; path: string; before: string; after: string }[] {
	const [before, after] = [metadataOf(old), metadataOf(fresh)]
	const metadataChanges = comparedMetadata
		.filter((name) => before[name] !== after[name])
		.map((name) => ({ record: old.id, path: name, before: String(before[name]), after: String(after[name]) }))
	if (old.answers === fresh.answers && old.form_version === fresh.form_version) return metadataChanges
	const found: { record: string; path: string; before: string; after: string }[] = []
	const [was, is] = [answersOf(old, plan), answersOf(fresh, plan)]
	for (const path of new Set([...was.keys(), ...is.keys()])) {
		// Values that no file discloses are not disclosed here either.
		if (!plan.canDisclose(path) || plan.audit?.templates.includes(path)) continue
		const [earlier, later] = [was.get(path) ?? null, is.get(path) ?? null]
		if (!sameAnswer(earlier, later))
			found.push({ record: old.id, path, before: asText(earlier), after: asText(later) })
	}
	return [...found, ...metadataChanges]
}

/** Returns the compared columns by their names in files. */
const metadataOf = ({
	open_conflicts,
	...row
}: ExportRow): Record<(typeof comparedMetadata)[number], unknown> => ({
	...row,
	open_cases: open_conflicts,
})

const asText = (answer: Answer | null): string => (answer === null ? '' : questionTypes.text.write(answer))

/** Finds the last revision that is in the later state only and changes this answer. */
function madeBy(
	revisions: readonly KnownRevision[],
	path: string,
	before: Pinned,
	after: Pinned,
): Pick<ComparedCell, 'by' | 'why'> {
	if ((comparedMetadata as readonly string[]).includes(path)) return { by: 'written', why: '' }
	const isIn = (pinned: Pinned, known: KnownRevision) =>
		known.seq <= pinned.seq && (pinned.kind !== 'raw' || getBulkEditId(known) === null)
	const made = revisions.findLast(
		(known) => Object.hasOwn(known.revision.set, path) && isIn(before, known) !== isIn(after, known),
	)
	if (!made) return { by: 'follows', why: '' }
	// A conflict resolution has a reason too.
	return {
		by: getBulkEditId(made) === null ? 'written' : 'edit',
		why: made.revision.why ?? '',
	}
}
