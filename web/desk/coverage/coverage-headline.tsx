import { Link } from 'wouter'
import type { Coverage, DistrictCoverage, OnPhones } from '#shared/coverage/coverage'
import { forecastOfParts } from '#shared/coverage/forecast-of-parts'
import { forecast } from '#shared/coverage/projected-finish'
import { may } from '#shared/people/roles'
import { dateTimeIn, dayIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useDesk } from '../kit/desk-context.ts'
import type { OverviewRow } from '../overview/district-rows.ts'
import { Counted } from './coverage-cell.tsx'
import { listOf } from './coverage-table.tsx'
import type { CoverageRow } from './district-coverage.ts'
import { FurthestBehind } from './furthest-behind.tsx'

/** Time in ms after which an unfinished district counts as silent. */
const silentMs = 2 * 86_400_000

type CoverageSummary = Pick<Coverage, 'round' | 'today' | 'since'> & {
	/** Key informants of the whole country, as `onOtherPhones`; null if a part of it is shown. */
	readonly nationalInformants: number | null
	readonly onOtherPhones: OnPhones | null
}

/** Progress in one sentence with numbers; then the projected finish and what is new. */
export function CoverageHeadline({
	rows,
	whole,
	found,
	statuses,
}: {
	/** Districts. */
	rows: readonly CoverageRow[]
	whole: CoverageRow
	found: CoverageSummary
	/** Districts of the user with their plan, the farthest behind first; null while they load. */
	statuses: readonly OverviewRow[] | null
}) {
	const { t, language } = useTranslations()
	const { figures } = whole
	const number = (value: number) => numberIn(language, value)
	const untouched = rows.filter(
		({ figures: { interviews, targetInterviews } }) => interviews === 0 && targetInterviews > 0,
	).length
	return (
		<div className="coverage-headline">
			<p className="headline">
				{t('coverage.headline', {
					done: number(figures.interviews),
					target: number(figures.targetInterviews),
					groups: number(figures.focusGroups),
					groupTarget: number(figures.targetFocusGroups),
					informants: number(figures.keyInformants + (found.nationalInformants ?? 0)),
				})}{' '}
				{rows.length > 1 &&
					(untouched > 1 ? (
						t('coverage.notStarted', { count: untouched })
					) : (
						<FurthestBehind rows={rows} statuses={statuses} />
					))}{' '}
				{rows.length > 1 ? (
					<WholeForecast rows={rows} today={found.today} />
				) : (
					<ForecastSentence figures={figures} today={found.today} />
				)}
			</p>
			<p>
				<Waiting figures={figures} found={found} whole={whole} />
			</p>
			<p>
				<Lately figures={figures} found={found} rows={rows} whole={whole} />
			</p>
		</div>
	)
}

export function ForecastSentence({ figures, today }: { figures: DistrictCoverage; today: string }) {
	const { t, language } = useTranslations()
	const found = forecast(figures.days, { today, missing: figures.missing })
	switch (found.outcome) {
		case 'done':
			return t('coverage.forecast.done')
		case 'too-few-days':
			return t('coverage.forecast.tooFewDays')
		case 'at-rest':
			return t('coverage.forecast.atRest')
		case 'finishes': {
			const values = {
				day: dayIn(language, found.day),
				earliest: dayIn(language, found.earliest),
				pace: numberIn(language, Math.round(found.pace)),
			}
			if (found.earliest === found.latest) return t('coverage.forecast.finishesWithoutRange', values)
			return found.latest === null
				? t('coverage.forecast.finishesOpenEnded', values)
				: t('coverage.forecast.finishes', { ...values, latest: dayIn(language, found.latest) })
		}
	}
}

/** Projected finish of several districts, with what it depends on. */
function WholeForecast({ rows, today }: { rows: readonly CoverageRow[]; today: string }) {
	const { t, language } = useTranslations()
	const found = forecastOfParts(
		rows.map(({ figures }) => figures),
		today,
	)
	const { most, last, total } = found
	if (total > 0 && rows.every(({ figures }) => figures.missing === 0)) return t('coverage.forecast.done')
	const reasons = (['notStarted', 'atRest', 'tooFewDays'] as const).flatMap((reason) =>
		found[reason] === 0 ? [] : [t(`coverage.forecast.without.${reason}`, { count: found[reason] })],
	)
	const dated = [
		...(most
			? [
					t('coverage.forecast.districtsBy', {
						count: most.count,
						of: numberIn(language, total),
						day: dayIn(language, most.day),
					}),
				]
			: []),
		...(last
			? [
					t('coverage.forecast.lastDistrict', {
						district: rows[last.part]?.name ?? '',
						day: dayIn(language, last.day),
					}),
				]
			: []),
	]
	return t('coverage.forecast.summary', {
		parts: [...(dated.length > 0 ? dated : [t('coverage.forecast.noDate')]), ...reasons].join(
			t('coverage.forecast.separator'),
		),
	})
}

/** Records that do not count yet, or need a decision. */
function Waiting({
	figures,
	found,
	whole,
}: {
	figures: DistrictCoverage
	found: CoverageSummary
	whole: CoverageRow
}) {
	const { t, language } = useTranslations()
	const { person } = useDesk()
	const here = figures.onPhones?.records ?? 0
	const elsewhere = found.onOtherPhones?.records ?? 0
	const drafts = (figures.onPhones?.drafts ?? 0) + (found.onOtherPhones?.drafts ?? 0)
	const onPhones =
		here + elsewhere + drafts === 0
			? t('coverage.noneUnsent')
			: t('coverage.unsent', {
					count: here + elsewhere,
					total: numberIn(language, here + elsewhere),
					drafts: numberIn(language, drafts),
				})
	return (
		<>
			{figures.onPhones !== null &&
				(may(person.role, 'devices.read') ? <Link href="/desk/devices">{onPhones}</Link> : onPhones)}{' '}
			{elsewhere > 0 &&
				t('coverage.unsentElsewhere', { count: elsewhere, total: numberIn(language, elsewhere) })}{' '}
			<Counted
				list={figures.disputed > 0 ? listOf(whole, found.round, { counted: '1', disputed: '1' }) : null}
			>
				{t('coverage.conflicts', { count: figures.disputed })}
			</Counted>
		</>
	)
}

function Lately({
	figures: { lately },
	found,
	rows,
	whole,
}: {
	figures: DistrictCoverage
	found: CoverageSummary
	rows: readonly CoverageRow[]
	whole: CoverageRow
}) {
	const { t, language } = useTranslations()
	const { seq } = found.since
	const silent = rows.filter(
		({ figures: { lastSync, interviews, targetInterviews, onPhones } }) =>
			onPhones !== null &&
			lastSync !== null &&
			interviews < targetInterviews &&
			Date.parse(found.since.time) + 86_400_000 - Date.parse(lastSync) > silentMs,
	)
	const counts = [
		[lately.interviews, 'interviews', { form: 'household', outcome: 'done', finishedAfter: seq }],
		[lately.returned, 'returned', { status: 'returned', changedAfter: seq }],
		[lately.disputed, 'disputed', { disputed: '1', disputedAfter: seq }],
	] as const
	return (
		<>
			{t('coverage.sinceLastVisit.heading', { time: dateTimeIn(language, found.since.time) })}{' '}
			{counts.every(([count]) => count === 0) && t('coverage.sinceLastVisit.none')}
			{counts
				.filter(([count]) => count > 0)
				.map(([count, name, list], i) => (
					<span key={name}>
						{i > 0 && ' · '}
						<Counted list={listOf(whole, found.round, { counted: '1', ...list })}>
							{t(`coverage.sinceLastVisit.${name}`, { count, total: numberIn(language, count) })}
						</Counted>
					</span>
				))}
			{silent.length > 0 && counts.some(([count]) => count > 0) ? ' · ' : ' '}
			{silent.length > 0 &&
				t('coverage.sinceLastVisit.notSynced', {
					count: silent.length,
					districts: silent.map(({ name }) => name).join(language === 'en' ? ', ' : '، '),
				})}
		</>
	)
}
