import './comment-text.css'
import { dateTimeIn } from './formats.ts'
import { useTranslations } from './i18n.ts'

interface CommentTextProps {
	readonly comment: {
		readonly author: string
		readonly isFromDesk: boolean
		readonly at: number | string
		readonly text: string
	}
}

/** A comment with author and time. */
export function CommentText({ comment }: CommentTextProps) {
	const { t, language } = useTranslations()
	const { author, isFromDesk, at, text } = comment
	return (
		<>
			<p className="hint">
				<bdi>{author || t(isFromDesk ? 'comments.office' : 'comments.enumerator')}</bdi> ·{' '}
				{dateTimeIn(language, at)}
			</p>
			<p dir="auto">{text}</p>
		</>
	)
}
