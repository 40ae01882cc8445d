import { useMemo, useState } from 'react'
import { finishedStatuses } from '#shared/coverage/coverage'
import type { DataColumn, DataForm } from '#shared/integrations/odata-tables'
import { useTranslations } from '../../ui/i18n.ts'
import { readStoredChoice, storeChoice } from '../kit/stored-choice.ts'

/** Texts of heads and cells. labels: questions, choices and dates as people read them · codes: names and values as in files */
export type TableTexts = 'labels' | 'codes'

type DataTable = DataForm['tables'][number]

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

/** Columns of the record itself, by their names: what the server says about them is a description, and English. */
const ownHeads = [
	'record_id',
	'form_version',
	'record_status',
	'open_cases',
	'enumerator',
	'started',
	'changed',
	'row_id',
	'parent_row_id',
	'row_number',
	'seq',
	'misfits',
] as const

/** Returns the columns of a table with labels of the desk for those of the record itself. */
export function useNamedColumns(table: DataTable | undefined): readonly DataColumn[] {
	const { t } = useTranslations()
	return useMemo(
		() =>
			(table?.columns ?? []).map((column) => {
				const name = ownHeads.find((each) => each === column.name)
				if (!column.own) return column
				if (name === undefined) return { ...column, label: '' }
				const codes = finishedStatuses.map((code) => ({ code, label: t(`recordStatus.${code}`) }))
				return { ...column, label: t(`table.head.${name}`), ...(name === 'record_status' ? { codes } : {}) }
			}),
		[table, t],
	)
}

/** Returns the text of a column, and what it shows under the pointer. */
export const headTexts = ({ name, label }: DataColumn, texts: TableTexts) =>
	texts === 'labels' && label !== '' ? { text: label, title: name } : { text: name, title: label }

/** Returns the text of a column, or of a choice, in a menu: what is displayed first, and the other. */
export function menuText({ name, label }: Pick<DataColumn, 'name' | 'label'>, texts: TableTexts): string {
	const short = label.length > 60 ? `${label.slice(0, 60)} …` : label
	if (short === '') return name
	return texts === 'labels' ? `${short} · ${name}` : `${name} · ${short}`
}
