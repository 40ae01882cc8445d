import { type ReactNode, useEffect, useState } from 'react'
import type { FormSession } from '#shared/forms/form-session'
import { type FormPage, stopsOn } from '#shared/forms/pages'
import { AppText } from '../../ui/app-text.tsx'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { type FormNotice, useFilling, useFillingValue } from './filling.ts'
import { FormText } from './form-text.tsx'

/** Time in which something can be undone, ms. */
const noticeMs = 8000

/** Returns the notice that is shown now, and a function that shows another. It goes by itself. */
export function useFormNotice() {
	const [notice, setNotice] = useState<FormNotice | null>(null)
	useEffect(() => {
		if (!notice) return
		const timer = setTimeout(() => setNotice(null), noticeMs)
		return () => clearTimeout(timer)
	}, [notice])
	return [notice, setNotice] as const
}

interface FormFootProps {
	/** Rows above the buttons: tips, messages. */
	readonly children?: ReactNode
	/** Null without a button for the page before; disabled if there is none. */
	readonly back: { readonly isOff: boolean; readonly onPress: () => void } | null
	readonly onward: ReactNode
}

/** Foot of a form: messages, and below them the page before and the next step, in the same places everywhere. */
export function FormFoot({ children, back, onward }: FormFootProps) {
	const { t } = useTranslations()
	return (
		<footer className="foot">
			{children}
			<div className="foot-row">
				{back && (
					<button type="button" className="plain" onClick={back.onPress} disabled={back.isOff}>
						<Icon name="arrowBack" />
						<span>{t('fill.back')}</span>
					</button>
				)}
				{onward}
			</div>
		</footer>
	)
}

export function NoticeRow({ notice, onDone }: { notice: FormNotice; onDone: () => void }) {
	const { t } = useTranslations()
	return (
		<div className="foot-message snack" role="status">
			<span>{notice.text}</span>
			<button
				type="button"
				onClick={() => {
					notice.onUndo()
					onDone()
				}}
			>
				<Icon name="undo" />
				{t('fill.undo')}
			</button>
		</div>
	)
}

interface RefusalRowProps {
	readonly page: FormPage
	/** Goes to a question of the page. */
	readonly onShow: (path: string) => void
}

/** Why the next page does not open yet. It stays until every answer is right, and leads from one to the next. */
export function RefusalRow({ page, onShow }: RefusalRowProps) {
	const { t } = useTranslations()
	const { filling } = useFilling()
	const [last, setLast] = useState<string | null>(null)
	const found = useFillingValue(({ session }) =>
		stopsOn(page, session)
			.flatMap((path) => {
				const violation = session.violationAt(path)
				return violation ? [`${path} ${violation.kind}`] : []
			})
			.join('\n'),
	)
	const wrong = found.split('\n').map((line) => line.split(' ')[0] ?? '')
	const [first] = wrong
	if (!first) return null
	const { part } = filling.session.nodeAt(first)
	const isMissing = wrong.every((path) => isMissingAnswer(filling.session, path))
	return (
		<div className="foot-message" role="status">
			<Icon name="alert" />
			<span>
				<AppText>{t(isMissing ? 'fill.missing' : 'fill.toCheck', { count: wrong.length })}</AppText>
				{wrong.length === 1 && part.label && (
					<span className="hidden-if-narrow">
						: <FormText path={first} texts={part.label} />
					</span>
				)}
			</span>
			<button
				type="button"
				onClick={() => {
					const next = wrong[(last === null ? 0 : wrong.indexOf(last) + 1) % wrong.length] ?? first
					setLast(next)
					onShow(next)
				}}
			>
				{t('fill.show')}
			</button>
		</div>
	)
}

/** True for a question without its answer; a required note asks for something else. */
function isMissingAnswer(session: FormSession, path: string): boolean {
	const { part } = session.nodeAt(path)
	return part.kind === 'question' && part.type !== 'note' && session.violationAt(path)?.kind === 'required'
}

interface FinishButtonProps {
	readonly isOff: boolean
	readonly onFinish: () => void
	/** Goes to the first answer that is missing or wrong. */
	readonly onShow: () => void
}

/** Finishes the record; while something is missing, it leads there in place of refusing. */
export function FinishButton({ isOff, onFinish, onShow }: FinishButtonProps) {
	const { t } = useTranslations()
	const { filling } = useFilling()
	const count = useFillingValue(({ session }) => session.violations().length)
	const isMissing = filling.session.violations().every(({ path }) => isMissingAnswer(filling.session, path))
	if (count > 0)
		return (
			<button type="button" onClick={onShow}>
				<span>{t(isMissing ? 'fill.showMissing' : 'fill.showToCheck', { count })}</span>
				<Icon name="arrowNext" />
			</button>
		)
	return (
		<button type="button" disabled={isOff} onClick={onFinish}>
			<Icon name="check" />
			<span>{t('fill.finish')}</span>
		</button>
	)
}
