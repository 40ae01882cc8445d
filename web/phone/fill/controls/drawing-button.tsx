import { type Ref, useState } from 'react'
import type { NewAttachment } from '../../../storage/attachments/attachments.ts'
import { Icon } from '../../../ui/icons.tsx'
import { DrawingBoard, type DrawingBoardProps } from './drawing-board.tsx'

interface DrawButtonProps extends Omit<DrawingBoardProps, 'onDone'> {
	readonly id: string
	readonly buttonRef?: Ref<HTMLButtonElement>
	readonly label: string
	readonly disabled: boolean
	readonly onDrawn: (drawing: NewAttachment) => Promise<void>
}

/** Button that opens a drawing board, and closes it again. */
export function DrawButton({ id, buttonRef, label, disabled, onDrawn, ...board }: DrawButtonProps) {
	const [isOpen, setOpen] = useState(false)
	return (
		<>
			<button
				type="button"
				className="plain"
				id={id}
				ref={buttonRef}
				disabled={disabled}
				aria-expanded={isOpen}
				onClick={() => setOpen(!isOpen)}
			>
				<Icon name="draft" />
				{label}
			</button>
			{isOpen && !disabled && (
				<DrawingBoard
					{...board}
					onDone={async (drawing) => {
						setOpen(false)
						// the pressed button was removed with the drawing board
						document.getElementById(id)?.focus()
						await onDrawn(drawing)
					}}
				/>
			)}
		</>
	)
}
