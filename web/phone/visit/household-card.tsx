import { Link } from 'wouter'
import { tabPaths } from '../frame/bottom-tabs.tsx'
import { type HouseholdPlace, householdPath } from './household-place.ts'
import { HouseholdChip, HouseholdLines, NavigateLink, toneOf, useHouseholdName } from './household-text.tsx'
import type { Household } from './use-households.ts'

interface HouseholdCardProps {
	readonly line: Household
	readonly cluster: string
	/** Distance from this phone; null if unknown. */
	readonly metres: number | null
}

/** A household: whom to ask for, how to find it, what was done; the card opens it. */
export function HouseholdCard({ line, cluster, metres }: HouseholdCardProps) {
	const nameOf = useHouseholdName()
	const place: HouseholdPlace = { cluster, household: line.household, tab: tabPaths.households }
	return (
		<li className={`household ${toneOf(line)}`}>
			<Link className="household-open" href={householdPath} state={place}>
				<span className="household-top">
					<b>{nameOf(line)}</b>
					<HouseholdChip line={line} />
				</span>
				<HouseholdLines line={line} />
			</Link>
			<NavigateLink line={line} metres={metres} className="household-navigate" />
		</li>
	)
}
