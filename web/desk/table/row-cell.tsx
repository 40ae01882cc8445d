import { useEffect, useState } from 'react'
import type { Answer } from '#shared/forms/answers'
import type { DataColumn } from '#shared/integrations/odata-tables'
import type { SealedCell } from '#shared/table/table-view'
import { timeText } from '../../ui/format-answer.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { type Unsealed, unseal, useOpenKeys } from '../account/role-key.ts'
import type { TableTexts } from './table-texts.ts'
import type { TableRowValues } from './use-table-rows.ts'

interface RowCellProps {
	readonly column: DataColumn
	readonly texts: TableTexts
	readonly line: TableRowValues | undefined
	readonly at: number
}

/** A cell of a row. `line` is undefined while the row is loading, and null if its record was removed. */
export function RowCell({ column, texts, line, at }: RowCellProps) {
	const { t } = useTranslations()
	if (line === undefined) return <td className="coming">…</td>
	if (line === null) return <td className="coming">{at === 0 ? t('table.unavailable') : ''}</td>
	const value = line.cells[at] ?? null
	if (value === null) return <td />
	return typeof value === 'object' ? (
		<OpenedCell column={column} texts={texts} record={line.record} cell={value} />
	) : (
		<ValueCell column={column} texts={texts} value={value} />
	)
}

/**
 * A sealed cell, decrypted if its key is open in this page. The answer is held only while the cell is
 * visible.
 */
function OpenedCell(props: {
	readonly column: DataColumn
	readonly texts: TableTexts
	readonly record: string
	readonly cell: SealedCell
}) {
	const { t } = useTranslations()
	const {
		record,
		cell: { path, text },
	} = props
	const keys = useOpenKeys()
	const [opened, setOpened] = useState<{ readonly text: string; readonly unsealed: Unsealed } | null>(null)
	// biome-ignore lint/correctness/useExhaustiveDependencies: with another key other answers open
	useEffect(() => {
		if (text === null) return setOpened(null)
		let isCurrent = true
		void unseal(text, record, path).then((unsealed) => {
			if (isCurrent) setOpened({ text, unsealed })
		})
		return () => {
			isCurrent = false
		}
	}, [text, record, path, keys])
	// after scrolling, the cell can belong to another row
	const unsealed = opened?.text === text ? opened?.unsealed : undefined
	if (unsealed?.outcome === 'opened')
		return unsealed.answer === null ? (
			<td />
		) : (
			<ValueCell column={props.column} texts={props.texts} value={textOf(unsealed.answer)} />
		)
	return (
		<td className="coming">
			{unsealed?.outcome === 'damaged' ? t('table.decryptFailed') : t('record.encryptedAnswer')}
		</td>
	)
}

const textOf = (answer: Answer): string | number => (typeof answer === 'object' ? answer.join(' ') : answer)

interface ValueCellProps {
	readonly column: DataColumn
	readonly texts: TableTexts
	readonly value: string | number
}

function ValueCell({ column, texts, value }: ValueCellProps) {
	const { language } = useTranslations()
	const labels = String(value)
		.split(' ')
		.map((code) => column.codes.find((each) => each.code === code)?.label)
	// multiple choices are several codes; a text that only resembles them has no labels
	const label = labels.includes(undefined) ? undefined : labels.join(' · ')
	if (texts === 'labels')
		return (
			<td className={typeof value === 'number' ? 'number' : undefined} title={String(value)}>
				<bdi>{label ?? timeText(String(value), language)}</bdi>
			</td>
		)
	return (
		<td className={typeof value === 'number' ? 'number' : undefined} title={label ?? String(value)}>
			<bdi>{String(value)}</bdi>
			{label !== undefined && (
				<>
					{' '}
					<bdi className="hint">{label}</bdi>
				</>
			)}
		</td>
	)
}
