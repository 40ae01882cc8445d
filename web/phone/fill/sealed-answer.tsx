import { type ReactNode, useCallback, useEffect, useRef } from 'react'
import { isSealed } from '#shared/forms/sealed-answer-text'
import { useAppText } from '../../ui/app-text.tsx'
import { loadLaterTexts, useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { type SealedSlots, useFilling, useQuestionValue } from './filling.ts'
import { usePageFields } from './page-fields.ts'

/** Loads the view of sealed answers, which stay or are answered again. */
export async function loadSealedSlots(): Promise<SealedSlots> {
	await loadLaterTexts()
	return {
		around: (path, label, control) => (
			<SealedAnswer path={path} label={label}>
				{control}
			</SealedAnswer>
		),
	}
}

interface SealedAnswerProps {
	readonly path: string
	/** Id of the element that names the question. */
	readonly label: string
	/** Control of the question. */
	readonly children: ReactNode
}

/**
 * Replaces a question's control, of any type, if it has a sealed answer; a sealed empty value looks the same.
 */
function SealedAnswer({ path, label, children }: SealedAnswerProps) {
	const { t } = useTranslations()
	const { filling } = useFilling()
	const { session } = filling
	const appText = useAppText()
	const fields = usePageFields()
	const isClosed = useQuestionValue(session.nodeAt(path).template, (now) => isSealed(now.answerAt(path)))
	const before = session.sealedToKeep(path)
	const shouldFocus = useRef(false)
	const button = useCallback(
		(element: HTMLElement | null) => (element ? fields.add(path, element) : undefined),
		[fields, path],
	)
	// biome-ignore lint/correctness/useExhaustiveDependencies: the button that was pressed has gone when it turns
	useEffect(() => {
		if (shouldFocus.current) fields.focus(path)
		shouldFocus.current = false
	}, [isClosed, fields, path])
	function replaceAnswer(answer: string | null) {
		shouldFocus.current = true
		filling.answer(path, answer)
	}
	if (isClosed)
		return (
			<div className="note quiet" {...appText}>
				<Icon name="lock" />
				<p>{t('encryptedAnswer.unreadable')}</p>
				{!session.isReadOnly(path) && (
					<button
						type="button"
						className="plain"
						ref={button}
						aria-describedby={label}
						onClick={() => replaceAnswer(null)}
					>
						{t('encryptedAnswer.answerAgain')}
					</button>
				)}
			</div>
		)
	return (
		<>
			{/* above the control: a violation is shown right below its field */}
			{before !== null && (
				<div className="note wait" {...appText}>
					<p>{t('encryptedAnswer.replaceHint')}</p>
					<button
						type="button"
						className="plain"
						aria-describedby={label}
						onClick={() => replaceAnswer(before)}
					>
						{t('encryptedAnswer.keepEncrypted')}
					</button>
				</div>
			)}
			{children}
		</>
	)
}
