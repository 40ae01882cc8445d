import { useState } from 'react'
import { Link } from 'wouter'
import { may } from '#shared/access/roles'
import type { DistrictCoverage } from '#shared/campaign/coverage'
import { textIn } from '#shared/forms/texts'
import { useDesk } from '../desk/desk-context.ts'
import { searchOf } from '../sync/desk-client.ts'
import { dateTimeIn, inOrderOf, numberIn } from '../ui/formats.ts'
import { useTexts } from '../ui/i18n.ts'
import { type Covered, shareOf } from './covered.ts'

const columns = [
	'district',
	'interviews',
	'refusals',
	'focusGroups',
	'keyInformants',
	'openCases',
	'lastSync',
] as const
type Column = (typeof columns)[number]

/** What each column but the name is sorted by. */
const weights: Readonly<Record<Exclude<Column, 'district'>, (figures: DistrictCoverage) => number>> = {
	interviews: shareOf,
	refusals: ({ refusals }) => refusals,
	focusGroups: ({ focusGroups }) => focusGroups,
	keyInformants: ({ keyInformants }) => keyInformants,
	openCases: ({ openCases }) => openCases,
	lastSync: ({ lastSync }) => Date.parse(lastSync ?? '') || 0,
}

/** The table of districts, sorted by any column; at phone width one card a district. */
export function CoverageTable({ covered, round }: { covered: readonly Covered[]; round: string }) {
	const { t, language: appLanguage } = useTexts()
	const { person } = useDesk()
	const [sort, setSort] = useState<{ column: Column; isDown: boolean }>({ column: 'district', isDown: false })
	const byName = inOrderOf(appLanguage, covered, ({ district }) => textIn(district.name, appLanguage))
	const { column: sorting } = sort
	const upwards =
		sorting === 'district'
			? byName
			: byName.sort((a, b) => weights[sorting](a.figures) - weights[sorting](b.figures))
	const sorted = sort.isDown ? upwards.reverse() : upwards
	const number = (value: number) => numberIn(appLanguage, value)
	const opensRecords = may(person.role, 'records.read')
	return (
		<table className="table coverage-table">
			<thead>
				<tr>
					{columns.map((column) => (
						<th
							key={column}
							scope="col"
							className={column === 'district' || column === 'lastSync' ? undefined : 'number'}
							aria-sort={sort.column === column ? (sort.isDown ? 'descending' : 'ascending') : undefined}
						>
							<button
								type="button"
								className="sort"
								onClick={() => setSort({ column, isDown: sort.column === column && !sort.isDown })}
							>
								{t(`coverage.column.${column}`)}
							</button>
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{sorted.map(({ district, figures }) => (
					<tr key={district.code} id={`district-${district.code}`}>
						<th scope="row">
							{opensRecords ? (
								<Link href={`/desk/records?${searchOf({ round, district: district.code })}`}>
									{textIn(district.name, appLanguage)}
								</Link>
							) : (
								textIn(district.name, appLanguage)
							)}
							<span className="hint">{textIn(district.province, appLanguage)}</span>
						</th>
						<td className="number" data-label={t('coverage.column.interviews')}>
							<bdi dir="ltr">
								{number(figures.interviews)} / {number(figures.targetInterviews)}
							</bdi>
							<Bar figures={figures} />
							<span className="hint">
								{t('coverage.bySex', { men: number(figures.men), women: number(figures.women) })}
							</span>
						</td>
						<td className="number" data-label={t('coverage.column.refusals')}>
							{number(figures.refusals)}
						</td>
						<td className="number" data-label={t('coverage.column.focusGroups')}>
							<bdi dir="ltr">
								{number(figures.focusGroups)} / {number(figures.targetFocusGroups)}
							</bdi>
						</td>
						<td className="number" data-label={t('coverage.column.keyInformants')}>
							{number(figures.keyInformants)}
						</td>
						<td
							className={figures.openCases > 0 ? 'number stop' : 'number'}
							data-label={t('coverage.column.openCases')}
						>
							{figures.openCases > 0 && opensRecords ? (
								<Link href={`/desk/records?${searchOf({ round, district: district.code, disputed: '1' })}`}>
									{number(figures.openCases)}
								</Link>
							) : (
								number(figures.openCases)
							)}
						</td>
						<td data-label={t('coverage.column.lastSync')}>
							{figures.lastSync ? dateTimeIn(appLanguage, figures.lastSync) : t('coverage.noSync')}
						</td>
					</tr>
				))}
			</tbody>
		</table>
	)
}

function Bar({ figures }: { figures: DistrictCoverage }) {
	return (
		<span className="bar-track" aria-hidden="true">
			<span className="bar-fill" style={{ inlineSize: `${Math.min(100, shareOf(figures) * 100)}%` }} />
		</span>
	)
}
