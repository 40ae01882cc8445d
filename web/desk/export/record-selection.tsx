import { finishedStatuses } from '#shared/coverage/coverage'
import { useTranslations } from '../../ui/i18n.ts'
import { useDistrictNames, useHasDistricts } from '../kit/desk-context.ts'
import { FilterChip } from '../kit/filter-chip.tsx'

/** Records of an export, by district, status and day of the finish; '' for all. */
export interface RecordSelection {
	readonly districts: readonly string[]
	readonly status: string
	readonly from: string
	readonly to: string
}
export const allRecords: RecordSelection = { districts: [], status: '', from: '', to: '' }

/** Returns the parameters of the selection that a request has. */
export function selectionQuery({ districts, status, from, to }: RecordSelection) {
	const known = finishedStatuses.find((each) => each === status)
	return {
		...(districts.length > 0 ? { district: districts.join(',') } : {}),
		...(known ? { status: known } : {}),
		...(from === '' ? {} : { from }),
		...(to === '' ? {} : { to }),
	}
}

interface RecordSelectionFieldsProps {
	readonly value: RecordSelection
	readonly onChange: (next: RecordSelection) => void
}

/** Filters for the records of an export. */
export function RecordSelectionFields({ value, onChange }: RecordSelectionFieldsProps) {
	const { t } = useTranslations()
	const names = useDistrictNames()
	const hasDistricts = useHasDistricts()
	const { districts, status, from, to } = value
	const day = (name: 'from' | 'to', label: string, least: string, most: string) => (
		<label className="inline">
			<span>{label}</span>
			<input
				type="date"
				min={least || undefined}
				max={most || undefined}
				value={value[name]}
				onChange={({ target }) => onChange({ ...value, [name]: target.value })}
			/>
		</label>
	)
	return (
		<fieldset className="stack tight">
			<legend>{t('export.whichRecords')}</legend>
			<div className="filters">
				{hasDistricts && names.length > 1 && (
					<FilterChip
						label={t('quality.district')}
						isMultiple
						values={districts}
						options={names.map(([code, label]) => ({ value: code, label }))}
						onChoose={(chosen) => onChange({ ...value, districts: chosen })}
					/>
				)}
				<FilterChip
					label={t('review.status')}
					values={status === '' ? [] : [status]}
					options={finishedStatuses.map((each) => ({ value: each, label: t(`recordStatus.${each}`) }))}
					onChoose={([next = '']) => onChange({ ...value, status: next })}
				/>
			</div>
			<div className="filters">
				{day('from', t('export.finishedFrom'), '', to)}
				{day('to', t('export.finishedTo'), from, '')}
			</div>
		</fieldset>
	)
}
