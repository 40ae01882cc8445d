import { useState } from 'react'
import type { RuleListItem, RuleWording, TryRuleResponse } from '#shared/cleaning/rules'
import { isCorrectable, isOpenAnswer } from '#shared/forms/editable'
import { randomId } from '#shared/kernel/ids'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { saveRule, tryRule } from '../../api/rules-client.ts'
import { randomBytes } from '../../storage/vault/vault.ts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import type { FormReading } from '../kit/form-labels.ts'
import { useUnsavedChanges } from '../kit/unsaved-changes.ts'
import type { CleaningScope } from './bulk-edit-section.tsx'
import { ExpressionField } from './expression-field.tsx'
import { QuestionMenu } from './question-menu.tsx'
import { draftOf, intoOf, TargetValueFields } from './target-value-fields.tsx'
import { ViolationTable } from './violation-table.tsx'

interface RuleFormProps {
	readonly place: CleaningScope
	readonly reading: FormReading
	/** The rule that is edited; null for a new one. */
	readonly before: RuleListItem | null
	readonly onSaved: () => void
}

const newRule = () => randomId(randomBytes)

/** Edits, tests and saves a rule. */
export function RuleForm({ place, reading, before, onSaved }: RuleFormProps) {
	const { t } = useTranslations()
	const [id, setId] = useState(() => before?.id ?? newRule())
	// `instead`: version on which the edit is based, read when the form was opened
	const [instead, setInstead] = useState(before?.n ?? 0)
	const [name, setName] = useState(before?.name ?? '')
	const [question, setQuestion] = useState(before?.question ?? '')
	const [holds, setHolds] = useState(before?.holds ?? '')
	const [message, setMessage] = useState(before?.message ?? '')
	const [draft, setDraft] = useState(draftOf(before?.into ?? null))
	const [tried, setTried] = useState<{ readonly key: string; readonly found: TryRuleResponse } | null>(null)
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isBusy, setBusy] = useState(false)
	const [isSaved, setSaved] = useState(false)
	const part = reading.nodeAt(question)?.part
	const into = intoOf(draft, part)
	const wording: RuleWording = {
		name: name.trim(),
		question,
		holds: holds.trim(),
		message: message.trim(),
		into,
	}
	const key = JSON.stringify([place, wording])
	const canTry = question !== '' && wording.holds !== '' && (into !== null || draft.kind === 'none')
	const canSave = canTry && wording.name !== '' && wording.message !== ''
	useUnsavedChanges('decision', !isSaved && holds.trim() !== (before?.holds ?? ''))

	async function working(work: () => Promise<void>) {
		setBusy(true)
		setProblem(null)
		setSaved(false)
		try {
			await work()
		} catch (thrown) {
			setTried(null)
			setProblem(asProblem(thrown))
		} finally {
			setBusy(false)
		}
	}
	const onTry = () =>
		working(async () => {
			// a test needs neither name nor message
			const found = await tryRule({
				...place,
				...wording,
				name: wording.name || '-',
				message: wording.message || '-',
			})
			setTried({ key, found })
		})
	const onSave = () =>
		working(async () => {
			const { n } = await saveRule({ ...wording, id, instead, form: place.form, isOn: before?.isOn ?? true })
			setSaved(true)
			setInstead(before ? n : 0)
			setTried(null)
			if (before === null) {
				setId(newRule())
				for (const empty of [setName, setQuestion, setHolds, setMessage]) empty('')
				setDraft(draftOf(null))
			}
			onSaved()
		})
	return (
		<>
			<label className="field">
				{t('rules.name')}
				<input dir="auto" maxLength={120} value={name} onChange={({ target }) => setName(target.value)} />
			</label>
			<QuestionMenu
				label={t('cleaning.question')}
				reading={reading}
				isOffered={isOpenAnswer}
				value={question}
				onChoose={(chosen) => {
					setQuestion(chosen)
					setDraft({ ...draft, typed: '' })
				}}
			/>
			<ExpressionField
				label={t('rules.condition')}
				example="${age} <= 90"
				hint={t('rules.conditionHint')}
				value={holds}
				onChange={setHolds}
			/>
			<label className="field">
				{t('rules.message')}
				<input
					dir="auto"
					maxLength={500}
					value={message}
					onChange={({ target }) => setMessage(target.value)}
				/>
			</label>
			<TargetValueFields
				label={t('rules.suggestion')}
				kinds={isCorrectable(part) ? ['none', 'answer', 'blank', 'expression'] : ['none']}
				part={part}
				choices={reading.choicesAt(question)}
				draft={draft}
				onChange={setDraft}
			/>
			<ProblemNote problem={problem} />
			{isSaved && (
				<p className="note ok" role="status">
					{t('rules.saved')}
				</p>
			)}
			<div className="actions">
				<button type="button" className="plain" disabled={!canTry || isBusy} onClick={() => void onTry()}>
					{t(isBusy ? 'cleaning.loading' : 'rules.test')}
				</button>
				<button type="button" disabled={!canSave || isBusy} onClick={() => void onSave()}>
					{t(before ? 'rules.saveWording' : 'rules.save')}
				</button>
			</div>
			{tried?.key === key && <RuleTestResult tried={tried.found} reading={reading} />}
		</>
	)
}

/** Number of records that break the rule, and the first of them. */
function RuleTestResult({
	tried,
	reading,
}: {
	readonly tried: TryRuleResponse
	readonly reading: FormReading
}) {
	const { t, language } = useTranslations()
	const figures = {
		records: numberIn(language, tried.records),
		searched: numberIn(language, tried.searchedRecords),
	}
	const listed = new Set(tried.violations.map(({ id }) => id)).size
	return (
		<section className="stack tight" aria-label={t('rules.testResult')}>
			<p className="headline" role="status">
				{t(tried.isMore ? 'rules.violationCountAbove' : 'rules.violationCount', {
					count: tried.records,
					...figures,
				})}
			</p>
			{tried.skipped > 0 && (
				<p className="note wait">{t('cleaning.otherVersionsSkipped', { count: tried.skipped })}</p>
			)}
			{tried.violations.length > 0 && (
				<ViolationTable
					places={tried.violations}
					rules={[]}
					reading={reading}
					label={t('rules.testResult')}
					choosing={null}
				/>
			)}
			{listed < tried.records && <p className="hint">{t('cleaning.showingFirst', { count: listed })}</p>}
		</section>
	)
}
