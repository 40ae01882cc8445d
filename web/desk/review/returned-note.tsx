import type { RecordDetail } from '#shared/review/record-response'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'

/** Shows who returned a record, when, and how many comments are open; nothing for any other record. */
export function ReturnedNote({ record }: { readonly record: RecordDetail }) {
	const { t, language } = useTranslations()
	if (record.status !== 'returned') return null
	const returned = record.history.findLast(({ changes }) =>
		changes.some(({ path, after }) => path === '$status' && after === 'returned'),
	)
	const count = record.notes.filter(({ isOpen }) => isOpen).length
	return (
		<p className="note wait">
			{returned &&
				t('review.returnedBy', { name: returned.author, date: dateTimeIn(language, returned.received) })}{' '}
			{count > 0 && t('review.openComments', { count, total: numberIn(language, count) })}
		</p>
	)
}
