import { useLayoutEffect } from 'react'
import { peopleOnPhone } from '../../storage/enrolment/enrolments.ts'
import { loadLaterTexts, setHelplineWording } from '../../ui/i18n.ts'
import { useLocalData } from '../../ui/use-local-data.ts'

/**
 * True for an operator of the helpline, also before the PIN: roles are stored unencrypted. Loads the
 * operators' wording first.
 */
export async function isOperatorSession(device: string | null): Promise<boolean> {
	const person = (await peopleOnPhone()).find((each) => each.device === device)
	if (person?.role !== 'helpline-operator') return false
	// without them the survey's wording is shown
	await loadLaterTexts().catch(() => undefined)
	return true
}

/**
 * Uses the wording for the selected person on screens before the PIN; without one that of the
 * survey, whatever the last session was.
 */
export function useWordsOf(device: string | null): void {
	const isOperators = useLocalData(() => isOperatorSession(device), device ?? '')
	useLayoutEffect(() => {
		if (isOperators !== undefined) setHelplineWording(isOperators)
	}, [isOperators])
}
