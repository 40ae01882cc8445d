import { useState } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'

import type { FlagKind } from '#shared/quality/flags'
import {
	isWeighed,
	type LimitsListed,
	type LimitsPreview,
	type QualityLimits,
} from '#shared/quality/quality-limits'
import { severityOf } from '#shared/quality/rank-visits'
import { severities } from '#shared/quality/severity'
import { changeLimits, previewLimits, qualityLimits } from '../../api/desk-client.ts'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useUnsavedChanges } from '../kit/unsaved-changes.ts'
import { useServerData } from '../kit/use-server-data.ts'
import {
	type CheckGroup,
	checkGroupNames,
	kindsIn,
	limitsFrom,
	limitsIn,
	shippedOf,
	textsOf,
} from './limits-draft.ts'
import { QualityScopeFields, useQualityScope } from './quality-scope.tsx'

/** Limits of the checks in a round, and their severities: previewed before they are saved. */
export function LimitsScreen() {
	const { t, language } = useTranslations()
	const { round } = useQualityScope()
	const { found, problem, reload } = useServerData(`limits ${round}`, () => qualityLimits(round))
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('quality.limits.title')}</h1>
			</header>
			<p className="hint">{t('quality.limits.help')}</p>
			<p className="hint">{t('quality.limits.severityHint')}</p>
			<div className="filters">
				<QualityScopeFields path="/desk/quality/limits" isOfRound />
			</div>
			<ProblemNote problem={problem} />
			{found && <LimitsForm key={`${round} ${found.n}`} round={round} listed={found} onSaved={reload} />}
			{found && found.changes.length > 0 && (
				<section className="stack tight" aria-labelledby="limits-changes">
					<h2 id="limits-changes">{t('quality.limits.changes')}</h2>
					<ul>
						{found.changes.map(({ by, at, why }) => (
							<li key={at}>{t('quality.limits.changedBy', { by, at: dateTimeIn(language, at), why })}</li>
						))}
					</ul>
				</section>
			)}
		</div>
	)
}

interface LimitsFormProps {
	readonly round: string
	readonly listed: LimitsListed
	readonly onSaved: () => void
}

function LimitsForm({ round, listed, onSaved }: LimitsFormProps) {
	const { t } = useTranslations()
	const [texts, setTexts] = useState(() => textsOf(listed.limits))
	const [changed, setChanged] = useState(listed.limits.severities)
	const [why, setWhy] = useState('')
	const [preview, setPreview] = useState<LimitsPreview | null>(null)
	const [isBusy, setBusy] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	useUnsavedChanges('decision', why.trim() !== '' || preview !== null)
	const { limits, wrong } = limitsFrom(texts, changed)
	async function attempt(work: (limits: QualityLimits) => Promise<void>) {
		if (!limits) return
		setBusy(true)
		setProblem(null)
		try {
			await work(limits)
		} catch (thrown) {
			setProblem(asProblem(thrown))
		} finally {
			setBusy(false)
		}
	}
	const previewChange = () =>
		attempt(async (wanted) => setPreview(await previewLimits({ round, limits: wanted })))
	const save = () =>
		attempt(async (wanted) => {
			await changeLimits({ round, limits: wanted, seen: listed.n, why })
			onSaved()
		})
	const change = (work: () => void) => {
		// the preview belongs to the previous limits
		setPreview(null)
		work()
	}
	return (
		<div className="stack">
			{checkGroupNames.map((group) => (
				<CheckGroupFields
					key={group}
					group={group}
					texts={texts}
					severities={changed}
					onLimit={(name, text) => change(() => setTexts((known) => ({ ...known, [name]: text })))}
					onSeverity={(kind, severity) =>
						change(() => setChanged((known) => ({ ...known, [kind]: severity })))
					}
				/>
			))}
			{wrong.length > 0 && (
				<p role="alert">
					{t('quality.limits.outside', {
						names: wrong.map((name) => t.orElse(`quality.limits.name.${name}`, name)).join(', '),
					})}
				</p>
			)}
			<div className="actions">
				<button type="button" disabled={isBusy || limits === null} onClick={() => void previewChange()}>
					{t('quality.limits.previewFirst')}
				</button>
			</div>
			{isBusy && <p role="status">{t('quality.limits.previewing')}</p>}
			{preview && <Previewed preview={preview} />}
			<label className="field">
				{t('quality.limits.reason')}
				<textarea
					dir="auto"
					rows={2}
					maxLength={500}
					value={why}
					onChange={({ target }) => setWhy(target.value)}
				/>
			</label>
			<ProblemNote problem={problem} />
			<div className="actions">
				<button
					type="button"
					disabled={isBusy || limits === null || preview === null || why.trim() === ''}
					onClick={() => void save()}
				>
					{t('quality.limits.save')}
				</button>
			</div>
		</div>
	)
}

interface CheckGroupProps {
	readonly group: CheckGroup
	readonly texts: Readonly<Record<string, string>>
	readonly severities: QualityLimits['severities']
	readonly onLimit: (name: string, text: string) => void
	readonly onSeverity: (kind: FlagKind, severity: (typeof severities)[number]) => void
}

/** Limits and severities of a group of checks, closed at first, with the number of limits that are set. */
function CheckGroupFields({ group, texts, severities: changed, onLimit, onSeverity }: CheckGroupProps) {
	const { t, language } = useTranslations()
	const [limits, kinds] = [limitsIn(group), kindsIn(group)]
	const set =
		limits.filter((name) => (texts[name] ?? '').trim() !== '').length +
		kinds.filter((kind) => changed[kind] !== undefined).length
	return (
		<details className="panel" open={group === checkGroupNames[0]}>
			<summary>
				{t(`quality.limits.group.${group}`)}
				{set > 0 && (
					<span className="hint">
						{' '}
						· {t('quality.limits.set', { count: set, n: numberIn(language, set) })}
					</span>
				)}
			</summary>
			<div className="limits">
				{limits.map((name) => (
					<label key={name} className="field">
						{t.orElse(`quality.limits.name.${name}`, name)} ({name.slice(0, 3).toUpperCase()})
						<input
							dir="ltr"
							inputMode="decimal"
							value={texts[name] ?? ''}
							placeholder={String(shippedOf(name))}
							onChange={({ target }) => onLimit(name, target.value)}
						/>
					</label>
				))}
			</div>
			{kinds.length > 0 && (
				<fieldset className="limits">
					<legend>{t('quality.limits.severities')}</legend>
					{kinds.map((kind) => (
						<SeverityField
							key={kind}
							kind={kind}
							changed={changed}
							onChange={(severity) => onSeverity(kind, severity)}
						/>
					))}
				</fieldset>
			)}
		</details>
	)
}

interface SeverityFieldProps {
	readonly kind: FlagKind
	readonly changed: QualityLimits['severities']
	readonly onChange: (severity: (typeof severities)[number]) => void
}

function SeverityField({ kind, changed, onChange }: SeverityFieldProps) {
	const { t } = useTranslations()
	const offered = severities.filter(
		(each) => isWeighed(kind) || each === 'low' || each === 'off' || each === changed[kind],
	)
	return (
		<label className="field">
			{t.orElse(`quality.limits.kind.${kind}`, t.orElse(`quality.kinds.${kind}`, kind))}
			<select
				value={severityOf(kind, changed)}
				onChange={({ target }) => onChange(severities.find((each) => each === target.value) ?? 'low')}
			>
				{offered.map((each) => (
					<option key={each} value={each}>
						{t(`quality.limits.severity.${each}`)}
					</option>
				))}
			</select>
		</label>
	)
}

function Previewed({ preview: { interviews, visits, kinds } }: { readonly preview: LimitsPreview }) {
	const { t, language } = useTranslations()
	const figures = ({ now, changed }: LimitsPreview['visits']) => ({
		now: numberIn(language, now),
		changed: numberIn(language, changed),
	})
	return (
		<div className="note" role="status">
			<p>{t('quality.limits.previewInterviews', figures(interviews))}</p>
			<p>{t('quality.limits.previewVisits', figures(visits))}</p>
			<ul>
				{kinds.map(({ kind, ...own }) => (
					<li key={kind}>
						{t('quality.limits.previewKind', {
							kind: t.orElse(`quality.limits.kind.${kind}`, t.orElse(`quality.kinds.${kind}`, kind)),
							...figures(own),
						})}
					</li>
				))}
			</ul>
		</div>
	)
}
