import './charts.css'
import { type ReactNode, useRef, useState } from 'react'
import { useTranslations } from '../../../ui/i18n.ts'
import { saveRows } from '../table-rows.ts'
import { PictureButton } from './picture-button.tsx'

/** Content of a chart as a table. */
export interface ChartTable {
	readonly columns: readonly string[]
	/** The first cell is the row header. */
	readonly rows: readonly (readonly (string | number)[])[]
	/** Stays a table on a phone instead of cards: its columns have short names. */
	readonly isGrid?: boolean
}

/** A chart with its main message as title, the same data as a table, and downloads of both. */
export function ChartFrame({
	heading,
	title,
	hint,
	table,
	fileName,
	round,
	isOnPaper,
	children,
}: {
	heading: string
	title: string
	hint?: ReactNode
	table: ChartTable
	fileName: string
	/** Code of the round of its numbers, if they are of one. */
	round?: string
	/** True on paper, where there are no buttons. */
	isOnPaper: boolean
	children: ReactNode
}) {
	const { t } = useTranslations()
	const [isTable, setTable] = useState(false)
	const section = useRef<HTMLElement>(null)
	const save = () =>
		saveRows(
			fileName,
			[table.columns, ...table.rows].map((cells) => cells.map(String)),
		)
	return (
		<section className="stack tight" ref={section}>
			<h2>{heading}</h2>
			<figure className="chart">
				<figcaption>{title}</figcaption>
				{isTable ? <TableOfChart name={title} {...table} /> : children}
			</figure>
			{!isTable && hint && <p className="hint">{hint}</p>}
			{!isOnPaper && (
				<div className="actions">
					<button
						type="button"
						className="plain small"
						aria-label={`${t(isTable ? 'coverage.chart.asChart' : 'coverage.chart.asTable')}: ${heading}`}
						onClick={() => setTable(!isTable)}
					>
						{t(isTable ? 'coverage.chart.asChart' : 'coverage.chart.asTable')}
					</button>
					<button
						type="button"
						className="plain small"
						aria-label={`${t('coverage.exportCsv')}: ${heading}`}
						onClick={save}
					>
						{t('coverage.exportCsv')}
					</button>
					<PictureButton
						of={section}
						name={heading}
						fileName={fileName.replace(/\.csv$/, '')}
						round={round}
					/>
				</div>
			)}
		</section>
	)
}

function TableOfChart({ name, columns, rows, isGrid }: ChartTable & { name: string }) {
	return (
		<table className={isGrid ? 'chart-table' : 'table'} aria-label={name}>
			<thead>
				<tr>
					{columns.map((column, i) => (
						<th key={column} scope="col" className={i > 0 ? 'number' : undefined}>
							{column}
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{rows.map(([first, ...cells]) => (
					<tr key={first}>
						<th scope="row">{first}</th>
						{cells.map((cell, i) => (
							<td key={columns[i + 1]} className="number" data-label={columns[i + 1]}>
								<bdi>{cell}</bdi>
							</td>
						))}
					</tr>
				))}
			</tbody>
		</table>
	)
}
