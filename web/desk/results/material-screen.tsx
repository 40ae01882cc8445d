import './results.css'
import { Link } from 'wouter'
import { attachmentApi } from '#shared/api/records'
import { resultApi } from '#shared/api/results'
import { localize } from '#shared/forms/localized-text'
import {
	amountOf,
	computeMaterialPerCapita,
	type Material,
	type MaterialResponse,
	materialNames,
	materials,
} from '#shared/results/material'
import { addressOf } from '../../api/call-route.ts'
import { dateTimeIn, dayIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { Axes, endOfScale } from '../kit/charts/axes.tsx'
import { DistrictFigure } from '../kit/charts/district-figure.tsx'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { useScope } from '../kit/scope.tsx'
import { SelectMenu } from '../kit/select-menu.tsx'
import { saveRows } from '../kit/table-rows.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { formatPerCapita, formatPerCapitaShort } from './format-estimate.ts'
import { useResultsFilter } from './results-filter.ts'

/**
 * Campaign material put up, handed out, sent and broadcast, against the plan: by district, by week, and in
 * photos.
 */
export function MaterialScreen() {
	const { t, language } = useTranslations()
	const [filter, change] = useResultsFilter()
	const { round } = useScope('round')
	const { found, problem, reload } = useRoute(resultApi.material, { query: { round } }, 'take')
	const material = materialNames.find((each) => each === filter.material) ?? 'streamer'
	const named = (each: Material) => t(`results.material.name.${each}`)
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('results.material.title')}</h1>
				<button type="button" className="plain small" onClick={reload}>
					{t('desk.refresh')}
				</button>
			</header>
			<DemonstrationNote isMadeUp={found?.demonstration ?? false} />
			<ProblemNote problem={problem} />
			{found && (
				<>
					<PlanTable response={found} />
					<p className="hint">{t('results.material.help')}</p>
					<div className="filters">
						<SelectMenu
							label={t('results.material.shown')}
							value={material}
							options={materialNames.map((each) => [each, named(each)])}
							onChoose={(next) => change({ material: next })}
						/>
						<button
							type="button"
							className="plain small"
							onClick={() => saveRows(`material-${round}.csv`, rowsOf(found))}
						>
							{t('results.exportCsv')}
						</button>
					</div>
					<div className="coverage">
						<div className="stack">
							<DoseTiles response={found} material={material} />
							<WeekChart response={found} material={material} />
						</div>
						<DistrictTable response={found} material={material} />
					</div>
					<PhotoWall response={found} />
					<p className="hint">{t('results.change.asOf', { time: dateTimeIn(language, found.at) })}</p>
				</>
			)}
		</div>
	)
}

interface MaterialView {
	readonly response: MaterialResponse
	readonly material: Material
}

function PlanTable({ response }: Pick<MaterialView, 'response'>) {
	const { t, language } = useTranslations()
	return (
		<table className="table figures amounts">
			<thead>
				<tr>
					<th scope="col">{t('results.material.material')}</th>
					<th scope="col" className="number">
						{t('results.material.delivered')}
					</th>
					<th scope="col" className="number">
						{t('results.material.plan')}
					</th>
					<th scope="col" className="number">
						{t('results.material.share')}
					</th>
					<th scope="col" className="number">
						{t('results.material.entries')}
					</th>
				</tr>
			</thead>
			<tbody>
				{materialNames.map((each) => {
					const { plan, counts } = materials[each]
					const amount = amountOf(each, response.totals[each])
					return (
						<tr key={each}>
							<th scope="row">
								{t(`results.material.name.${each}`)}{' '}
								<span className="hint">{t(`results.material.counts.${counts}`)}</span>
							</th>
							<td className="number" data-label={t('results.material.delivered')}>
								{numberIn(language, amount)}
							</td>
							<td className="number" data-label={t('results.material.plan')}>
								{plan === null ? '' : numberIn(language, plan)}
							</td>
							<td className="number" data-label={t('results.material.share')}>
								<bdi>{plan === null ? '' : `${Math.round((100 * amount) / plan)}%`}</bdi>
							</td>
							<td className="number" data-label={t('results.material.entries')}>
								{numberIn(language, response.totals[each]?.entries ?? 0)}
							</td>
						</tr>
					)
				})}
			</tbody>
		</table>
	)
}

function DistrictTable({ response, material }: MaterialView) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const names = new Map(study.districts.map(({ code, name }) => [code, localize(name, language)]))
	const isStreamer = material === 'streamer'
	const { people, byDistrict } = computeMaterialPerCapita(response.districts, material)
	const doseHead = t('results.material.dose', { people: numberIn(language, people) })
	return (
		<table className="table figures amounts">
			<thead>
				<tr>
					<th scope="col">{t('results.breakdown.district')}</th>
					<th scope="col" className="number">
						{t(`results.material.name.${material}`)}
					</th>
					<th scope="col" className="number">
						{doseHead}
					</th>
					{isStreamer && (
						<th scope="col" className="number">
							{t('results.material.stillInPlace')}
						</th>
					)}
					<th scope="col" className="number">
						{t('results.material.flagged')}
					</th>
				</tr>
			</thead>
			<tbody>
				{response.districts.map(
					({ code, counts, displayedCopies: stillInPlace, flaggedEntries: flaggedCount }) => {
						const amount = amountOf(material, counts[material])
						return (
							<tr key={code}>
								<th scope="row">{names.get(code) ?? code}</th>
								<td className="number" data-label={t(`results.material.name.${material}`)}>
									{numberIn(language, amount)}
								</td>
								<td className="number" data-label={doseHead}>
									{formatPerCapita(language, byDistrict.get(code) ?? null)}
								</td>
								{isStreamer && (
									<td className="number" data-label={t('results.material.stillInPlace')}>
										{numberIn(language, stillInPlace)}
									</td>
								)}
								<td className="number" data-label={t('results.material.flagged')}>
									{flaggedCount === 0 ? '' : numberIn(language, flaggedCount)}
								</td>
							</tr>
						)
					},
				)}
			</tbody>
		</table>
	)
}

function DoseTiles({ response, material }: MaterialView) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const { round } = useScope('round')
	const { people, byDistrict } = computeMaterialPerCapita(response.districts, material)
	const most = Math.max(0.000_001, ...[...byDistrict.values()].map((each) => each ?? 0))
	return (
		<DistrictFigure
			round={round}
			legend={{ low: numberIn(language, 0), high: formatPerCapita(language, most) }}
			caption={t('results.material.tileMap', {
				material: t(`results.material.name.${material}`),
				people: numberIn(language, people),
			})}
			values={study.districts
				.filter(({ code }) => byDistrict.has(code))
				.map((district) => {
					const own = byDistrict.get(district.code) ?? null
					return {
						district,
						text: formatPerCapitaShort(language, own),
						fill: own === null ? null : own / most,
						href: null,
						title: `${localize(district.name, language)}: ${formatPerCapita(language, own)}`,
					}
				})}
		/>
	)
}

function WeekChart({ response: { weeks }, material }: MaterialView) {
	const { t, language } = useTranslations()
	const [chosen, change] = useResultsFilter()
	const isTable = chosen.weeks === 'table'
	const shown = weeks.map(({ week, counts }) => ({ week, amount: amountOf(material, counts[material]) }))
	if (shown.length === 0) return null
	const title = t('results.material.weeks', { material: t(`results.material.name.${material}`) })
	const end = endOfScale(Math.max(...shown.map(({ amount }) => amount)))
	return (
		<figure className="chart">
			<figcaption>{title}</figcaption>
			{isTable ? (
				<table className="table days-table">
					<thead>
						<tr>
							<th scope="col">{t('results.material.week')}</th>
							<th scope="col" className="number">
								{t(`results.material.name.${material}`)}
							</th>
						</tr>
					</thead>
					<tbody>
						{shown.map(({ week, amount }) => (
							<tr key={week}>
								<th scope="row">{dayIn(language, week)}</th>
								<td className="number">{numberIn(language, amount)}</td>
							</tr>
						))}
					</tbody>
				</table>
			) : (
				<Axes
					title={title}
					end={end}
					steps={shown.length}
					nameWidth={64}
					names={shown.map(({ week }, i) => ({ at: i + 0.5, text: dayIn(language, week) }))}
				>
					{({ x, y, step }) => {
						const bar = Math.max(2, Math.min(step - 2, 28))
						return shown.map(({ week, amount }, i) => (
							<rect
								key={week}
								className="bar"
								x={x(i + 0.5) - bar / 2}
								y={y(amount)}
								width={bar}
								height={y(0) - y(amount)}
							/>
						))
					}}
				</Axes>
			)}
			<button type="button" className="plain small" onClick={() => change({ weeks: isTable ? '' : 'table' })}>
				{t(isTable ? 'coverage.chart.asChart' : 'coverage.chart.asTable')}
			</button>
		</figure>
	)
}

function PhotoWall({ response }: Pick<MaterialView, 'response'>) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const [{ pictures }, change] = useResultsFilter()
	const isShown = pictures !== undefined
	const isDoubtful = pictures === 'asked'
	const names = new Map(study.districts.map(({ code, name }) => [code, localize(name, language)]))
	const photos = response.photos.filter(({ flags }) => !isDoubtful || flags.length > 0)
	return (
		<section className="stack tight" aria-labelledby="photos">
			<h2 id="photos">{t('results.material.photos')}</h2>
			{response.photos.length > 0 && <p className="hint">{t('results.material.photosLogged')}</p>}
			{response.photos.length === 0 ? (
				<p>{t('results.material.noPhotos')}</p>
			) : isShown ? (
				<>
					<label className="inline">
						<input
							type="checkbox"
							checked={isDoubtful}
							onChange={({ target }) => change({ pictures: target.checked ? 'asked' : 'all' })}
						/>
						<span>{t('results.material.onlyFlagged')}</span>
					</label>
					<ul className="photo-wall">
						{photos.map(({ record, attachment, district, day, flags }) => {
							const where = `${names.get(district) ?? district}, ${day === '' ? '' : dayIn(language, day)}`
							return (
								<li key={attachment} className={flags.length > 0 ? 'doubtful' : ''}>
									<Link href={`/desk/records/${encodeURIComponent(record)}`}>
										<img
											src={addressOf(attachmentApi.download, { params: { id: record, attachment } })}
											alt={where}
											loading="lazy"
										/>
										<span>{where}</span>
										{flags.map((kind) => (
											<span key={kind} className="hint">
												{t.orElse(`quality.kinds.${kind}`, kind)}
											</span>
										))}
									</Link>
								</li>
							)
						})}
					</ul>
				</>
			) : (
				<button type="button" className="plain small" onClick={() => change({ pictures: 'all' })}>
					{t('results.material.showPhotos', { count: response.photos.length })}
				</button>
			)}
		</section>
	)
}

const heads = [
	'district',
	'people',
	'material',
	'entries',
	'copies',
	'reached',
	'times',
	'dose',
	'dose_for_people',
	'asked_about',
]

/** Returns one row for each district and material; numbers are unformatted. */
function rowsOf({ districts }: MaterialResponse): string[][] {
	const doses = materialNames.map((material) => ({
		material,
		...computeMaterialPerCapita(districts, material),
	}))
	const lines = districts.flatMap(({ code, people, counts, flaggedEntries: flaggedCount }) =>
		doses.map(({ material, people: forPeople, byDistrict }) => {
			const { entries, copies, reached, times } = counts[material] ?? {
				entries: 0,
				copies: 0,
				reached: 0,
				times: 0,
			}
			const dose = byDistrict.get(code) ?? ''
			const counted = [entries, copies, reached, times]
			return [code, people ?? '', material, ...counted, dose, forPeople, flaggedCount].map(String)
		}),
	)
	return [heads, ...lines]
}
