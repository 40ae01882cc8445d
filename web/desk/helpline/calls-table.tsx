import type { MonthlyTable, MonthlyTableRow, TableCell } from '#shared/helpline/monthly-table'
import { useTranslations } from '../../ui/i18n.ts'
import { saveRows } from '../kit/table-rows.ts'
import { callCountText, shareText } from './call-count-text.ts'

const columns = ['all', 'male', 'female', 'transgender'] as const
const cellsOf = (line: MonthlyTableRow): TableCell[] => columns.map((column) => line[column])

/** The published table with its notes, and its download. */
export function CallsTable({ table, title, name }: { table: MonthlyTable; title: string; name: string }) {
	const texts = useTranslations()
	const { t } = texts
	const notes = (['unknownGender', 'wrongNumbers', 'missed'] as const).map((each) =>
		t(`helpline.${each}`, { count: callCountText(texts, table[each]) }),
	)
	const nameOf = (column: (typeof columns)[number]) => t(`helpline.column.${column}`)
	// no thousands separators in the file, so that spreadsheets read numbers
	const inFile = ({ count }: TableCell) =>
		typeof count === 'number' ? String(count) : count === null ? '' : callCountText(texts, count)
	const save = () =>
		saveRows(name, [
			[
				t('helpline.column.matter'),
				...columns.flatMap((column) => [nameOf(column), t('helpline.share', { column: nameOf(column) })]),
			],
			...table.lines.map((line) => [
				t(`helpline.category.${line.matter}`),
				...cellsOf(line).flatMap((cell) => [inFile(cell), shareText(texts, cell)]),
			]),
			[title],
			...notes.map((each) => [each]),
		])
	return (
		<section className="stack tight" aria-label={title}>
			<h2>{title}</h2>
			<table className="table">
				<thead>
					<tr>
						<th scope="col">{t('helpline.column.matter')}</th>
						{columns.map((column) => (
							<th key={column} scope="col" className="number">
								{nameOf(column)}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{table.lines.map((line) => (
						<tr key={line.matter}>
							<th scope="row">{t(`helpline.category.${line.matter}`)}</th>
							{columns.map((column) => (
								<td key={column} className="number" data-label={nameOf(column)}>
									<CellView cell={line[column]} />
								</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
			<p>{notes.join(' ')}</p>
			<p className="hint">{t('helpline.shareHint')}</p>
			<div className="actions">
				<button
					type="button"
					className="plain small"
					aria-label={`${t('coverage.exportCsv')}: ${title}`}
					onClick={save}
				>
					{t('coverage.exportCsv')}
				</button>
			</div>
		</section>
	)
}

function CellView({ cell }: { cell: TableCell }) {
	const texts = useTranslations()
	const share = shareText(texts, cell)
	if (cell.count === null) return <bdi>{share}</bdi>
	return (
		<span>
			<bdi>{callCountText(texts, cell.count)}</bdi> {share && <bdi className="hint">{share}</bdi>}
		</span>
	)
}
