import { useLayoutEffect } from 'react'
import { peopleOnPhone } from '../storage/people-on-phone.ts'
import { loadLaterTexts, setHelplineWording } from '../ui/i18n.ts'
import { useStored } from '../ui/use-stored.ts'

/** Whether it is an operator's turn, also before the PIN: who works here lies on the phone in plain. Their words are here then, which come later. */
export async function isOperatorSession(device: string | null): Promise<boolean> {
	const person = (await peopleOnPhone()).find((each) => each.device === device)
	if (person?.role !== 'helpline-operator') return false
	// where they do not come, what stands here has the survey's words
	await loadLaterTexts().catch(() => undefined)
	return true
}

/** Screens before the PIN have the words of whoever is chosen there; where nobody is, those of the survey, whoever was at work before. */
export function useWordsOf(device: string | null): void {
	const isOperators = useStored(() => isOperatorSession(device), device ?? '')
	useLayoutEffect(() => {
		if (isOperators !== undefined) setHelplineWording(isOperators)
	}, [isOperators])
}
