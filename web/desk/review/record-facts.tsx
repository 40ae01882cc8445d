import type { FormDefinition } from '#shared/forms/form-definition'
import { localize } from '#shared/forms/localized-text'
import type { RecordDetail } from '#shared/review/record-response'
import { useTranslations } from '../../ui/i18n.ts'
import { PersonLink } from '../kit/person-link.tsx'

interface RecordFactsProps {
	readonly record: RecordDetail
	/** Null if the form is not known here. */
	readonly definition: FormDefinition | null
}

/** Form, version, id and enumerator of the record, and the reasons why its answers may be incomplete. */
export function RecordFacts({ record, definition }: RecordFactsProps) {
	const { t, language } = useTranslations()
	return (
		<>
			<div>
				<p className="hint">
					<bdi>{definition ? localize(definition.title, language) : record.form}</bdi> ·{' '}
					{t('review.version', { version: record.formVersion })} · {t('table.head.record_id')}:{' '}
					<bdi dir="ltr">{record.id}</bdi>
				</p>
				<p className="hint">
					{t('review.enumerator')}:{' '}
					<PersonLink person={record.owner} work={{ district: record.district ?? '' }} />
				</p>
			</div>
			{definition === null ? (
				<p className="note stop">{t('review.formUnknown')}</p>
			) : (
				record.answersError && (
					<p className="note stop">
						{t(record.answersError === 'TooSlow' ? 'review.rulesTooSlow' : 'review.unreadable')}
					</p>
				)
			)}
			{record.void !== null && (
				<p className="note quiet">{t('review.voidWithReason', { reason: record.void })}</p>
			)}
		</>
	)
}
