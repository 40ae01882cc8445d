import { useState } from 'react'
import { Link } from 'wouter'
import { may } from '#shared/access/roles'
import type { DistrictCoverage } from '#shared/campaign/coverage'
import { textIn } from '#shared/forms/texts'
import { useDesk } from '../desk/desk-context.ts'
import { searchOf } from '../sync/desk-client.ts'
import { dateTimeIn, numberIn } from '../ui/dates.ts'
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

/** The table of districts, sorted by any column; at phone width one card a district. */
export function CoverageTable({ covered, round }: { covered: readonly Covered[]; round: string }) {
	const { t, language: appLanguage } = useTexts()
	const { person } = useDesk()
	const [sort, setSort] = useState<{ column: Column; isDown: boolean }>({ column: 'district', isDown: false })
	const collator = new Intl.Collator(appLanguage)
	const sorted = [...covered].sort((a, b) => {
		const order =
			sort.column === 'district'
				? collator.compare(textIn(a.district.name, appLanguage), textIn(b.district.name, appLanguage))
				: sort.column === 'interviews'
					? shareOf(a.figures) - shareOf(b.figures)
					: sort.column === 'lastSync'
						? (a.figures.lastSync ?? '').localeCompare(b.figures.lastSync ?? '')
						: a.figures[sort.column] - b.figures[sort.column]
		return sort.isDown ? -order : order
	})
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
