import type { Person } from '#shared/access/people'
import type { FunctionTable } from '#shared/expressions/functions/function-row'
import { compileIndicator, type Indicator, rejectUnknownAnswers } from '#shared/figures/indicator'
import type { IndicatorListItem, SaveIndicatorRequest } from '#shared/figures/indicators-listed'
import { shippedIndicators } from '#shared/figures/shipped-indicators'
import { Problem } from '#shared/kernel/problem'
import { everyIndicator, type IndicatorRow, insertIndicator } from '../storage/indicator-table.ts'
import { findPeople } from '../storage/person-table.ts'
import type { Store } from '../storage/store.ts'

/** Of all together: each is worked out for each interview. */
const mostIndicators = 200

/** All indicators with their wordings, newest first: those that came with the program, then those that somebody wrote. */
export async function listIndicators(
	store: Pick<Store, 'reading' | 'project'>,
	{ demonstration }: Pick<Person, 'demonstration'>,
): Promise<IndicatorListItem[]> {
	const rows = await everyIndicator(store.reading, store.project, demonstration ? 1 : 0)
	const people = await findPeople(store.reading, [...new Set(rows.map(({ person }) => person))])
	const told = ({ n, wording, is_on, person, at }: IndicatorRow) => ({
		...JSON.parse(wording),
		version: Number(n),
		isOn: is_on === 1,
		by: people.get(person)?.name ?? '',
		at,
	})
	const written = byId(rows)
	const ids = [...new Set([...Object.keys(shippedIndicators), ...[...written.keys()].sort()])]
	return ids.map((id) => {
		const shipped = Object.hasOwn(shippedIndicators, id) ? shippedIndicators[id] : undefined
		const wordings = [
			...(written.get(id) ?? []).map(told),
			...(shipped ? [{ ...shipped, version: 1, isOn: true, by: null, at: null }] : []),
		]
		const [newest, ...earlier] = wordings
		if (!newest) throw new Error('an indicator has a wording')
		return { id, ...newest, earlier }
	})
}

function byId(rows: readonly IndicatorRow[]): Map<string, IndicatorRow[]> {
	const found = new Map<string, IndicatorRow[]>()
	for (const row of rows) found.set(row.id, [...(found.get(row.id) ?? []), row])
	return found
}

/** Those that figures are made of. */
export const indicatorsOn = async (
	store: Pick<Store, 'reading' | 'project'>,
	person: Pick<Person, 'demonstration'>,
): Promise<Indicator[]> => (await listIndicators(store, person)).filter(({ isOn }) => isOn)

/**
 * Writes an indicator, or gives it another wording: earlier ones stay beside it, and figures say by which they were made. What is sent again is written
 * once. Gives the number of the wording.
 *
 * @throws Problem as `compileIndicator` and `rejectUnknownAnswers`; `indicator-changed` where another wording counts by now than was shown; `too-many-indicators`
 */
export async function saveIndicator(
	store: Pick<Store, 'reading' | 'write' | 'project'>,
	person: Person,
	{ id, isOn, instead, ...wording }: SaveIndicatorRequest,
	form: {
		readonly questions: ReadonlySet<string>
		readonly functions: FunctionTable
		readonly choicesOf: (question: string) => readonly string[]
	},
): Promise<number> {
	compileIndicator({ id, version: instead + 1, ...wording }, form.questions, form.functions)
	rejectUnknownAnswers(wording, form.choicesOf)
	return store.write(async ({ db, at }) => {
		const listed = await listIndicators({ reading: db, project: store.project }, person)
		const known = listed.find((each) => each.id === id)
		const counts = known?.version ?? 0
		const written = JSON.stringify(wording)
		const before = known && JSON.stringify(wordingOf(known))
		if (before === written && known?.isOn === isOn) return counts
		if (counts !== instead) throw new Problem('indicator-changed')
		if (!known && listed.length >= mostIndicators)
			throw new Problem('too-many-indicators', { most: mostIndicators })
		await insertIndicator(db, {
			project: store.project,
			id,
			n: counts + 1,
			demonstration: person.demonstration ? 1 : 0,
			is_on: isOn ? 1 : 0,
			wording: written,
			person: person.id,
			at,
		})
		return counts + 1
	})
}

const wordingOf = ({ label, kind, base, says, notAsked }: IndicatorListItem) => ({
	label,
	kind,
	base,
	says,
	notAsked,
})
