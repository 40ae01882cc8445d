import { type ReactNode, useEffect, useId, useRef } from 'react'

interface SheetProps {
	readonly title: ReactNode
	/** Called when it was closed in any way: by its buttons, the Escape key, or a touch beside it. */
	readonly onClose: () => void
	readonly children: ReactNode
}

/** Modal sheet at the foot of the screen. It is open while it is rendered. */
export function Sheet({ title, onClose, children }: SheetProps) {
	const id = useId()
	const dialog = useRef<HTMLDialogElement>(null)
	useEffect(() => {
		const element = dialog.current
		if (!element?.open) element?.showModal()
		return () => element?.close()
	}, [])
	return (
		// biome-ignore lint/a11y/useKeyWithClickEvents: the Escape key closes a dialog
		<dialog
			ref={dialog}
			className="sheet"
			aria-labelledby={id}
			onCancel={(event) => {
				event.preventDefault()
				onClose()
			}}
			onClick={({ target, currentTarget, clientY }) => {
				// the space beside a dialog belongs to it
				if (target === currentTarget && clientY < currentTarget.getBoundingClientRect().top) onClose()
			}}
		>
			<h2 className="sheet-title" id={id}>
				{title}
			</h2>
			{children}
		</dialog>
	)
}
