import { useState } from 'react'
import { focusNow } from '../ui/focus-now.ts'
import { useTranslations } from '../ui/i18n.ts'

/** A return that is being written. */
interface Draft {
	/** Comments by what they are about. */
	readonly notes: ReadonlyMap<string, string>
	/** Why an approved record is opened again. */
	readonly why: string
	/** Who is to correct it; '' with whom it lies. */
	readonly to: string
}
const blank: Draft = { notes: new Map(), why: '', to: '' }

export interface CommentDraft extends Draft {
	readonly write: (about: string, text: string) => void
	readonly setComment: (said: Partial<Pick<Draft, 'why' | 'to'>>) => void
	/** Somebody pressed for it just now; or else they have come back to what they had written. */
	readonly hasComments: boolean
}

/** By record, what was written and neither sent nor given up, wherever its person went meanwhile. In memory alone. */
const unsent = new Map<string, Draft>()
const isWritten = ({ notes, why }: Draft): boolean =>
	[...notes.values(), why].some((text) => text.trim() !== '')

globalThis.addEventListener?.('beforeunload', (event) => {
	if (unsent.size > 0) event.preventDefault()
})

/** The next who signs in here wrote none of it. */
export const clearCommentDrafts = (): void => unsent.clear()

/** The comments on one record, null while nobody returns it; those of before stand there again. */
export function useCommentDraft(record: string) {
	const [draft, setDraft] = useState(() => unsent.get(record) ?? null)
	const [isBegun, setBegun] = useState(false)
	const become = (next: Draft | null) => {
		setDraft(next)
		if (next && isWritten(next)) unsent.set(record, next)
		else unsent.delete(record)
	}
	const commenting: CommentDraft | null = draft && {
		...draft,
		hasComments: isBegun,
		write: (about, text) => become({ ...draft, notes: new Map([...draft.notes, [about, text]]) }),
		setComment: (said) => become({ ...draft, ...said }),
	}
	return {
		commenting,
		begin: () => {
			setBegun(true)
			become(draft ?? blank)
		},
		end: () => become(null),
	}
}

interface CommentFieldProps {
	readonly commenting: CommentDraft | null
	readonly about: string
	/** The question, for who hears and does not see where the field stands. */
	readonly label: string
}

/** A comment on one question: a button until somebody wants to write one. */
export function CommentField({ commenting, about, label }: CommentFieldProps) {
	const { t } = useTranslations()
	const [isPressed, setPressed] = useState(false)
	// of one that was written before: it stays when all letters are taken out
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
			{...(isPressed ? { ref: focusNow } : {})}
			aria-label={`${t('review.comment')}: ${label}`}
			dir="auto"
			rows={2}
			maxLength={2000}
			value={commenting.notes.get(about) ?? ''}
			onChange={(event) => commenting.write(about, event.target.value)}
		/>
	)
}
