import type { ReactNode } from 'react'
import type { ChangeResponse, ComparedEstimate } from '#shared/results/estimates-response'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { EstimateWithBase } from './estimate-cells.tsx'
import { differenceText, formatDifferenceSuppression, formatPerCapita, pText } from './format-estimate.ts'
import { IntervalBar } from './interval-bar.tsx'
import type { listMaterialPerCapita } from './material-per-capita.ts'

/**
 * True if the interval excludes 0, but the change is not significant after adjusting for all comparisons of
 * its family.
 */
const isChangeAlone = ({ interval, verdict }: ComparedEstimate): boolean =>
	verdict === 'no-reliable-change' && interval !== null && (interval.low > 0 || interval.high < 0)

/** One estimate before and after. */
export interface ChangeTableRow {
	readonly key: string
	readonly name: ReactNode
	readonly title: string
	readonly kind: ChangeResponse['indicators'][number]['kind']
	readonly compared: ComparedEstimate
	readonly isChosen: boolean
}

interface ChangeTableProps {
	readonly first: string
	readonly lines: readonly ChangeTableRow[]
	/** Material per capita; absent if rows are not districts. */
	readonly doses?: ReturnType<typeof listMaterialPerCapita>
}

/** Table of estimates before and after, with their differences. */
export function ChangeTable({ first, lines, doses = [] }: ChangeTableProps) {
	const { t, language } = useTranslations()
	const doseHeads = doses.map(({ material, people }) =>
		t('results.change.dose', {
			material: t(`results.material.name.${material}`),
			people: numberIn(language, people),
		}),
	)
	/** Returns the end of the scale; shares and means have scales of their own. */
	const mostOf = (kind: ChangeTableRow['kind']): number =>
		Math.max(
			0.05,
			...lines
				.filter((line) => line.kind === kind)
				.map(({ compared: { interval } }) => Math.max(-(interval?.low ?? 0), interval?.high ?? 0)),
		)
	const most = { share: mostOf('share'), mean: mostOf('mean') }
	return (
		<table className="table figures compared">
			<thead>
				<tr>
					<th scope="col">{first}</th>
					<th scope="col" className="number">
						{t('results.change.before')}
					</th>
					<th scope="col" className="number">
						{t('results.change.after')}
					</th>
					<th scope="col">{t('results.chart')}</th>
					<th scope="col" className="number">
						{t('results.change.difference')}
					</th>
					<th scope="col" className="number">
						{t('results.interval')}
					</th>
					<th scope="col">{t('results.change.result')}</th>
					{doseHeads.map((head) => (
						<th key={head} scope="col" className="number">
							{head}
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{lines.map((line) => (
					<ChangeRow key={line.key} line={line} most={most[line.kind]} doses={doses} doseHeads={doseHeads} />
				))}
			</tbody>
		</table>
	)
}

interface ChangeRowProps extends Required<Pick<ChangeTableProps, 'doses'>> {
	readonly line: ChangeTableRow
	/** End of the scale, on both sides of 0. */
	readonly most: number
	readonly doseHeads: readonly string[]
}

function ChangeRow({ line, most, doses, doseHeads }: ChangeRowProps) {
	const { t, language } = useTranslations()
	const { key, name, title, kind, compared, isChosen } = line
	const { from, to, value, interval, verdict } = compared
	const less = (of: number) => differenceText(language, kind, of)
	const span = interval ? t('results.between', { low: less(interval.low), high: less(interval.high) }) : ''
	return (
		<tr className={isChosen ? 'chosen' : ''}>
			<th scope="row">{name}</th>
			<td className="number" data-label={t('results.change.before')}>
				<EstimateWithBase kind={kind} figure={from} />
			</td>
			<td className="number" data-label={t('results.change.after')}>
				<EstimateWithBase kind={kind} figure={to} />
			</td>
			<td className="drawn">
				{value !== null && (
					<IntervalBar
						from={-most}
						to={most}
						value={value}
						interval={interval}
						mark={0}
						isQuiet={verdict !== 'change'}
						title={`${title}: ${less(value)} (${span})`}
					/>
				)}
			</td>
			<td className="number" data-label={t('results.change.difference')}>
				<bdi>{value === null ? '' : less(value)}</bdi>
			</td>
			<td className="number hint" data-label={t('results.interval')}>
				<bdi>{span}</bdi>
			</td>
			<td className={verdict === 'change' ? 'moved' : 'quiet'} data-label={t('results.change.result')}>
				{verdict ? t(`results.change.verdict.${verdict}`) : formatDifferenceSuppression(t, compared)}
				{isChangeAlone(compared) && (
					<div className="hint">
						{t('results.change.notAfterAdjustment', { p: pText(language, compared.adjustedP ?? 1) })}
					</div>
				)}
			</td>
			{doses.map(({ material, byDistrict }, i) => (
				<td key={material} className="number hint" data-label={doseHeads[i]}>
					{formatPerCapita(language, byDistrict.get(key) ?? null)}
				</td>
			))}
		</tr>
	)
}
