import type { RecordDetail } from '#shared/review/record-response'
import { CommentText } from '../../ui/comment-text.tsx'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import type { FormReading } from '../kit/form-labels.ts'

interface CommentThreadProps {
	readonly record: RecordDetail
	readonly reading: FormReading
	/** Path of the question; '' for the whole record. */
	readonly about: string
}

/** Comments on a question and later changes of its answer, in order of arrival. */
export function CommentThread({ record, reading, about }: CommentThreadProps) {
	const { t } = useTranslations()
	const notes = record.notes.filter((note) => note.about === about)
	if (notes.length === 0) return null
	const first = record.history.findIndex(({ id }) => id === notes[0]?.revision)
	const lines = record.history.flatMap((entry, place) => [
		...entry.changes
			.filter(({ path }) => path === about && place > first)
			.map(({ before, after }) => (
				<li key={`${entry.id} change`}>
					<p className="hint">
						{t('comments.changed')} · <bdi>{entry.author}</bdi>
					</p>
					<p className="change">
						<bdi>{reading.answer(about, before)}</bdi>
						<Icon name="arrowNext" />
						<bdi>{reading.answer(about, after)}</bdi>
					</p>
				</li>
			)),
		...notes
			.filter(({ revision }) => revision === entry.id)
			.map(({ text, isFromDesk }) => (
				<li key={`${entry.id} ${text}`}>
					<CommentText comment={{ text, isFromDesk, author: entry.author, at: entry.written }} />
				</li>
			)),
	])
	return <ul className="comment-list">{lines}</ul>
}
