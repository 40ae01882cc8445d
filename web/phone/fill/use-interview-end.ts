import { useState } from 'react'
import type { Answer } from '#shared/forms/answers'
import { isConsentGiven } from '#shared/forms/consent'
import type { FormNode } from '#shared/forms/form-nodes'
import type { FormFilling } from './filling.ts'

/**
 * The reason for the end of an interview, what should happen to the answers, and the end itself. `onStop`
 * finishes the record; if it resolves with false, the two answers are as they were before.
 */
export function useInterviewEnd(filling: FormFilling, onStop: () => Promise<boolean>) {
	const { session } = filling
	const { consent } = session.form
	const [why, setWhy] = useState<string | null>(null)
	const [wish, setWish] = useState<string | null>(null)
	const [isWishShown, setWishShown] = useState(consent !== null && isConsentGiven(consent, session))
	const [wrong, setWrong] = useState<'missing' | 'not-possible' | null>(null)
	async function end() {
		if (!consent?.stop) return
		const { stop: reasonNode, wish: wishNode } = consent
		if (why === null || (isWishShown && wishNode && wish === null)) return setWrong('missing')
		await filling.commitPendingInput()
		const before = new Map<FormNode, Answer | null>()
		const answer = (node: FormNode, given: string) => {
			before.set(node, session.answerAt(node.template) ?? null)
			filling.answer(node.template, given)
		}
		const restore = () => {
			for (const [node, given] of before) filling.answer(node.template, given)
		}
		answer(reasonNode, why)
		if (!session.isRelevant(reasonNode.template) || session.violationAt(reasonNode.template)) {
			restore()
			return setWrong('not-possible')
		}
		if (wishNode && session.isRelevant(wishNode.template)) {
			if (wish === null) {
				restore()
				setWishShown(true)
				return setWrong('missing')
			}
			answer(wishNode, wish)
		}
		if (!(await onStop())) restore()
	}
	const choose = (set: (name: string) => void) => (name: string) => {
		set(name)
		setWrong(null)
	}
	return { why, wish, chooseWhy: choose(setWhy), chooseWish: choose(setWish), isWishShown, wrong, end }
}
