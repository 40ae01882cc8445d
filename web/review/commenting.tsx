import { useState } from 'react'
import { focusNow } from '../ui/focus-now.ts'
import { useTexts } from '../ui/i18n.ts'

/** Comments that are being written, by what they are about; null while nobody returns the record. */
export interface Commenting {
	readonly notes: ReadonlyMap<string, string>
	readonly write: (about: string, text: string) => void
}

export function useCommenting() {
	const [notes, setNotes] = useState<ReadonlyMap<string, string> | null>(null)
	const commenting: Commenting | null = notes && {
		notes,
		write: (about, text) => setNotes(new Map([...notes, [about, text]])),
	}
	return {
		commenting,
		begin: () => setNotes(notes ?? new Map()),
		end: () => setNotes(null),
	}
}

interface CommentFieldProps {
	readonly commenting: Commenting | null
	readonly about: string
	/** The question, for who hears and does not see where the field stands. */
	readonly label: string
}

/** A comment on one question: a button until somebody wants to write one. */
export function CommentField({ commenting, about, label }: CommentFieldProps) {
	const { t } = useTexts()
	const [isOpen, setOpen] = useState(false)
	if (!commenting) return null
	if (!isOpen)
		return (
			<button
				type="button"
				className="plain small"
				aria-label={`${t('review.comment')}: ${label}`}
				onClick={() => setOpen(true)}
			>
				{t('review.comment')}
			</button>
		)
	return (
		<textarea
			// it stands there because somebody pressed for it
			ref={focusNow}
			aria-label={`${t('review.comment')}: ${label}`}
			dir="auto"
			rows={2}
			maxLength={2000}
			value={commenting.notes.get(about) ?? ''}
			onChange={(event) => commenting.write(about, event.target.value)}
		/>
	)
}
