import { useState } from 'react'
import * as z from 'zod/mini'
import { resultApi } from '#shared/api/results'
import { localize } from '#shared/forms/localized-text'
import { Problem } from '#shared/kernel/problem'
import {
	type IndicatorListItem,
	indicatorIdSchema,
	type TryIndicatorResponse,
} from '#shared/results/indicators-api'
import { callRoute } from '../../api/call-route.ts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { ExpressionField } from '../cleaning/expression-field.tsx'
import { useUsualRound } from '../kit/default-round.ts'
import { useDesk } from '../kit/desk-context.ts'
import { expectedText } from '../kit/expected-text.ts'
import { requiredText } from '../kit/required-text.ts'
import { SelectMenu } from '../kit/select-menu.tsx'
import { TextField } from '../kit/text-field.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'
import { valueText } from './format-estimate.ts'

const kinds = ['share', 'mean'] as const
const notRelevantRules = ['is-no', 'is-out'] as const
const usualBase = "${result} = 'complete' and ${consent} = 'yes'"

/** An indicator in English and Urdu; its id is not one that is `taken`. */
const indicatorForm = (taken: readonly string[]) =>
	z.object({
		id: indicatorIdSchema.check(z.refine((id) => !taken.includes(id), { error: 'taken' })),
		label: z.object({ en: requiredText, ur: requiredText }),
		kind: z.enum(kinds),
		notAsked: z.enum(notRelevantRules),
		base: requiredText,
		says: requiredText,
		isOn: z.boolean(),
	})

interface IndicatorFormProps {
	/** Null for a new indicator. */
	readonly before: IndicatorListItem | null
	/** Short names that are already in use. */
	readonly taken: readonly string[]
	readonly onSaved: () => void
}

/** Edits an indicator, tests it on a round, and saves it. */
export function IndicatorForm({ before, taken, onSaved }: IndicatorFormProps) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const { fields, round, setRound, tried, test } = useIndicatorForm({ before, taken, onSaved })
	const { register, watch, submit, errors, isBusy, problem } = fields
	return (
		<form className="stack tight" noValidate onSubmit={submit}>
			{!before && (
				<TextField
					label={t('results.indicators.id')}
					hint={t('results.indicators.idHint')}
					dir="ltr"
					maxLength={31}
					error={errors.id}
					errorText={t(
						errors.id?.message === 'taken' ? 'results.indicators.idTaken' : 'results.indicators.idWrong',
					)}
					{...register('id')}
				/>
			)}
			{(['en', 'ur'] as const).map((each) => (
				<TextField
					key={each}
					label={t(`results.indicators.label.${each}`)}
					dir="auto"
					lang={each}
					maxLength={200}
					error={errors.label?.[each]}
					{...register(`label.${each}`)}
				/>
			))}
			<CalculationFields fields={fields} />
			<label className="inline">
				<input type="checkbox" {...register('isOn')} />
				<span>{t('results.indicators.shown')}</span>
			</label>
			<ProblemNote problem={problem && new Problem(problem.code, expectedText(t, { ...problem.details }))} />
			{tried && <TestResult tried={tried} kind={watch('kind')} />}
			<div className="filters">
				<SelectMenu
					label={t('results.indicators.testRound')}
					value={round}
					options={study.rounds.map(({ code, name }) => [code, localize(name, language)])}
					onChoose={setRound}
				/>
				<button type="button" className="plain" disabled={isBusy} onClick={() => void test()}>
					{t('results.indicators.test')}
				</button>
				<button type="submit" disabled={isBusy}>
					{t('results.indicators.save')}
				</button>
			</div>
		</form>
	)
}

/** The form with its test. `tried`: result of the test of the present values; null if they changed since. */
function useIndicatorForm({ before, taken, onSaved }: IndicatorFormProps) {
	const [round, setRound] = useState(useUsualRound())
	const [tried, setTried] = useState<{ readonly key: string; readonly found: TryIndicatorResponse } | null>(
		null,
	)
	const fields = useDeskForm({
		schema: indicatorForm(taken),
		defaultValues: {
			id: before?.id ?? '',
			label: { en: before?.label.en ?? '', ur: before?.label.ur ?? '' },
			kind: before?.kind ?? 'share',
			notAsked: before?.notAsked ?? 'is-no',
			base: before?.base ?? usualBase,
			says: before?.says ?? '',
			isOn: before?.isOn ?? true,
		},
		unsaved: 'decision',
		async onSubmit(values) {
			setTried(null)
			await callRoute(resultApi.saveIndicator, { body: { ...values, instead: before?.version ?? 0 } })
			onSaved()
		},
	})
	const { label, kind, notAsked, base, says } = fields.watch()
	const tested = {
		// a test needs neither id nor names
		label: { en: label.en.trim() || '-', ur: label.ur.trim() || '-' },
		kind,
		notAsked,
		base: base.trim(),
		says: says.trim(),
	}
	const key = JSON.stringify([round, { ...tested, label: '' }])
	async function test() {
		setTried(null)
		if (!(await fields.trigger(['base', 'says'], { shouldFocus: true }))) return
		await fields.run(async () =>
			setTried({ key, found: await callRoute(resultApi.tryIndicator, { body: { round, ...tested } }) }),
		)
	}
	return { fields, round, setRound, tried: tried?.key === key ? tried.found : null, test }
}

type IndicatorFields = ReturnType<typeof useIndicatorForm>['fields']

interface CalculationFieldsProps {
	readonly fields: IndicatorFields
}

/** Kind of the indicator, and the expressions of its denominator and numerator. */
function CalculationFields({ fields: { register, watch, setValue, errors } }: CalculationFieldsProps) {
	const { t } = useTranslations()
	const { kind, notAsked } = watch()
	return (
		<>
			<div className="filters">
				<SelectMenu
					label={t('results.indicators.kind')}
					value={kind}
					options={kinds.map((each) => [each, t(`results.indicators.kinds.${each}`)])}
					onChoose={(each) => setValue('kind', each as typeof kind, { shouldDirty: true })}
				/>
				<SelectMenu
					label={t('results.indicators.notAsked')}
					value={notAsked}
					options={notRelevantRules.map((each) => [each, t(`results.indicators.notAskedOption.${each}`)])}
					onChoose={(each) => setValue('notAsked', each as typeof notAsked, { shouldDirty: true })}
				/>
			</div>
			<ExpressionField
				label={t('results.indicators.denominator')}
				example="${consent} = 'yes'"
				hint={t('results.indicators.denominatorHint')}
				field={register('base')}
				error={errors.base}
			/>
			<ExpressionField
				label={t(kind === 'share' ? 'results.indicators.numerator' : 'results.indicators.value')}
				example="${heard_tip} = 'yes'"
				hint={t('results.indicators.numeratorHint')}
				field={register('says')}
				error={errors.says}
			/>
		</>
	)
}

interface TestResultProps {
	readonly tried: TryIndicatorResponse
	readonly kind: (typeof kinds)[number]
}

/** Denominator and estimate in the round of the test. */
function TestResult({ tried: { figure, interviews }, kind }: TestResultProps) {
	const { t, language } = useTranslations()
	return (
		<p className="note ok" role="status">
			{t('results.indicators.denominatorCount', {
				n: numberIn(language, figure.n ?? 0),
				interviews: numberIn(language, interviews),
			})}{' '}
			{figure.value === null ? (
				t('results.suppressedFew')
			) : (
				<strong>
					<bdi>{valueText(language, kind, figure.value)}</bdi>
				</strong>
			)}
		</p>
	)
}
