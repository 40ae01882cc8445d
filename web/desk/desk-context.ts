import { createContext, useContext } from 'react'
import type { Person } from '#shared/access/people'
import type { Campaign } from '#shared/campaign/campaign'

export interface DeskValue {
	readonly person: Person
	readonly campaign: Campaign
}
export const DeskContext = createContext<DeskValue | null>(null)

/** Who is signed in and the campaign as they may see it. */
export function useDesk(): DeskValue {
	const desk = useContext(DeskContext)
	if (!desk) throw new Error('nobody is signed in: this screen stands outside of the desk')
	return desk
}
