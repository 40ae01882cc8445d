import { dayOrders, type Mapping } from '#shared/import/mapping'
import { areEitherDay } from '#shared/import/parse-cells'
import { helplineForm } from '#shared/study/record-attributes'
import { useTranslations } from '../../ui/i18n.ts'
import { SelectMenu } from '../kit/select-menu.tsx'
import { ColumnField } from './column-field.tsx'
import type { ColumnValueCounts } from './import-worker.ts'

const maxIds = 3

interface RowFieldsProps {
	readonly mapping: Mapping
	readonly columns: readonly string[]
	/** True if the district of each record comes from a column. */
	readonly needsDistrict: boolean
	/** Values of the columns with dates. */
	readonly days: readonly ColumnValueCounts[]
	readonly onChange: (mapping: Mapping) => void
}

/** Columns that describe a row as a whole: its id, date, district and enumerator; and the file's formats. */
export function RowFields({ mapping, columns, needsDistrict, days, onChange }: RowFieldsProps) {
	const { t } = useTranslations()
	const { id } = mapping
	const places = id.length < maxIds ? [...id, ''] : id
	const isEither = days.some((columnValues) => areEitherDay(columnValues.map(([text]) => text)))
	return (
		<div className="stack tight">
			<div className="columns">
				{places.map((column, i) => (
					<ColumnField
						// biome-ignore lint/suspicious/noArrayIndexKey: a place, whatever stands there
						key={i}
						label={i === 0 ? t('import.idColumn') : t('import.additionalIdColumn')}
						value={column}
						columns={columns}
						onChoose={(chosen) => {
							const next = [...id.slice(0, i), chosen, ...id.slice(i + 1)]
							onChange({ ...mapping, id: [...new Set(next.filter((each) => each !== ''))] })
						}}
					/>
				))}
				<ColumnField
					label={t('import.dateColumn')}
					value={mapping.time}
					columns={columns}
					onChoose={(time) => onChange({ ...mapping, time })}
				/>
				{needsDistrict && (
					<ColumnField
						label={t('review.district')}
						value={mapping.district ?? ''}
						columns={columns}
						onChoose={(district) => onChange({ ...mapping, district: district || null })}
					/>
				)}
				<ColumnField
					label={t('import.enumeratorColumn')}
					value={mapping.interviewer ?? ''}
					columns={columns}
					onChoose={(interviewer) => onChange({ ...mapping, interviewer: interviewer || null })}
				/>
				<label className="field">
					{t('import.missingValues')}
					<input
						type="text"
						dir="ltr"
						defaultValue={mapping.blanks.join(', ')}
						onChange={({ target }) => {
							const blanks = target.value.split(',').map((each) => each.trim())
							onChange({ ...mapping, blanks: blanks.filter((each) => each !== '').slice(0, 50) })
						}}
					/>
				</label>
			</div>
			<p className="hint">{t('import.idHint')}</p>
			{mapping.form === helplineForm && <p className="hint">{t('import.monthIsEnough')}</p>}
			{isEither && (
				<div className="note wait stack tight">
					<p>{t('import.ambiguousDates')}</p>
					<SelectMenu
						label={t('import.dateOrderLabel')}
						value={mapping.days}
						options={dayOrders.map((order) => [order, t(`import.dateOrder.${order}`)])}
						onChoose={(order) =>
							onChange({ ...mapping, days: order === 'month-first' ? order : 'day-first' })
						}
					/>
				</div>
			)}
		</div>
	)
}
