import { useState } from 'react'
import { useTranslations } from '../../ui/i18n.ts'

/** An unsent return of a record. */
interface Draft {
	/** Comments by path of the question; '' for the whole record. */
	readonly notes: ReadonlyMap<string, string>
	/** Reason for reopening an approved record. */
	readonly why: string
	/** Id of the enumerator who is to correct it; '' for the record's current owner. */
	readonly to: string
}
const blank: Draft = { notes: new Map(), why: '', to: '' }

export interface CommentDraft extends Draft {
	readonly write: (about: string, text: string) => void
	readonly setComment: (change: Partial<Pick<Draft, 'why' | 'to'>>) => void
	/** True if the draft was started just now; false if it was restored. */
	readonly isNew: boolean
}

/** Unsent drafts by record id. In memory only; they survive leaving the screen. */
const unsent = new Map<string, Draft>()
const isWritten = ({ notes, why }: Draft): boolean =>
	[...notes.values(), why].some((text) => text.trim() !== '')

globalThis.addEventListener?.('beforeunload', (event) => {
	if (unsent.size > 0) event.preventDefault()
})

/** Deletes all drafts when the account changes. */
export const clearCommentDrafts = (): void => unsent.clear()

/**
 * Returns the comment draft of a record, restored if one is unsent. Null while the record is not being
 * returned.
 */
export function useCommentDraft(record: string) {
	const [draft, setDraft] = useState(() => unsent.get(record) ?? null)
	const [isNew, setNew] = useState(false)
	const become = (next: Draft | null) => {
		setDraft(next)
		if (next && isWritten(next)) unsent.set(record, next)
		else unsent.delete(record)
	}
	const commenting: CommentDraft | null = draft && {
		...draft,
		isNew,
		write: (about, text) => become({ ...draft, notes: new Map([...draft.notes, [about, text]]) }),
		setComment: (change) => become({ ...draft, ...change }),
	}
	return {
		commenting,
		begin: () => {
			setNew(true)
			become(draft ?? blank)
		},
		end: () => become(null),
	}
}

interface CommentFieldProps {
	readonly commenting: CommentDraft | null
	readonly about: string
	/** Label of the question, for screen readers. */
	readonly label: string
}

/** Comment on one question: a button that opens the field. */
export function CommentField({ commenting, about, label }: CommentFieldProps) {
	const { t } = useTranslations()
	const [isPressed, setPressed] = useState(false)
	// A restored comment stays open after its text is deleted.
	const [isOpen] = useState(() => Boolean(commenting?.notes.get(about)))
	if (!commenting) return null
	if (!(isPressed || isOpen))
		return (
			<button
				type="button"
				className="plain small"
				aria-label={`${t('review.comment')}: ${label}`}
				onClick={() => setPressed(true)}
			>
				{t('review.comment')}
			</button>
		)
	return (
		<textarea
			autoFocus={isPressed}
			aria-label={`${t('review.comment')}: ${label}`}
			dir="auto"
			rows={2}
			maxLength={2000}
			value={commenting.notes.get(about) ?? ''}
			onChange={(event) => commenting.write(about, event.target.value)}
		/>
	)
}
