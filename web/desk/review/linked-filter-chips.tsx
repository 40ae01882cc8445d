import type { RecordQuery } from '#shared/review/record-list'
import { useTranslations } from '../../ui/i18n.ts'
import { ToggleChip } from '../kit/toggle-chip.tsx'

/** Filters that only links from other pages set, such as a number under Progress. */
const linkedFilters = [
	'cluster',
	'sex',
	'outcome',
	'disposition',
	'counted',
	'finishedAfter',
	'changedAfter',
	'disputedAfter',
] as const satisfies readonly (keyof RecordQuery)[]

interface LinkedFilterChipsProps {
	readonly query: RecordQuery
	readonly onChange: (next: Partial<RecordQuery>) => void
}

/** Filters that came with a link, one chip each, so that they are seen and can be removed. */
export function LinkedFilterChips({ query, onChange }: LinkedFilterChipsProps) {
	const { t } = useTranslations()
	const values: Partial<Record<(typeof linkedFilters)[number], string | undefined>> = {
		cluster: query.cluster,
		sex: query.sex && t(`people.sexes.${query.sex}`),
		outcome: query.outcome && t.orElse(`review.linkedFilter.outcomes.${query.outcome}`, query.outcome),
		disposition: query.disposition,
	}
	return linkedFilters
		.filter((key) => query[key] !== undefined)
		.map((key) => (
			<ToggleChip
				key={key}
				label={t(`review.linkedFilter.${key}`)}
				value={values[key]}
				isOn
				onChange={() => onChange({ [key]: undefined })}
			/>
		))
}
