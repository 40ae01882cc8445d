import './results.css'
import { useState } from 'react'
import { resultApi } from '#shared/api/results'
import { localize } from '#shared/forms/localized-text'
import type { IndicatorListItem } from '#shared/results/indicators-api'
import { dateIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import { IndicatorForm } from './indicator-form.tsx'

/** Definitions of the indicators: denominator and numerator. */
export function IndicatorsScreen() {
	const { t, language } = useTranslations()
	const { found, problem, reload } = useRoute(resultApi.indicators, {})
	const [isNew, setNew] = useState(0)
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('results.indicators.title')}</h1>
			</header>
			<p className="hint">{t('results.indicators.help')}</p>
			<ProblemNote problem={problem} />
			{found?.map((each) => (
				<details key={`${each.id} ${each.version}`} className="panel">
					<summary>
						<bdi>{each.id}</bdi> {localize(each.label, language)}
						{each.isOn ? '' : ` (${t('results.indicators.off')})`}
					</summary>
					<div className="stack tight">
						<IndicatorForm before={each} taken={[]} onSaved={reload} />
						<Wordings indicator={each} />
					</div>
				</details>
			))}
			{found && (
				<details key={`new ${isNew}`} className="panel">
					<summary>{t('results.indicators.add')}</summary>
					<div className="stack tight">
						<IndicatorForm
							before={null}
							taken={found.map(({ id }) => id)}
							onSaved={() => {
								reload()
								setNew(isNew + 1)
							}}
						/>
					</div>
				</details>
			)}
		</div>
	)
}

/** Current and earlier wordings. */
function Wordings({ indicator }: { readonly indicator: IndicatorListItem }) {
	const { t, language } = useTranslations()
	const all = [indicator, ...indicator.earlier]
	return (
		<ul className="plain-list">
			{all.map(({ version, by, at, base, says: expression }) => (
				<li key={version}>
					{t('results.indicators.version', { version: String(version) })}{' '}
					<span className="hint">
						{at
							? t('results.indicators.changedBy', { who: by ?? '', time: dateIn(language, at) })
							: t('results.indicators.builtIn')}
					</span>
					<div className="indicator-says">
						{base} → {expression}
					</div>
				</li>
			))}
		</ul>
	)
}
