import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useTranslations } from '../../ui/i18n.ts'
import { DeskIcon } from './desk-icon.tsx'

interface DialogProps {
	readonly title: string
	/** At the side of the page and as high as it, for text to read beside the page. */
	readonly isDrawer?: boolean
	readonly onClose: () => void
	readonly children: ReactNode
}

/** A dialog over the page. Escape and the cross close it; the focus returns to where it was. */
export function Dialog({ title, isDrawer = false, onClose, children }: DialogProps) {
	const { t } = useTranslations()
	const dialog = useRef<HTMLDialogElement>(null)
	const heading = useId()
	useEffect(() => {
		const before = document.activeElement
		dialog.current?.showModal()
		return () => {
			if (before instanceof HTMLElement) before.focus()
		}
	}, [])
	return (
		<dialog
			ref={dialog}
			className={isDrawer ? 'desk-dialog drawer' : 'desk-dialog'}
			aria-labelledby={heading}
			onCancel={(event) => {
				event.preventDefault()
				onClose()
			}}
		>
			<div className="dialog-head">
				<h2 id={heading}>{title}</h2>
				<button type="button" className="icon-button" aria-label={t('review.close')} onClick={onClose}>
					<DeskIcon name="close" />
				</button>
			</div>
			<div className="stack">{children}</div>
		</dialog>
	)
}
