import type { FunctionTable } from '#shared/expressions/functions/function-row'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { compileIndicator, type Indicator, rejectUnknownAnswers } from '#shared/results/indicator'
import type { IndicatorListItem, SaveIndicatorRequest } from '#shared/results/indicators-api'
import { shippedIndicators } from '#shared/results/shipped-indicators'
import { everyIndicator, type IndicatorRow, insertIndicator } from '../storage/exports/indicators.ts'
import { findPeople } from '../storage/people/people.ts'
import type { Store } from '../storage/store.ts'

/** Maximum number of indicators; each is evaluated for each interview. */
const maxIndicators = 200

/** Lists all indicators with their versions, newest first: built-in ones, then those of users. */
export async function listIndicators(
	store: Pick<Store, 'reading' | 'project'>,
	{ demonstration }: Pick<Person, 'demonstration'>,
): Promise<IndicatorListItem[]> {
	const rows = await everyIndicator(store.reading, demonstration ? 1 : 0)
	const people = await findPeople(store.reading, [...new Set(rows.map(({ person }) => person))])
	const toListItem = ({ n, wording, is_on, person, at }: IndicatorRow) => ({
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
			...(written.get(id) ?? []).map(toListItem),
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

/** Returns the active indicators. */
export const indicatorsOn = async (
	store: Pick<Store, 'reading' | 'project'>,
	person: Pick<Person, 'demonstration'>,
): Promise<Indicator[]> => (await listIndicators(store, person)).filter(({ isOn }) => isOn)

/**
 * Saves an indicator, or a new version of it: earlier versions are kept, and estimates name the version that
 * they use. A repeated request is written once. Returns the number of the version.
 *
 * @throws Problem as `compileIndicator` and `rejectUnknownAnswers`; `indicator-changed` if the indicator was
 * changed since it was shown; `too-many-indicators`
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
	return store.write(async (session) => {
		const listed = await listIndicators({ reading: session, project: store.project }, person)
		const known = listed.find((each) => each.id === id)
		const counts = known?.version ?? 0
		const written = JSON.stringify(wording)
		const before = known && JSON.stringify(wordingOf(known))
		if (before === written && known?.isOn === isOn) return counts
		if (counts !== instead) throw new Problem('indicator-changed')
		if (!known && listed.length >= maxIndicators)
			throw new Problem('too-many-indicators', { most: maxIndicators })
		await insertIndicator(session, {
			project: store.project,
			id,
			n: counts + 1,
			demonstration: person.demonstration ? 1 : 0,
			is_on: isOn ? 1 : 0,
			wording: written,
			person: person.id,
			at: session.at,
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
