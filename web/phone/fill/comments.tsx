import './comments.css'
import { type ReactNode, useCallback, useEffect, useId, useRef, useState, useSyncExternalStore } from 'react'
import { detectIdentifier } from '#shared/forms/detect-identifier'
import { randomId } from '#shared/kernel/ids'
import { getNoteSubject, notePath } from '#shared/revisions/metadata-paths'
import { getCurrentAnswers } from '#shared/revisions/record-state'
import { type Comment, commentsOnDraft } from '../../storage/drafts/comments.ts'
import type { OpenDraft } from '../../storage/drafts/drafts.ts'
import type { VaultSession } from '../../storage/enrolment/enrolments.ts'
import { randomBytes } from '../../storage/vault/vault.ts'
import { useAppText } from '../../ui/app-text.tsx'
import { CommentText } from '../../ui/comment-text.tsx'
import { loadLaterTexts, useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { type CommentSlots, type FormFilling, useFilling } from './filling.ts'
import { Warning } from './question-view.tsx'

const longestReply = 300

/**
 * Comments of the desk, each at its question with a field for the reply, and the enumerator's own notes on
 * questions. Both are saved while typing.
 */
export async function commentsIn(
	vaultSession: VaultSession,
	draft: OpenDraft,
	filling: FormFilling,
): Promise<CommentSlots> {
	const [comments] = await Promise.all([commentsOnDraft(vaultSession, draft), loadLaterTexts()])
	/** Replies by the path commented on: the path of the reply and its current text. */
	const replies = new Map<string, { readonly path: string; text: string }>()
	const replyTo = (about: string) => {
		const draftReply = [...draft.notes].find(([path]) => getNoteSubject(path) === about)
		const reply = replies.get(about) ?? {
			path: draftReply?.[0] ?? notePath(about, randomId(randomBytes)),
			text: draftReply?.[1] ?? '',
		}
		replies.set(about, reply)
		return reply
	}
	const setReply = (about: string, text: string) => {
		const reply = replyTo(about)
		reply.text = text
		filling.setComment(reply.path, text.trim() === '' ? null : text.trim())
	}
	const of = (about: string) => comments.filter((each) => each.about === about)
	const shown = { of, replyTo, setReply }
	const before = getCurrentAnswers(draft.view)
	/** True if the answer was changed, or the comment has a reply. */
	const isDone = (about: string): boolean => {
		if (replyTo(about).text.trim() !== '') return true
		const now = about === '' ? undefined : filling.session.answerAt(about)
		return about !== '' && JSON.stringify(now) !== JSON.stringify(before.get(about))
	}
	const open = [...new Set(comments.flatMap(({ about, isOpen }) => (isOpen ? [about] : [])))]
	const slotsWith = (withField: ReadonlySet<string>, added: string | null): CommentSlots => ({
		at: (path) => (of(path).length > 0 ? <Thread about={path} {...shown} /> : null),
		// below the question's own field, so that the field comes first in keyboard order
		below: (path) => (withField.has(path) ? <Reply about={path} isNew={path === added} {...shown} /> : null),
		bar: (onOpen) => <Bar open={open} isDone={isDone} onOpen={onOpen} {...shown} />,
		firstOpen: (paths) => paths.find((path) => open.includes(path) && !isDone(path)) ?? null,
		atFinish: () => <Unanswered open={open} isDone={isDone} />,
		withNote: (path) => slotsWith(new Set(withField).add(path), path),
	})
	const subjects = [...draft.notes.keys()].flatMap((path) => getNoteSubject(path) ?? [])
	return slotsWith(new Set([...open, ...subjects]), null)
}

interface ThreadProps {
	readonly of: (about: string) => readonly Comment[]
	readonly replyTo: (about: string) => { readonly text: string }
	readonly setReply: (about: string, text: string) => void
}

function Thread({
	about,
	of,
	children,
}: ThreadProps & { readonly about: string; readonly children?: ReactNode }) {
	return (
		// takes the focus when a correction opens at it: a focused field would open the keyboard over it
		<div className="comments" role="note" tabIndex={-1} {...useAppText()}>
			<ol>
				{of(about).map((comment) => (
					<li key={`${comment.revision} ${comment.text}`}>
						<CommentText comment={comment} />
					</li>
				))}
			</ol>
			{children}
		</div>
	)
}

interface ReplyProps extends ThreadProps {
	readonly about: string
	/** True if the user has just asked for it: the cursor goes there. */
	readonly isNew?: boolean
}

/** Field for a reply to open comments, or for a note if there are none. */
function Reply({ about, of, replyTo, setReply, isNew = false }: ReplyProps) {
	const { t } = useTranslations()
	const id = useId()
	const appText = useAppText()
	const [text, setText] = useState(() => replyTo(about).text)
	const field = useRef<HTMLInputElement>(null)
	useEffect(() => {
		if (isNew) field.current?.focus()
	}, [isNew])
	const isReply = of(about).some(({ isOpen }) => isOpen)
	const identifying = detectIdentifier(text)
	return (
		<div className="stack tight" {...appText}>
			<label className="field" htmlFor={id}>
				{t(isReply ? 'comments.reply' : 'comments.note')}
				<input
					ref={field}
					id={id}
					dir="auto"
					maxLength={longestReply}
					value={text}
					aria-describedby={identifying ? `${id}-identifying` : undefined}
					onChange={(event) => {
						setText(event.target.value)
						setReply(about, event.target.value)
					}}
				/>
			</label>
			{identifying && (
				<Warning id={`${id}-identifying`}>
					<span>{t(`fill.identifying.${identifying}`)}</span>
				</Warning>
			)}
		</div>
	)
}

/** Warning at the end for comments without change or reply; it stops nothing. */
function Unanswered({ open, isDone }: Pick<BarProps, 'open' | 'isDone'>) {
	const { t } = useTranslations()
	const left = open.filter((about) => !isDone(about)).length
	return left === 0 ? null : <p className="note wait">{t('comments.unanswered', { count: left })}</p>
}

interface BarProps extends ThreadProps {
	readonly open: readonly string[]
	readonly isDone: (about: string) => boolean
	readonly onOpen: (path: string) => void
}

/** Marks the form as a correction, and lists the open comments in the order of the form, those done ticked. */
function Bar({ open, isDone, onOpen, ...thread }: BarProps) {
	const { t } = useTranslations()
	const { filling } = useFilling()
	const appText = useAppText()
	const [last, setLast] = useState<string | null>(null)
	// a change is an answer, a reply is not: it is only saved
	const subscribe = useCallback(
		(listener: () => void) => {
			const ends = [filling.subscribe(listener), filling.subscribeToKeeping(listener)]
			return () => {
				for (const end of ends) end()
			}
		},
		[filling],
	)
	const done = useSyncExternalStore(subscribe, () => open.filter(isDone).join(' ')).split(' ')
	const openPaths = filling.session.questionPaths().filter((path) => open.includes(path))
	const elsewhere = open.filter((about) => about !== '' && !openPaths.includes(about))
	const after = last === null ? 0 : openPaths.indexOf(last) + 1
	const next = openPaths[after] ?? openPaths.find((path) => !done.includes(path) && path !== last)
	if (open.length === 0) return null
	const openComment = (path: string) => {
		setLast(path)
		onOpen(path)
	}
	return (
		<section className="comments" aria-label={t('comments.title')} {...appText}>
			<div className="comments-bar">
				<strong>
					<Icon name="returned" /> {t('comments.correction')} · {t('comments.count', { count: open.length })}
				</strong>
				{next !== undefined && (
					<button type="button" className="plain small" onClick={() => openComment(next)}>
						{t('comments.next', { number: openPaths.indexOf(next) + 1, of: openPaths.length })}
					</button>
				)}
			</div>
			{openPaths.length > 1 && (
				<ol className="comment-checklist">
					{openPaths.map((path, i) => (
						<li key={path}>
							<button
								type="button"
								className="plain small"
								aria-current={path === last ? 'step' : undefined}
								aria-label={t('comments.item', {
									number: i + 1,
									state: t(done.includes(path) ? 'comments.answered' : 'comments.open'),
								})}
								onClick={() => openComment(path)}
							>
								<bdi>{i + 1}</bdi>
								{done.includes(path) && <Icon name="check" />}
							</button>
						</li>
					))}
				</ol>
			)}
			{open.includes('') && (
				<details>
					<summary>{t('comments.onWholeRecord')}</summary>
					<Thread about="" {...thread}>
						<Reply about="" {...thread} />
					</Thread>
				</details>
			)}
			{elsewhere.length > 0 && (
				<details>
					<summary>{t('comments.onHiddenQuestion', { count: elsewhere.length })}</summary>
					{elsewhere.map((about) => (
						<Thread key={about} about={about} {...thread}>
							<Reply about={about} {...thread} />
						</Thread>
					))}
				</details>
			)}
		</section>
	)
}
