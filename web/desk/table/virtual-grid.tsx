import { type UIEvent, useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import type { DataColumn } from '#shared/integrations/odata-tables'
import type { TableSpec } from '#shared/table/table-view'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { RowCell } from './row-cell.tsx'
import { headTexts, type TableTexts } from './table-texts.ts'
import type { TableRows, TableRowValues } from './use-table-rows.ts'
import './table.css'

interface GridProps {
	readonly lines: TableRows
	readonly columns: readonly DataColumn[]
	readonly texts: TableTexts
	readonly sort: TableSpec['sort']
	/** Called when a column head is pressed. */
	readonly onSort: (column: string) => void
	/** Called to show the summary of a column. */
	readonly onColumn: (column: string) => void
	/** Record that is shown beside the table. */
	readonly openRecord: string | null
	/** Called to show a record beside the table; null where there is no room: the link opens its page. */
	readonly onRecord: ((id: string) => void) | null
	readonly label: string
	/** Scroll offset in pixels, owned by the parent. */
	readonly top: { current: number }
}

/** Heights in table.css, in rem. */
const [lineRem, headRem] = [2.25, 3]
/**
 * Maximum height in pixels: browsers render nothing taller than some ten million. In a longer table a pixel
 * of the scroll bar is more than a pixel of rows.
 */
const tallest = 6_000_000
const spare = 8

/** A table of any length: only the visible rows are rendered. */
export function Grid({
	lines,
	columns,
	openRecord,
	onRecord,
	label,
	top: scrollOffset,
	...heads
}: GridProps) {
	const { texts } = heads
	const { language } = useTranslations()
	const { box, total, from, to, blockSize, offset, onScroll } = useVisibleRows(lines, scrollOffset)
	return (
		<section
			className="grid-box"
			ref={box}
			// biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse moves through it with the keys of the page
			tabIndex={0}
			aria-label={label}
			onScroll={onScroll}
		>
			<div className="grid-whole" style={{ blockSize: `${blockSize}px` }}>
				<table
					className="grid"
					style={{ marginBlockStart: `${Math.max(0, offset)}px` }}
					aria-rowcount={total + 1}
					aria-colcount={columns.length + 1}
				>
					<GridHead columns={columns} {...heads} />
					<tbody>
						{Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i).map((place) => (
							<tr
								key={place}
								aria-rowindex={place + 2}
								className={
									openRecord !== null && lines.line(place)?.record === openRecord ? 'chosen' : undefined
								}
							>
								<th scope="row">
									<RowLink
										line={lines.line(place)}
										number={numberIn(language, place + 1)}
										isOpen={openRecord !== null && lines.line(place)?.record === openRecord}
										onRecord={onRecord}
									/>
								</th>
								{columns.map((column, i) => (
									<RowCell key={column.name} column={column} texts={texts} line={lines.line(place)} at={i} />
								))}
							</tr>
						))}
					</tbody>
				</table>
			</div>
		</section>
	)
}

/** Loads the rows from `from` to `to`, which are in the scrolled box, and measures the rows around them. */
function useVisibleRows(lines: TableRows, scrollOffset: GridProps['top']) {
	const box = useRef<HTMLDivElement>(null)
	const [seen, setSeen] = useState({ top: 0, height: 600 })
	const [rem, setRem] = useState(16)
	const [lineHeight, headHeight] = [lineRem * rem, headRem * rem]
	const total = lines.about?.total ?? 0
	const whole = Math.min(total * lineHeight, tallest)
	const fitting = Math.max(1, Math.floor(seen.height / lineHeight) - 1)
	const hidden = Math.max(1, whole + headHeight - seen.height)
	const isScaled = whole >= tallest
	const first = isScaled
		? Math.round((Math.min(seen.top, hidden) / hidden) * Math.max(0, total - fitting))
		: Math.floor(seen.top / lineHeight)
	const from = Math.max(0, first - spare)
	const to = Math.min(total, first + fitting + 1 + spare)
	const { show } = lines
	// biome-ignore lint/correctness/useExhaustiveDependencies: `show` loads the visible rows of the current view
	useEffect(() => {
		if (total > 0) show(from, to)
	}, [from, to, total, lines.about])
	const isThere = total > 0
	// restores the scroll offset after returning from a record
	useEffect(() => {
		if (isThere) box.current?.scrollTo({ top: scrollOffset.current })
	}, [isThere, scrollOffset])
	useScrollByRow(box, { isScaled, hidden, total, fitting, lineHeight })
	useEffect(() => {
		const measure = () => {
			const { scrollTop: top = 0, clientHeight: height = 600 } = box.current ?? {}
			setSeen({ top, height })
			setRem(Number.parseFloat(getComputedStyle(document.documentElement).fontSize))
		}
		measure()
		const watching = new ResizeObserver(measure)
		if (box.current) watching.observe(box.current)
		return () => watching.disconnect()
	}, [])
	return {
		box,
		total,
		from,
		to,
		/** Height of all rows and the head, in pixels. */
		blockSize: whole + headHeight,
		/** Distance of the first rendered row from the top, in pixels. */
		offset: isScaled ? seen.top - (first - from) * lineHeight : from * lineHeight,
		onScroll({ currentTarget: { scrollTop: top, clientHeight: height } }: UIEvent<HTMLElement>) {
			scrollOffset.current = top
			setSeen({ top, height })
		},
	}
}

interface ScrollScale {
	/** True if a pixel of the scroll bar is more than a pixel of rows. */
	readonly isScaled: boolean
	/** Height that does not fit in the box, in pixels. */
	readonly hidden: number
	readonly total: number
	/** Number of rows that fit in the box. */
	readonly fitting: number
	readonly lineHeight: number
}

/** In a scaled table, the wheel and the keys still move row by row. */
function useScrollByRow(
	box: { readonly current: HTMLElement | null },
	{ isScaled, hidden, total, fitting, lineHeight }: ScrollScale,
) {
	useEffect(() => {
		const scrolling = box.current
		if (!scrolling || !isScaled) return
		const byLines = (lines: number) =>
			scrolling.scrollBy({ top: (lines * hidden) / Math.max(1, total - fitting) })
		const onWheel = (event: WheelEvent) => {
			if (event.deltaY === 0 || event.ctrlKey) return
			event.preventDefault()
			byLines(event.deltaY / (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? lineHeight : 1))
		}
		const onKey = (event: KeyboardEvent) => {
			const lines = { ArrowDown: 1, ArrowUp: -1, PageDown: fitting, PageUp: -fitting }[event.key]
			if (lines === undefined || event.target !== scrolling) return
			event.preventDefault()
			byLines(lines)
		}
		scrolling.addEventListener('wheel', onWheel, { passive: false })
		scrolling.addEventListener('keydown', onKey)
		return () => {
			scrolling.removeEventListener('wheel', onWheel)
			scrolling.removeEventListener('keydown', onKey)
		}
	}, [box, isScaled, hidden, total, fitting, lineHeight])
}

/** Heads of the columns: a press sorts by one, or opens its summary. */
function GridHead({
	columns,
	texts,
	sort,
	onSort,
	onColumn,
}: Pick<GridProps, 'columns' | 'texts' | 'sort' | 'onSort' | 'onColumn'>) {
	const { t } = useTranslations()
	return (
		<thead>
			<tr>
				<th scope="col">{t('table.row')}</th>
				{columns
					.map((column) => ({ ...column, ...headTexts(column, texts) }))
					.map(({ name, text, title, sealedTo }) => (
						<th
							key={name}
							scope="col"
							aria-sort={sort?.column === name ? (sort.isDescending ? 'descending' : 'ascending') : undefined}
						>
							<span className="grid-head">
								{sealedTo ? (
									<span className="sort" title={t('table.encryptedHelp')}>
										<bdi>{text}</bdi>
									</span>
								) : (
									<button type="button" className="sort" title={title} onClick={() => onSort(name)}>
										<bdi>{text}</bdi>
									</button>
								)}
								<button
									type="button"
									className="about"
									aria-label={t('table.statistics', { column: text })}
									onClick={() => onColumn(name)}
								>
									?
								</button>
							</span>
						</th>
					))}
			</tr>
		</thead>
	)
}

interface RowLinkProps extends Pick<GridProps, 'onRecord'> {
	readonly line: TableRowValues | undefined
	readonly number: string
	/** The record is shown beside the table. */
	readonly isOpen: boolean
}

/** Number of a row. A plain press shows its record beside the table; as a link it also opens in another tab. */
function RowLink({ line, number, isOpen, onRecord }: RowLinkProps) {
	if (!line) return <span>{number}</span>
	const { record } = line
	return (
		<Link
			href={`/desk/records/${record}`}
			aria-current={isOpen ? 'true' : undefined}
			onClick={(event) => {
				if (!onRecord || event.ctrlKey || event.metaKey || event.shiftKey) return
				event.preventDefault()
				onRecord(record)
			}}
		>
			{number}
		</Link>
	)
}
