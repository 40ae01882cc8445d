import { Link } from 'wouter'
import type { RecordListItem, RecordQuery } from '#shared/review/record-list'
import { nationalDistrict } from '#shared/study/record-attributes'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { RecordStateBadge } from '../../ui/record-state-badge.tsx'
import { useDistrictNames, useHasDistricts } from '../kit/desk-context.ts'
import { recordAddress } from './record-query.ts'

/** Records that are selected for bulk approval. */
export interface RecordSelection {
	readonly chosen: ReadonlySet<string>
	readonly choose: (ids: readonly string[], isChosen: boolean) => void
}

interface RecordRowsProps {
	readonly rows: readonly RecordListItem[]
	readonly query: RecordQuery
	readonly titleOf: (form: string) => string
	/** Null if nothing can be approved in this list. */
	readonly choosing: RecordSelection | null
}

/**
 * Rows of a record list. With bulk approval, each row that cannot be selected shows why it has to be opened
 * first.
 */
export function RecordRows({ rows, query, titleOf, choosing }: RecordRowsProps) {
	const { t } = useTranslations()
	const hasDistricts = useHasDistricts()
	const clean = rows.filter(({ quickApprovalBlocker }) => quickApprovalBlocker === null).map(({ id }) => id)
	return (
		<table className="table one-line">
			<thead>
				<tr>
					{choosing && (
						<th scope="col">
							<label className="choose">
								<input
									type="checkbox"
									aria-label={t('review.selectApprovable')}
									disabled={clean.length === 0}
									checked={clean.length > 0 && clean.every((id) => choosing.chosen.has(id))}
									onChange={(event) => choosing.choose(clean, event.target.checked)}
								/>
							</label>
						</th>
					)}
					<th scope="col">{t('review.name')}</th>
					<th scope="col">{t('review.form')}</th>
					{hasDistricts && <th scope="col">{t('review.district')}</th>}
					<th scope="col">{t('review.enumerator')}</th>
					<th scope="col">{t('review.status')}</th>
					{choosing && (
						<th scope="col" className="may-wrap">
							{t('review.qualityFlags')}
						</th>
					)}
					<th scope="col">{t('review.lastChange')}</th>
				</tr>
			</thead>
			<tbody>
				{rows.map((row) => (
					<Row key={row.id} row={row} query={query} title={titleOf(row.form)} choosing={choosing} />
				))}
			</tbody>
		</table>
	)
}

interface RowProps extends Pick<RecordRowsProps, 'query' | 'choosing'> {
	readonly row: RecordListItem
	/** Title of its form. */
	readonly title: string
}

function Row({ row, query, title, choosing }: RowProps) {
	const { t, language } = useTranslations()
	const districts = new Map(useDistrictNames())
	const hasDistricts = useHasDistricts()
	const districtOf = (code: string | null) =>
		code === nationalDistrict ? t('review.national') : (districts.get(code ?? '') ?? code ?? '')
	const name = row.name || t('home.untitledRecord')
	return (
		<tr data-record={row.id} className={choosing?.chosen.has(row.id) ? 'chosen' : undefined}>
			{choosing && (
				<td>
					<label className="choose">
						<input
							type="checkbox"
							aria-label={t('review.selectRecord', { name })}
							disabled={row.quickApprovalBlocker !== null}
							checked={choosing.chosen.has(row.id)}
							onChange={(event) => choosing.choose([row.id], event.target.checked)}
						/>
					</label>
				</td>
			)}
			<th scope="row" className="widest">
				<Link className="cut" dir="auto" title={name} href={recordAddress(row.id, query)} data-list-link>
					{name}
				</Link>
			</th>
			<td className="capped" data-label={t('review.form')}>
				<span className="cut" title={title}>
					{title}
				</span>
			</td>
			{hasDistricts && <td data-label={t('review.district')}>{districtOf(row.district)}</td>}
			<td className="capped" data-label={t('review.enumerator')}>
				<span className="cut" dir="auto" title={row.ownerName}>
					{row.ownerName}
				</span>
			</td>
			<td className="may-wrap" data-label={t('review.status')}>
				<RecordStateBadge
					state={row.openConflicts > 0 ? 'needs-decision' : row.isVoid ? 'void' : row.status}
				/>
				{row.openKinds.length > 0 && (
					<span className="hint">
						{' '}
						{row.openKinds.map((kind) => t(`review.conflictKind.${kind}`)).join(' · ')}
					</span>
				)}
				{row.answersError && <span className="hint stop"> {t('review.unreadable')}</span>}
			</td>
			{choosing && <FlagsCell row={row} />}
			<td className="when" data-label={t('review.lastChange')}>
				{dateTimeIn(language, row.changed)}
			</td>
		</tr>
	)
}

/** Open flags, or why the record has to be opened before it is approved. */
function FlagsCell({ row: { openFlags, quickApprovalBlocker } }: Pick<RowProps, 'row'>) {
	const { t, language } = useTranslations()
	return (
		<td className="may-wrap" data-label={t('review.qualityFlags')}>
			{openFlags !== null && (
				<span className={openFlags > 0 ? 'state wait' : undefined}>{numberIn(language, openFlags)}</span>
			)}{' '}
			{quickApprovalBlocker !== null && quickApprovalBlocker !== 'flags-open' && (
				<span className="hint">{t(`review.notChangedReason.${quickApprovalBlocker}`)}</span>
			)}
		</td>
	)
}
