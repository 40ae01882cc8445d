import type { FormatTraits } from './export-formats.ts'

/** An option of an export that is on or off. */
interface SwitchTraits {
	/** Parameter of the query, which is absent when it is off. */
	readonly parameter: 'labels' | 'wide' | 'places' | 'media'
	readonly on: string
	/** Trait that the format must have; null: any format. */
	readonly trait: keyof FormatTraits | null
	/** True if a public-use file may have it too. */
	readonly isForOthers: boolean
	/** Part that the form must have; null: nothing. */
	readonly needs: 'repeats' | 'places' | null
	/** Part of the file name. */
	readonly inName: string
	/** Key of its label at the desk. */
	readonly label: string
}

/**
 * Options that are on or off, in the order of the desk. From this follow the choices of the desk and their
 * request, what a format refuses, and the file name.
 */
export const exportSwitches = {
	hasBoth: {
		parameter: 'labels',
		on: 'next-to-codes',
		trait: 'hasLabelsNextToCodes',
		isForOthers: true,
		needs: null,
		inName: 'codes-and-labels',
		label: 'export.codesAndLabels',
	},
	hasMedia: {
		parameter: 'media',
		on: '1',
		trait: 'holdsMedia',
		isForOthers: false,
		needs: null,
		inName: 'with-media',
		label: 'export.includeAttachments',
	},
	isWide: {
		parameter: 'wide',
		on: '1',
		trait: 'hasColumns',
		isForOthers: false,
		needs: 'repeats',
		inName: 'wide',
		label: 'export.repeatsAsColumns',
	},
	isExact: {
		parameter: 'places',
		on: 'exact',
		trait: null,
		isForOthers: false,
		needs: 'places',
		inName: 'exact-places',
		label: 'export.exactLocations',
	},
} as const satisfies Readonly<Record<string, SwitchTraits>>

export type ExportSwitch = keyof typeof exportSwitches
export const exportSwitchNames = Object.keys(exportSwitches) as ExportSwitch[]
type SwitchParameters = Partial<Record<SwitchTraits['parameter'], string | undefined>>

/** Format, audience and form of a new export, on which its options depend. */
export interface SwitchOffer {
	readonly format: FormatTraits
	readonly isForOthers: boolean
	readonly hasRepeats: boolean
	readonly hasPlaces: boolean
}

export function isSwitchOffered(
	name: ExportSwitch,
	{ format, isForOthers, hasRepeats, hasPlaces }: SwitchOffer,
): boolean {
	const { trait, needs, isForOthers: isAlsoForOthers }: SwitchTraits = exportSwitches[name]
	return (
		(trait === null || format[trait]) &&
		(isAlsoForOthers || !isForOthers) &&
		(needs === null || (needs === 'repeats' ? hasRepeats : hasPlaces))
	)
}

/** Returns the parameters of a query for the chosen options that are offered. */
export const switchParameters = (
	chosen: Readonly<Record<ExportSwitch, boolean>>,
	offer: SwitchOffer,
): {
	readonly [Name in ExportSwitch as (typeof exportSwitches)[Name]['parameter']]?: (typeof exportSwitches)[Name]['on']
} =>
	Object.fromEntries(
		exportSwitchNames
			.filter((name) => chosen[name] && isSwitchOffered(name, offer))
			.map((name) => [exportSwitches[name].parameter, exportSwitches[name].on]),
	)

const isOn = (name: ExportSwitch, query: SwitchParameters): boolean =>
	!['0', undefined].includes(query[exportSwitches[name].parameter])

/** Returns the parts of the file name for the options of a query. */
export const switchesInName = (query: SwitchParameters): string[] =>
	exportSwitchNames.filter((name) => isOn(name, query)).map((name) => exportSwitches[name].inName)

/** Returns the parameter that the format does not have; undefined if it has all of the query. */
export const findRefusedSwitch = (query: SwitchParameters, format: FormatTraits): string | undefined =>
	Object.entries<SwitchTraits>(exportSwitches).find(
		([name, { trait }]) => isOn(name as ExportSwitch, query) && trait !== null && !format[trait],
	)?.[1].parameter
