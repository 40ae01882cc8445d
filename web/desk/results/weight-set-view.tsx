import { useState } from 'react'
import { weightApi } from '#shared/api/weights'
import { localize } from '#shared/forms/localized-text'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { weightVersions } from '#shared/results/estimates-response'
import {
	type WeightingInputName,
	type WeightSet,
	type WeightsVerification,
	weightingInputNames,
	withoutWeightBy,
} from '#shared/results/weight-sets'
import { addressOf, callRoute } from '../../api/call-route.ts'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { DownloadButton } from '../kit/download-button.tsx'
import { WeightVersionNote } from './weight-version.tsx'

/** A weight set: its report, its download, and a check that it can be reproduced. */
export function WeightSetView({ round, set }: { readonly round: string; readonly set: WeightSet }) {
	const { t, language } = useTranslations()
	const [checked, setChecked] = useState<WeightsVerification | null>(null)
	const [isBusy, setBusy] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	const name = t('results.weighting.setNumber', { n: numberIn(language, set.n) })
	const inputText = useInputText(set)
	async function check() {
		setBusy(true)
		setProblem(null)
		try {
			setChecked(await callRoute(weightApi.verify, { body: { round, n: set.n } }))
		} catch (thrown) {
			setProblem(asProblem(thrown))
		} finally {
			setBusy(false)
		}
	}
	return (
		<div className="stack tight">
			<p className="hint">
				<bdi>{set.by}</bdi> · {dateTimeIn(language, set.at)} ·{' '}
				{t('results.weighting.dataUntil', { seq: numberIn(language, set.seq) })}
			</p>
			<WeightReportView report={set.report} />
			<details>
				<summary>{t('results.weighting.inputChecksums')}</summary>
				<ul>
					{weightingInputNames
						.filter((each) => set.madeOf.digests[each] !== '')
						.map((each) => (
							<li key={each}>
								{inputText(each)}: <bdi className="checksum">{set.madeOf.digests[each]}</bdi>
							</li>
						))}
				</ul>
			</details>
			<p className="hint">
				{t('results.weighting.checksum')}: <bdi className="checksum">{set.checksum}</bdi>
			</p>
			<ProblemNote problem={problem} />
			{checked && (
				<div className={checked.isSame ? 'note ok' : 'note stop'} role="status">
					<p>
						{checked.isSame
							? t('results.weighting.identical')
							: t('results.weighting.different', { what: checked.differs.map(inputText).join(' · ') })}
					</p>
					{checked.gone > 0 && <p>{t('results.weighting.erasedSince', { count: checked.gone })}</p>}
				</div>
			)}
			<div className="actions">
				<DownloadButton
					address={addressOf(weightApi.download, { query: { round, n: set.n } })}
					text={t('results.weighting.download')}
					name={name}
				/>
				<button
					type="button"
					className="plain"
					disabled={isBusy}
					aria-label={`${t(isBusy ? 'results.weighting.verifying' : 'results.weighting.verify')}: ${name}`}
					onClick={() => void check()}
				>
					{t(isBusy ? 'results.weighting.verifying' : 'results.weighting.verify')}
				</button>
			</div>
		</div>
	)
}

/** Returns the name of an input of the set, with the version of a file. */
function useInputText({ madeOf }: WeightSet): (input: WeightingInputName) => string {
	const { t, language } = useTranslations()
	return (input) => {
		const n = input === 'census' || input === 'clusters' ? madeOf[input] : null
		return t(`results.weighting.input.${input}`, { n: n === null ? '' : numberIn(language, n) })
	}
}

/** Report on weights: interviews without a weight and why, assumptions, and how unequal the weights are. */
function WeightReportView({ report }: { readonly report: WeightSet['report'] }) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const number = (of: number) => numberIn(language, of)
	const decimal = (of: number | null) =>
		of === null ? '' : numberIn(language, of, { maximumSignificantDigits: 5 })
	const districtName = (code: string) => {
		const known = study.districts.find((each) => each.code === code)
		return known ? localize(known.name, language) : code
	}
	const formatCounts = (counts: Readonly<Record<string, number>>) =>
		Object.fromEntries(Object.entries(counts).map(([from, n]) => [from, number(n)]))
	return (
		<>
			<p>
				{t('results.weighting.weightedCount', {
					weighted: number(report.weighted),
					interviews: number(report.interviews),
				})}
			</p>
			<ul>
				{withoutWeightBy
					.filter((each) => report.without[each] > 0)
					.map((each) => (
						<li key={each}>{t(`results.weighting.without.${each}`, { n: number(report.without[each]) })}</li>
					))}
				{(['chance', 'listed', 'drawn'] as const).map((each) => (
					<li key={each}>
						{t(`results.weighting.inputSources.${each}`, formatCounts(report.clusters[each]))}
					</li>
				))}
				{report.trimmed > 0 && <li>{t('results.weighting.trimmed', { n: number(report.trimmed) })}</li>}
				{report.unsettled.length > 0 && (
					<li>
						{t('results.weighting.aboveLimit', { districts: report.unsettled.map(districtName).join(' · ') })}
					</li>
				)}
				{report.empty.length > 0 && (
					<li>
						{t('results.weighting.emptyGroups', {
							who: report.empty
								.map(({ district, sex }) =>
									t(sex === 'male' ? 'results.weighting.men' : 'results.weighting.women', {
										district: districtName(district),
									}),
								)
								.join(' · '),
						})}
					</li>
				)}
			</ul>
			{weightVersions.slice(1).map((version) => (
				<WeightVersionNote key={version} version={version} />
			))}
			<table className="table">
				<thead>
					<tr>
						<th scope="col">{t('results.weighting.version')}</th>
						{(['deff', 'smallest', 'largest', 'sum'] as const).map((each) => (
							<th key={each} scope="col" className="number">
								{t(`results.weighting.${each}`)}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{(['averageOfTheDistricts', 'peopleOfTheDistricts'] as const).map((version, i) => (
						<tr key={version}>
							<th scope="row">{t(`results.weight.${weightVersions[i + 1] ?? 'none'}`)}</th>
							{(['deff', 'smallest', 'largest', 'sum'] as const).map((each) => (
								<td key={each} className="number" data-label={t(`results.weighting.${each}`)}>
									<bdi>{decimal(report[version][each])}</bdi>
								</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
		</>
	)
}
