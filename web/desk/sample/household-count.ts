import type { SampleResponse } from '#shared/sample/sample-api'
import type { TextKey, TextValues } from '../../ui/i18n.ts'
import { householdKey } from './assignment-rows.ts'

/** Some households of the sample, and the replacements among them, which the totals of the page leave out. */
export interface HouseholdCount {
	readonly households: number
	readonly replacements: number
}

/** Counts the households with these keys. */
export function countHouseholds(
	clusters: SampleResponse['clusters'],
	keys: ReadonlySet<string>,
): HouseholdCount {
	const lines = clusters.flatMap(({ cluster, lines }) =>
		lines.filter(({ household }) => keys.has(householdKey(cluster, household))),
	)
	const replacements = lines.filter(({ isReserve }) => isReserve).length
	return { households: lines.length - replacements, replacements }
}

/** Counts the households that each of these people would get; `personOf` has the new enumerators by household. */
export function countShares(
	clusters: SampleResponse['clusters'],
	people: readonly string[],
	personOf: ReadonlyMap<string, string>,
): Map<string, HouseholdCount> {
	return new Map(
		people.map((person) => {
			const keys = [...personOf].flatMap(([key, to]) => (to === person ? [key] : []))
			return [person, countHouseholds(clusters, new Set(keys))]
		}),
	)
}

/** Returns “300 households + 100 replacements”; without replacements, the households alone. */
export function householdsText(
	{ households, replacements }: HouseholdCount,
	t: (key: TextKey, values?: TextValues) => string,
): string {
	const text = t('sample.selectedCount', { count: households })
	return replacements === 0 ? text : t('sample.withReplacements', { count: replacements, households: text })
}
