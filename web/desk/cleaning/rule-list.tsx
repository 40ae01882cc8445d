import { useState } from 'react'
import { ruleApi } from '#shared/api/rules'
import type { RuleListItem } from '#shared/cleaning/rules'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { callRoute } from '../../api/call-route.ts'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import type { FormReading } from '../kit/form-labels.ts'
import type { CleaningScope } from './bulk-edit-section.tsx'
import { RuleForm } from './rule-form.tsx'

interface RuleListProps {
	readonly place: CleaningScope
	readonly reading: FormReading
	readonly rules: readonly RuleListItem[]
	readonly onSaved: () => void
}

/** Rules of the form: wording, author and number of violations. They can be edited and turned off. */
export function RuleList({ rules, ...props }: RuleListProps) {
	return (
		<ol className="history">
			{rules.map((rule) => (
				<li key={rule.id}>
					<OneRule rule={rule} {...props} />
				</li>
			))}
		</ol>
	)
}

function OneRule({
	rule,
	place,
	reading,
	onSaved,
}: Omit<RuleListProps, 'rules'> & { readonly rule: RuleListItem }) {
	const { t, language } = useTranslations()
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isBusy, setBusy] = useState(false)
	const [isChanging, setChanging] = useState(false)
	async function toggle() {
		setBusy(true)
		setProblem(null)
		const { id, n: instead, name, question, holds, message, into, isOn } = rule
		try {
			await callRoute(ruleApi.save, {
				body: {
					id,
					instead,
					name,
					question,
					holds,
					message,
					into,
					form: place.form,
					isOn: !isOn,
				},
			})
			onSaved()
		} catch (thrown) {
			setProblem(asProblem(thrown))
		} finally {
			setBusy(false)
		}
	}
	return (
		<div className="stack tight">
			<p>
				<strong>
					<bdi>{rule.name}</bdi>
				</strong>{' '}
				{!rule.isOn && <span className="state quiet">{t('rules.off')}</span>}
			</p>
			<WordingLines wording={rule} reading={reading} />
			<p>
				{t('rules.counts', { open: numberIn(language, rule.open), right: numberIn(language, rule.right) })}
			</p>
			<ProblemNote problem={problem} />
			<div className="actions">
				<button type="button" className="plain small" disabled={isBusy} onClick={() => void toggle()}>
					{t(rule.isOn ? 'rules.turnOff' : 'rules.turnOn')}
				</button>
			</div>
			<details onToggle={(event) => setChanging(event.currentTarget.open)}>
				<summary>{t('rules.edit')}</summary>
				{isChanging && (
					<div className="stack tight">
						<RuleForm place={place} reading={reading} before={rule} onSaved={onSaved} />
					</div>
				)}
			</details>
			{rule.earlier.length > 0 && (
				<details>
					<summary>{t('rules.earlierVersions')}</summary>
					{rule.earlier.map((each) => (
						<WordingLines key={each.at} wording={each} reading={reading} />
					))}
				</details>
			)}
		</div>
	)
}

function WordingLines({
	wording,
	reading,
}: {
	readonly wording: RuleListItem['earlier'][number]
	readonly reading: FormReading
}) {
	const { t, language } = useTranslations()
	const { question, holds, message, into, by, at } = wording
	return (
		<div>
			<p>
				<bdi>{message}</bdi>
			</p>
			<p className="hint">
				<bdi>{reading.label(question)}</bdi> · <code dir="ltr">{holds}</code>
				{into && (
					<>
						{' '}
						· {t('rules.suggestion')}:{' '}
						{into.kind === 'expression' ? (
							<code dir="ltr">{into.value}</code>
						) : (
							<bdi>{reading.answer(question, into.value)}</bdi>
						)}
					</>
				)}
			</p>
			<p className="hint">
				<bdi>{by}</bdi> · {dateTimeIn(language, at)}
				{!wording.isOn && ` · ${t('rules.off')}`}
			</p>
		</div>
	)
}
