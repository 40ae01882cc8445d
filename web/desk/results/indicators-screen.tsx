import './results.css'
import { useState } from 'react'
import { localize } from '#shared/forms/localized-text'
import { asProblem, Problem } from '#shared/kernel/problem'
import type { IndicatorListItem, TryIndicatorResponse } from '#shared/results/indicators-api'
import { indicators, saveIndicator, tryIndicator } from '../../api/results-client.ts'
import { dateIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { ExpressionField } from '../cleaning/expression-field.tsx'
import { useUsualRound } from '../kit/default-round.ts'
import { useDesk } from '../kit/desk-context.ts'
import { expectedText } from '../kit/expected-text.ts'
import { SelectMenu } from '../kit/select-menu.tsx'
import { useUnsavedChanges } from '../kit/unsaved-changes.ts'
import { useServerData } from '../kit/use-server-data.ts'
import { BackToResults } from './back-to-results.tsx'
import { valueText } from './format-estimate.ts'

/** Definitions of the indicators: denominator and numerator. */
export function IndicatorsScreen() {
	const { t, language } = useTranslations()
	const { found, problem, reload } = useServerData('indicators', indicators)
	const [isNew, setNew] = useState(0)
	return (
		<div className="stack">
			<header className="desk-head">
				<BackToResults />
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

interface IndicatorFormProps {
	/** Null for a new indicator. */
	readonly before: IndicatorListItem | null
	/** Short names that are already in use. */
	readonly taken: readonly string[]
	readonly onSaved: () => void
}

/** Edits an indicator, tests it on a round, and saves it. */
function IndicatorForm({ before, taken, onSaved }: IndicatorFormProps) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const [round, setRound] = useState(useUsualRound())
	const [id, setId] = useState(before?.id ?? '')
	const [label, setLabel] = useState<Record<string, string>>({ en: '', ur: '', ...before?.label })
	const [kind, setKind] = useState(before?.kind ?? 'share')
	const [base, setBase] = useState(before?.base ?? "${result} = 'complete' and ${consent} = 'yes'")
	const [expression, setExpression] = useState(before?.says ?? '')
	const [notRelevantRule, setNotRelevantRule] = useState(before?.notAsked ?? 'is-no')
	const [isOn, setOn] = useState(before?.isOn ?? true)
	const [tried, setTried] = useState<TryIndicatorResponse | null>(null)
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isBusy, setBusy] = useState(false)
	const wording = {
		label: { en: label.en?.trim() ?? '', ur: label.ur?.trim() ?? '' },
		kind,
		notAsked: notRelevantRule,
		base: base.trim(),
		says: expression.trim(),
	}
	const isTaken = taken.includes(id)
	const canTry = wording.base !== '' && wording.says !== ''
	const canSave =
		canTry &&
		!isTaken &&
		/^[A-Za-z][A-Za-z0-9-]{0,30}$/.test(id) &&
		wording.label.en !== '' &&
		wording.label.ur !== ''
	useUnsavedChanges(
		'decision',
		expression.trim() !== (before?.says ?? '') || base.trim() !== (before?.base ?? base).trim(),
	)

	async function working(work: () => Promise<void>) {
		setBusy(true)
		setProblem(null)
		try {
			await work()
		} catch (thrown) {
			setTried(null)
			setProblem(asProblem(thrown))
		} finally {
			setBusy(false)
		}
	}
	const changed = (set: (value: string) => void) => (value: string) => {
		set(value)
		setTried(null)
	}
	return (
		<>
			{!before && (
				<label className="field">
					{t('results.indicators.id')}
					<input dir="ltr" maxLength={31} value={id} onChange={({ target }) => setId(target.value)} />
					<span className="hint">{t('results.indicators.idHint')}</span>
					{isTaken && (
						<span className="note stop" role="alert">
							{t('results.indicators.idTaken')}
						</span>
					)}
				</label>
			)}
			{(['en', 'ur'] as const).map((each) => (
				<label key={each} className="field">
					{t(`results.indicators.label.${each}`)}
					<input
						dir="auto"
						lang={each}
						maxLength={200}
						value={label[each] ?? ''}
						onChange={({ target }) => setLabel({ ...label, [each]: target.value })}
					/>
				</label>
			))}
			<div className="filters">
				<SelectMenu
					label={t('results.indicators.kind')}
					value={kind}
					options={(['share', 'mean'] as const).map((each) => [each, t(`results.indicators.kinds.${each}`)])}
					onChoose={changed((each) => setKind(each as typeof kind))}
				/>
				<SelectMenu
					label={t('results.indicators.notAsked')}
					value={notRelevantRule}
					options={(['is-no', 'is-out'] as const).map((each) => [
						each,
						t(`results.indicators.notAskedOption.${each}`),
					])}
					onChoose={changed((each) => setNotRelevantRule(each as typeof notRelevantRule))}
				/>
			</div>
			<ExpressionField
				label={t('results.indicators.denominator')}
				example="${consent} = 'yes'"
				hint={t('results.indicators.denominatorHint')}
				value={base}
				onChange={changed(setBase)}
			/>
			<ExpressionField
				label={t(kind === 'share' ? 'results.indicators.numerator' : 'results.indicators.value')}
				example="${heard_tip} = 'yes'"
				hint={t('results.indicators.numeratorHint')}
				value={expression}
				onChange={changed(setExpression)}
			/>
			<label className="inline">
				<input type="checkbox" checked={isOn} onChange={({ target }) => setOn(target.checked)} />
				<span>{t('results.indicators.shown')}</span>
			</label>
			<ProblemNote problem={problem && new Problem(problem.code, expectedText(t, { ...problem.details }))} />
			{tried && (
				<p className="note ok" role="status">
					{t('results.indicators.denominatorCount', {
						n: numberIn(language, tried.figure.n ?? 0),
						interviews: numberIn(language, tried.interviews),
					})}{' '}
					{tried.figure.value === null ? (
						t('results.suppressedFew')
					) : (
						<strong>
							<bdi>{valueText(language, kind, tried.figure.value)}</bdi>
						</strong>
					)}
				</p>
			)}
			<div className="filters">
				<SelectMenu
					label={t('results.indicators.testRound')}
					value={round}
					options={study.rounds.map(({ code, name }) => [code, localize(name, language)])}
					onChoose={changed(setRound)}
				/>
				<button
					type="button"
					className="plain"
					disabled={!canTry || isBusy}
					onClick={() => void working(async () => setTried(await tryIndicator(round, wording)))}
				>
					{t('results.indicators.test')}
				</button>
				<button
					type="button"
					disabled={!canSave || isBusy}
					onClick={() =>
						void working(async () => {
							await saveIndicator({ ...wording, id, isOn, instead: before?.version ?? 0 })
							onSaved()
						})
					}
				>
					{t('results.indicators.save')}
				</button>
			</div>
		</>
	)
}
