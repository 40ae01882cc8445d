import { useHistoryState } from 'wouter/use-browser-location'
import type { tabPaths } from '../frame/bottom-tabs.tsx'
import type { VisitOpening } from './visit-in-draft.ts'

/** A household on the screen. It is kept in the history's state: an address must not name a household. */
export interface HouseholdPlace {
	readonly cluster: string
	readonly household: number
	/** Tab that is before it in the history; absent if another screen may be there. */
	readonly tab?: typeof tabPaths.today | typeof tabPaths.households
}

/** State of a form, and of its receipt, that took the place of a household in the history. */
export interface HouseholdFormPlace {
	readonly opening?: VisitOpening
	readonly from?: HouseholdPlace
}

/** State of the list of households that a link opened with a filter. */
export interface HouseholdListPlace {
	readonly filter?: HouseholdFilter
}
export const householdFilters = ['remaining', 'appointment', 'over', 'all'] as const
export type HouseholdFilter = (typeof householdFilters)[number]

export const householdPath = '/household'

export const useHouseholdFormPlace = (): HouseholdFormPlace | null =>
	useHistoryState<HouseholdFormPlace | null>()

export const useHouseholdListPlace = (): HouseholdListPlace | null =>
	useHistoryState<HouseholdListPlace | null>()

export const useHouseholdPlace = (): HouseholdPlace | null => useHistoryState<HouseholdPlace | null>()
