import { createContext, useContext, useMemo } from 'react'
import type { Person } from '#shared/access/people'
import { isHelplineOnly, type StudyResponse } from '#shared/campaign/works'
import { localize } from '#shared/forms/texts'
import { inOrderOf } from '../ui/formats.ts'
import { useTranslations } from '../ui/i18n.ts'

export interface DeskValue {
	readonly person: Person
	readonly campaign: StudyResponse
	/** Something of the campaign is otherwise from now on. */
	readonly onCampaignChange: () => void
}
export const DeskContext = createContext<DeskValue | null>(null)

/** Who is signed in and the campaign as they may see it. */
export function useDesk(): DeskValue {
	const desk = useContext(DeskContext)
	if (!desk) throw new Error('nobody is signed in: this screen stands outside of the desk')
	return desk
}

/** Whether work lies in districts: calls do not. */
export const useHasDistricts = (): boolean => !isHelplineOnly(useDesk().campaign.serves)

/** Code and name of the districts that this person may see, sorted by name. */
export function useDistrictNames(): readonly (readonly [code: string, name: string])[] {
	const { campaign } = useDesk()
	const { language: appLanguage } = useTranslations()
	return useMemo(() => {
		const named = campaign.districts.map(({ code, name }) => [code, localize(name, appLanguage)] as const)
		return inOrderOf(appLanguage, named, ([, name]) => name)
	}, [campaign, appLanguage])
}
