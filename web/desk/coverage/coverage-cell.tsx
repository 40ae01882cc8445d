import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { may } from '#shared/people/roles'
import type { RecordQuery } from '#shared/review/record-list'
import { searchOf } from '../../api/search-of.ts'
import { dayIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useDesk } from '../kit/desk-context.ts'
import { cellText } from './cell-text.ts'
import type { CoverageCell } from './coverage-columns.ts'

/** A number that links to the list of its records, for users who may read it. */
export function Counted({ list, children }: { list: RecordQuery | null; children: ReactNode }) {
	const { person } = useDesk()
	return list && may(person.role, 'records.read') ? (
		<Link href={`/desk/records?${searchOf(list)}`}>{children}</Link>
	) : (
		children
	)
}

export const cellClass = (cell: CoverageCell): string =>
	cell.kind === 'share' ? (cell.hasSmallBase ? 'number share quiet' : 'number share') : 'number'

export function CellView({ cell, list }: { cell: CoverageCell; list: RecordQuery | null }) {
	const { t, language } = useTranslations()
	const text = cellText(language, cell)
	if (text === '') return <span className="hint">{t('coverage.noValue')}</span>
	return (
		<>
			<Counted list={cell.kind === 'count' && cell.count ? list : null}>
				{/* fractions run left to right, dates do not */}
				<bdi dir={cell.kind === 'count' ? 'ltr' : undefined}>{text}</bdi>
			</Counted>
			{cell.kind === 'share' && (
				<span className="hint">
					{t(cell.hasSmallBase ? 'coverage.ofFewHouseholds' : 'coverage.ofHouseholds', {
						count: cell.of,
						total: numberIn(language, cell.of),
					})}
				</span>
			)}
			{cell.kind === 'day' && cell.day !== cell.latest && (
				<span className="hint">
					{cell.latest === null
						? t('coverage.orMuchLater')
						: t('coverage.atLatest', { day: dayIn(language, cell.latest) })}
				</span>
			)}
		</>
	)
}
