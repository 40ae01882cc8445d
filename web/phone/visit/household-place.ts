import { useHistoryState } from 'wouter/use-browser-location'

/** A household on the screen. It is kept in the history's state: an address must not name a household. */
export interface HouseholdPlace {
	readonly cluster: string
	readonly household: number
}

export const householdPath = '/household'

export const useHouseholdPlace = (): HouseholdPlace | null => useHistoryState<HouseholdPlace | null>()
