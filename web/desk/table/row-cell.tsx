import { useEffect, useState } from 'react'
import type { Answer } from '#shared/forms/answers'
import type { DataColumn } from '#shared/integrations/odata-tables'
import type { SealedCell } from '#shared/table/table-view'
import { useTranslations } from '../../ui/i18n.ts'
import { type Unsealed, unseal, useOpenKeys } from '../account/role-key.ts'
import type { TableRowValues } from './use-table-rows.ts'

/** A cell of a row. `line` is undefined while the row is loading, and null if its record was removed. */
export function RowCell({
	column,
	line,
	at,
}: {
	readonly column: DataColumn
	readonly line: TableRowValues | undefined
	readonly at: number
}) {
	const { t } = useTranslations()
	if (line === undefined) return <td className="coming">…</td>
	if (line === null) return <td className="coming">{at === 0 ? t('table.unavailable') : ''}</td>
	const value = line.cells[at] ?? null
	if (value === null) return <td />
	return typeof value === 'object' ? (
		<OpenedCell column={column} record={line.record} cell={value} />
	) : (
		<ValueCell column={column} value={value} />
	)
}

/**
 * A sealed cell, decrypted if its key is open in this page. The answer is held only while the cell is
 * visible.
 */
function OpenedCell(props: {
	readonly column: DataColumn
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
			<ValueCell column={props.column} value={textOf(unsealed.answer)} />
		)
	return (
		<td className="coming">
			{unsealed?.outcome === 'damaged' ? t('table.decryptFailed') : t('record.encryptedAnswer')}
		</td>
	)
}

const textOf = (answer: Answer): string | number => (typeof answer === 'object' ? answer.join(' ') : answer)

function ValueCell({ column, value }: { readonly column: DataColumn; readonly value: string | number }) {
	const labels = String(value)
		.split(' ')
		.map((code) => column.codes.find((each) => each.code === code)?.label)
	// multiple choices are several codes; a text that only resembles them has no labels
	const label = labels.includes(undefined) ? undefined : labels.join(' · ')
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
