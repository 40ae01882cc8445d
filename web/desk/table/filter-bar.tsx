import { type ChangeEvent, useId } from 'react'
import type { UseFormRegisterReturn } from 'react-hook-form'
import * as z from 'zod/mini'
import type { DataColumn } from '#shared/integrations/odata-tables'
import {
	comparisons,
	comparisonsOf,
	filterOf,
	needsValue,
	type TableCondition,
} from '#shared/table/conditions'
import { type TextKey, useTranslations } from '../../ui/i18n.ts'
import { FieldError } from '../kit/field-error.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'
import { headTexts, menuText, type TableTexts } from './table-texts.ts'

interface FilterBarProps {
	readonly columns: readonly DataColumn[]
	readonly texts: TableTexts
	readonly conditions: readonly TableCondition[]
	readonly onChange: (conditions: readonly TableCondition[]) => void
}

/** Error text for a value that does not fit its column; any text fits a text column. */
const whatToWrite: Record<Exclude<DataColumn['type'], 'Edm.String'>, TextKey> = {
	'Edm.Int64': 'table.notANumber',
	'Edm.Double': 'table.notANumber',
	'Edm.Date': 'table.notADate',
	'Edm.DateTimeOffset': 'table.notADateOrTime',
}

/** A condition whose value has the type of its column. */
const conditionForm = (columns: readonly DataColumn[]) =>
	z
		.object({ column: z.string(), comparison: z.enum(comparisons), value: z.string().check(z.trim()) })
		.check(
			z.refine(
				(each) => (!needsValue(each.comparison) || each.value !== '') && filterOf([each], columns) !== null,
				{ path: ['value'] },
			),
		)

/** Filter of the table: conditions on columns, all of which must be true. */
export function FilterBar({ columns, texts, conditions, onChange }: FilterBarProps) {
	const { t } = useTranslations()
	const { register, watch, setValue, resetField, clearErrors, submit, errors } = useDeskForm<TableCondition>({
		schema: conditionForm(columns),
		defaultValues: { column: '', comparison: 'eq', value: '' },
		unsaved: null,
		async onSubmit({ column, comparison, value }) {
			onChange([...conditions, { column, comparison, value: needsValue(comparison) ? value : '' }])
			resetField('value')
		},
	})
	const { column, comparison, value } = watch()
	const chosen = columns.find(({ name }) => name === column)
	const offered = chosen ? comparisonsOf(chosen) : []
	function onColumn({ target }: ChangeEvent<HTMLSelectElement>) {
		// the value may be of another type, or a code of another list
		resetField('value')
		const next = columns.find(({ name }) => name === target.value)
		const possible = next ? comparisonsOf(next) : []
		if (!possible.includes(comparison)) setValue('comparison', possible[0] ?? 'eq')
	}
	const valueError =
		value.trim() === '' || !chosen || chosen.type === 'Edm.String'
			? 'desk.required'
			: whatToWrite[chosen.type]
	return (
		<div className="stack tight">
			{conditions.length > 0 && (
				<ul className="chips">
					{conditions.map((each, place) => {
						const { column, value } = conditionTexts(each, columns, texts)
						const operator = t(`table.operator.${each.comparison}`)
						return (
							<li key={`${each.column} ${each.comparison} ${each.value}`}>
								<button
									type="button"
									className="plain small"
									aria-label={t('table.removeFilter', { condition: `${column} ${operator} ${value}`.trim() })}
									onClick={() => onChange(conditions.filter((_, i) => i !== place))}
								>
									<bdi>{column}</bdi> {operator} <bdi>{value}</bdi> ×
								</button>
							</li>
						)
					})}
				</ul>
			)}
			<form className="filters" noValidate onSubmit={submit}>
				<label className="inline">
					<span>{t('table.filter')}</span>
					<select {...register('column', { onChange: onColumn })}>
						<option value="">{t('table.chooseColumn')}</option>
						{columns.map((each) => (
							<option key={each.name} value={each.name}>
								{menuText(each, texts)}
							</option>
						))}
					</select>
				</label>
				{chosen && (
					<>
						<div className="inline">
							<select
								key={column}
								aria-label={t('table.operatorLabel')}
								{...register('comparison', { onChange: () => clearErrors('value') })}
							>
								{offered.map((each) => (
									<option key={each} value={each}>
										{t(`table.operator.${each}`)}
									</option>
								))}
							</select>
						</div>
						{needsValue(comparison) && (
							<ValueField
								column={chosen}
								texts={texts}
								field={{ ...register('value'), 'aria-invalid': errors.value !== undefined }}
							/>
						)}
						<button type="submit" className="small">
							{t('table.applyFilter')}
						</button>
					</>
				)}
			</form>
			<FieldError error={errors.value} text={t(valueError)} />
			{chosen?.sealedTo && <p className="hint">{t('table.encryptedHelp')}</p>}
		</div>
	)
}

/** Returns what a condition shows: labels if they are displayed. */
function conditionTexts(condition: TableCondition, columns: readonly DataColumn[], texts: TableTexts) {
	const column = columns.find(({ name }) => name === condition.column)
	const choice = column?.codes.find(({ code }) => code === condition.value)
	return {
		column: column ? headTexts(column, texts).text : condition.column,
		value: (texts === 'labels' && choice?.label) || condition.value,
	}
}

interface ValueFieldProps {
	readonly column: DataColumn
	readonly texts: TableTexts
	readonly field: UseFormRegisterReturn & { readonly 'aria-invalid': boolean }
}

function ValueField({ column: { codes, type }, texts, field }: ValueFieldProps) {
	const { t } = useTranslations()
	const id = useId()
	return (
		<div className="inline">
			<label htmlFor={id}>{t('table.value')}</label>
			{codes.length > 0 ? (
				<select id={id} {...field}>
					<option value="">{t('table.chooseValue')}</option>
					{codes.map(({ code, label }) => (
						<option key={code} value={code}>
							{menuText({ name: code, label }, texts)}
						</option>
					))}
				</select>
			) : (
				<input
					id={id}
					dir={type === 'Edm.String' ? 'auto' : 'ltr'}
					inputMode={type === 'Edm.Int64' || type === 'Edm.Double' ? 'decimal' : 'text'}
					type={type === 'Edm.Date' ? 'date' : 'text'}
					placeholder={type === 'Edm.DateTimeOffset' ? '2026-01-15T10:00Z' : undefined}
					{...field}
				/>
			)}
		</div>
	)
}
