import { useState } from 'react'
import { readStoredChoice, storeChoice } from '../kit/stored-choice.ts'

/** Texts of heads and cells. labels: questions, choices and dates as people read them · codes: names and values as in files */
export type TableTexts = 'labels' | 'codes'

const storageKey = 'zila-table-texts'

/** Returns the texts that the user chose last in this browser, labels at first, and a function that changes them. */
export function useTableTexts(): readonly [texts: TableTexts, choose: (next: TableTexts) => void] {
	const [texts, setTexts] = useState<TableTexts>(() =>
		readStoredChoice(storageKey) === 'codes' ? 'codes' : 'labels',
	)
	const choose = (next: TableTexts) => {
		setTexts(next)
		storeChoice(storageKey, next)
	}
	return [texts, choose]
}
