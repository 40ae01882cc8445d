import { useId, useState } from 'react'
import type { DataColumn } from '#shared/integrations/odata-tables'
import {
	type Comparison,
	comparisonsOf,
	filterOf,
	needsValue,
	type TableCondition,
} from '#shared/table/conditions'
import { type TextKey, useTranslations } from '../../ui/i18n.ts'

interface FilterBarProps {
	readonly columns: readonly DataColumn[]
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

/** Filter of the table: conditions on columns, all of which must be true. */
export function FilterBar({ columns, conditions, onChange }: FilterBarProps) {
	const { t } = useTranslations()
	const [column, setColumn] = useState('')
	const [comparison, setComparison] = useState<Comparison>('eq')
	const [value, setValue] = useState('')
	const chosen = columns.find(({ name }) => name === column)
	const offered = chosen ? comparisonsOf(chosen) : []
	const condition: TableCondition = {
		column,
		comparison: offered.includes(comparison) ? comparison : (offered[0] ?? 'eq'),
		value: value.trim(),
	}
	const isTyped = !needsValue(condition.comparison) || condition.value !== ''
	const isOne = filterOf([condition], columns) !== null
	const isPossible = chosen !== undefined && isTyped && isOne
	return (
		<div className="stack tight">
			{conditions.length > 0 && (
				<ul className="chips">
					{conditions.map((each, place) => (
						<li key={`${each.column} ${each.comparison} ${each.value}`}>
							<button
								type="button"
								className="plain small"
								aria-label={t('table.removeFilter', {
									condition: `${each.column} ${t(`table.operator.${each.comparison}`)} ${each.value}`.trim(),
								})}
								onClick={() => onChange(conditions.filter((_, i) => i !== place))}
							>
								<bdi>{each.column}</bdi> {t(`table.operator.${each.comparison}`)} <bdi>{each.value}</bdi> ×
							</button>
						</li>
					))}
				</ul>
			)}
			<form
				className="filters"
				onSubmit={(event) => {
					event.preventDefault()
					if (!isPossible) return
					onChange([
						...conditions,
						needsValue(condition.comparison) ? condition : { ...condition, value: '' },
					])
					setValue('')
				}}
			>
				<label className="inline">
					<span>{t('table.filter')}</span>
					<select
						value={column}
						onChange={({ target }) => {
							setColumn(target.value)
							// the value may be of another type, or a code of another list
							setValue('')
						}}
					>
						<option value="">{t('table.chooseColumn')}</option>
						{columns.map(({ name, label }) => (
							<option key={name} value={name}>
								{name} · {label.length > 60 ? `${label.slice(0, 60)} …` : label}
							</option>
						))}
					</select>
				</label>
				{chosen && (
					<>
						<div className="inline">
							<select
								aria-label={t('table.operatorLabel')}
								value={condition.comparison}
								onChange={({ target }) => setComparison(target.value as Comparison)}
							>
								{offered.map((each) => (
									<option key={each} value={each}>
										{t(`table.operator.${each}`)}
									</option>
								))}
							</select>
						</div>
						{needsValue(condition.comparison) && (
							<ValueField column={chosen} value={value} onValue={setValue} />
						)}
						<button type="submit" className="small" disabled={!isPossible}>
							{t('table.applyFilter')}
						</button>
					</>
				)}
			</form>
			{chosen && chosen.type !== 'Edm.String' && isTyped && !isOne && (
				<p className="error" role="alert">
					{t(whatToWrite[chosen.type])}
				</p>
			)}
			{chosen?.sealedTo && <p className="hint">{t('table.encryptedHelp')}</p>}
		</div>
	)
}

function ValueField(props: {
	readonly column: DataColumn
	readonly value: string
	readonly onValue: (value: string) => void
}) {
	const { t } = useTranslations()
	const id = useId()
	const { codes, type } = props.column
	return (
		<div className="inline">
			<label htmlFor={id}>{t('table.value')}</label>
			{codes.length > 0 ? (
				<select id={id} value={props.value} onChange={({ target }) => props.onValue(target.value)}>
					<option value="">{t('table.chooseValue')}</option>
					{codes.map(({ code, label }) => (
						<option key={code} value={code}>
							{code} · {label}
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
					value={props.value}
					onChange={({ target }) => props.onValue(target.value)}
				/>
			)}
		</div>
	)
}
