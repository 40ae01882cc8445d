import { type ReactNode, useCallback, useEffect, useRef } from 'react'
import { isSealed } from '#shared/forms/sealed-text'
import { useAppText } from '../ui/app-text.tsx'
import { loadLaterTexts, useTranslations } from '../ui/i18n.ts'
import { Icon } from '../ui/icons.tsx'
import { type SealedSlots, useFilling, useQuestionValue } from './filling.ts'
import { usePageFields } from './page-fields.ts'

/** What nobody on this phone reads: it stays, or is answered again. */
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
	/** Id of what the question is called by. */
	readonly label: string
	/** Its control. */
	readonly children: ReactNode
}

/** In place of a question's control, whatever its type, what was sealed there; a sealed nothing looks the same. */
function SealedAnswer({ path, label, children }: SealedAnswerProps) {
	const { t } = useTranslations()
	const { filling } = useFilling()
	const { session } = filling
	const appText = useAppText()
	const fields = usePageFields()
	const isClosed = useQuestionValue(session.nodeAt(path).template, (now) => isSealed(now.answerAt(path)))
	const before = session.sealedToKeep(path)
	const isTurned = useRef(false)
	const button = useCallback(
		(element: HTMLElement | null) => (element ? fields.add(path, element) : undefined),
		[fields, path],
	)
	// biome-ignore lint/correctness/useExhaustiveDependencies: the button that was pressed has gone when it turns
	useEffect(() => {
		if (isTurned.current) fields.focus(path)
		isTurned.current = false
	}, [isClosed, fields, path])
	function turn(answer: string | null) {
		isTurned.current = true
		filling.answer(path, answer)
	}
	if (isClosed)
		return (
			<div className="note quiet" {...appText}>
				<Icon name="lock" />
				<p>{t('sealed.here')}</p>
				{!session.isReadOnly(path) && (
					<button
						type="button"
						className="plain"
						ref={button}
						aria-describedby={label}
						onClick={() => turn(null)}
					>
						{t('sealed.again')}
					</button>
				)}
			</div>
		)
	return (
		<>
			{/* above it: what is wrong with an answer stands right below its field */}
			{before !== null && (
				<div className="note wait" {...appText}>
					<p>{t('sealed.goes')}</p>
					<button type="button" className="plain" aria-describedby={label} onClick={() => turn(before)}>
						{t('sealed.keep')}
					</button>
				</div>
			)}
			{children}
		</>
	)
}
