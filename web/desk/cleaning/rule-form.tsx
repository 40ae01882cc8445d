import { useState } from 'react'
import * as z from 'zod/mini'
import { ruleApi } from '#shared/api/rules'
import type { RuleListItem, RuleWording, TryRuleResponse } from '#shared/cleaning/rules'
import { isCorrectable, isOpenAnswer } from '#shared/forms/editable'
import { randomId } from '#shared/kernel/ids'
import { callRoute } from '../../api/call-route.ts'
import { randomBytes } from '../../storage/vault/vault.ts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { FieldError } from '../kit/field-error.tsx'
import type { FormReading } from '../kit/form-labels.ts'
import { requiredText } from '../kit/required-text.ts'
import { TextField } from '../kit/text-field.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'
import type { CleaningScope } from './bulk-edit-section.tsx'
import { ExpressionField } from './expression-field.tsx'
import { QuestionMenu } from './question-menu.tsx'
import { draftOf, intoDraftSchema, intoOf, isBlankDraft, TargetValueFields } from './target-value-fields.tsx'
import { ViolationTable } from './violation-table.tsx'

interface RuleFormProps {
	readonly place: CleaningScope
	readonly reading: FormReading
	/** The rule that is edited; null for a new one. */
	readonly before: RuleListItem | null
	readonly onSaved: () => void
}

const newRule = () => randomId(randomBytes)

/** The suggested value is checked against the question that it is for. */
const ruleForm = (reading: FormReading) =>
	z
		.object({
			name: requiredText,
			question: requiredText,
			holds: requiredText,
			message: requiredText,
			into: intoDraftSchema,
		})
		.check(
			z.refine(
				({ question, into }) => into.kind === 'none' || intoOf(into, reading.nodeAt(question)?.part) !== null,
				{ path: ['into'] },
			),
		)
type RuleValues = z.infer<ReturnType<typeof ruleForm>>

const valuesOf = (rule: RuleListItem | null): RuleValues => ({
	name: rule?.name ?? '',
	question: rule?.question ?? '',
	holds: rule?.holds ?? '',
	message: rule?.message ?? '',
	into: draftOf(rule?.into ?? null),
})

const wordingOf = (
	{ name, question, holds, message, into }: RuleValues,
	reading: FormReading,
): RuleWording => ({
	name: name.trim(),
	question,
	holds: holds.trim(),
	message: message.trim(),
	into: intoOf(into, reading.nodeAt(question)?.part),
})

/** Edits, tests and saves a rule. */
export function RuleForm({ place, reading, before, onSaved }: RuleFormProps) {
	const { t } = useTranslations()
	const { fields, tried, isSaved, test, save } = useRuleForm({ place, reading, before, onSaved })
	const { register, errors, isBusy } = fields
	return (
		<form className="stack tight" noValidate onSubmit={save}>
			<TextField
				label={t('rules.name')}
				dir="auto"
				maxLength={120}
				error={errors.name}
				{...register('name')}
			/>
			<RuleFields fields={fields} reading={reading} />
			<ProblemNote problem={fields.problem} />
			{isSaved && (
				<p className="note ok" role="status">
					{t('rules.saved')}
				</p>
			)}
			<div className="actions">
				<button type="button" className="plain" disabled={isBusy} onClick={() => void test()}>
					{t(isBusy ? 'cleaning.loading' : 'rules.test')}
				</button>
				<button type="submit" disabled={isBusy}>
					{t(before ? 'rules.saveWording' : 'rules.save')}
				</button>
			</div>
			{tried && <RuleTestResult tried={tried} reading={reading} />}
		</form>
	)
}

/** The form with its test. `tried`: result of the test of the present rule; null if it changed since. */
function useRuleForm({ place, reading, before, onSaved }: RuleFormProps) {
	const [id, setId] = useState(() => before?.id ?? newRule())
	// `instead`: version on which the edit is based, read when the form was opened
	const [instead, setInstead] = useState(before?.n ?? 0)
	const [tried, setTried] = useState<{ readonly key: string; readonly found: TryRuleResponse } | null>(null)
	const [isSaved, setSaved] = useState(false)
	const fields = useDeskForm({
		schema: ruleForm(reading),
		defaultValues: valuesOf(before),
		unsaved: 'decision',
		async onSubmit(values) {
			setTried(null)
			const { n } = await callRoute(ruleApi.save, {
				body: {
					...wordingOf(values, reading),
					id,
					instead,
					form: place.form,
					isOn: before?.isOn ?? true,
				},
			})
			setInstead(before ? n : 0)
			if (before === null) setId(newRule())
			fields.reset(before ? values : valuesOf(null))
			setSaved(true)
			onSaved()
		},
	})
	const values = fields.watch()
	const key = JSON.stringify([place, wordingOf(values, reading)])

	async function test() {
		setSaved(false)
		setTried(null)
		// a test needs neither name nor message
		if (!(await fields.trigger(['question', 'holds', 'into'], { shouldFocus: true }))) return
		await fields.run(async () => {
			const { name, message, ...wording } = wordingOf(values, reading)
			const found = await callRoute(ruleApi.test, {
				body: { ...place, ...wording, name: name || '-', message: message || '-' },
			})
			setTried({ key, found })
		})
	}
	const save: typeof fields.submit = (event) => {
		setSaved(false)
		fields.submit(event)
	}
	return { fields, tried: tried?.key === key ? tried.found : null, isSaved, test, save }
}

interface RuleFieldsProps {
	readonly fields: ReturnType<typeof useRuleForm>['fields']
	readonly reading: FormReading
}

/** Question, condition and message of the rule, and the value that it suggests. */
function RuleFields({ fields, reading }: RuleFieldsProps) {
	const { t } = useTranslations()
	const { register, watch, setValue, clearErrors, errors } = fields
	const { question, into } = watch()
	const part = reading.nodeAt(question)?.part
	const clearValue = (question: string) => {
		clearErrors('into')
		setValue('into', isCorrectable(reading.nodeAt(question)?.part) ? { ...into, typed: '' } : draftOf(null))
	}
	return (
		<>
			<QuestionMenu
				label={t('cleaning.question')}
				reading={reading}
				isOffered={isOpenAnswer}
				field={{
					...register('question', { onChange: ({ target }) => clearValue(target.value) }),
					'aria-invalid': errors.question !== undefined,
				}}
			/>
			<FieldError error={errors.question} text={t('desk.required')} />
			<ExpressionField
				label={t('rules.condition')}
				example="${age} <= 90"
				hint={t('rules.conditionHint')}
				field={register('holds')}
				error={errors.holds}
			/>
			<TextField
				label={t('rules.message')}
				dir="auto"
				maxLength={500}
				error={errors.message}
				{...register('message')}
			/>
			<TargetValueFields
				label={t('rules.suggestion')}
				kinds={isCorrectable(part) ? ['none', 'answer', 'blank', 'expression'] : ['none']}
				part={part}
				choices={reading.choicesAt(question)}
				draft={into}
				onChange={(into) => {
					clearErrors('into')
					setValue('into', into, { shouldDirty: true })
				}}
			/>
			{/* a value that cannot be read has its own text above */}
			{isBlankDraft(into) && <FieldError error={errors.into} text={t('desk.required')} />}
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
