import { createContext, useContext, useMemo } from 'react'
import { localize } from '#shared/forms/localized-text'
import type { Person } from '#shared/people/people'
import { isHelplineOnly, type StudyResponse } from '#shared/study/deployments'
import { inOrderOf } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'

export interface DeskValue {
	readonly person: Person
	readonly study: StudyResponse
	/** Called when the study was changed. */
	readonly onStudyChange: () => void
}
export const DeskContext = createContext<DeskValue | null>(null)

/** Returns the signed-in user and the study as this user may see it. */
export function useDesk(): DeskValue {
	const desk = useContext(DeskContext)
	if (!desk) throw new Error('nobody is signed in: this screen stands outside of the desk')
	return desk
}

/** True if records belong to districts; helpline calls do not. */
export const useHasDistricts = (): boolean => !isHelplineOnly(useDesk().study.serves)

/** Code and name of the districts that the user may see, sorted by name. */
export function useDistrictNames(): readonly (readonly [code: string, name: string])[] {
	const { study } = useDesk()
	const { language: appLanguage } = useTranslations()
	return useMemo(() => {
		const named = study.districts.map(({ code, name }) => [code, localize(name, appLanguage)] as const)
		return inOrderOf(appLanguage, named, ([, name]) => name)
	}, [study, appLanguage])
}
