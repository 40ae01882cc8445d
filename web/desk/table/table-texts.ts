import { useState } from 'react'
import type { DataColumn } from '#shared/integrations/odata-tables'
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

/**
 * Returns the text of a column, and what it shows under the pointer. Labels are those of questions; a column of the
 * record itself has a description, which is too long.
 */
export const headTexts = ({ name, label, own }: DataColumn, texts: TableTexts) =>
	texts === 'labels' && !own && label !== '' ? { text: label, title: name } : { text: name, title: label }
