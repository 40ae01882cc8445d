import { type Ref, useRef, useSyncExternalStore } from 'react'
import { diskState, subscribeToDisk } from '../../../storage/database/disk-guard.ts'
import { openChooser } from '../../../ui/activity-events.ts'
import { Icon, type IconName } from '../../../ui/icons.tsx'

interface FilePickerProps {
	readonly id?: string
	readonly buttonRef?: Ref<HTMLButtonElement>
	readonly icon: IconName
	readonly label: string
	readonly accept?: string
	/** Opens the camera instead of the file picker. */
	readonly camera?: boolean
	readonly disabled: boolean
	readonly onFile: (file: File) => void
}

/** The browser's camera or file picker, behind a button as large as the others. */
export function FilePicker(props: FilePickerProps) {
	const { id, buttonRef, icon, label, accept, camera = false, disabled, onFile } = props
	const input = useRef<HTMLInputElement>(null)
	// a picture that could not be saved must not be taken; the reason is shown above the form
	const isTight = useSyncExternalStore(subscribeToDisk, diskState) !== 'roomy'
	return (
		<>
			<input
				ref={input}
				type="file"
				hidden
				accept={accept}
				capture={camera ? 'environment' : undefined}
				onChange={({ target }) => {
					const file = target.files?.[0]
					// allows the same file to be chosen again
					target.value = ''
					if (file) onFile(file)
				}}
			/>
			<button
				type="button"
				className="plain"
				id={id}
				ref={buttonRef}
				disabled={disabled || isTight}
				onClick={() => openChooser(input.current)}
			>
				<Icon name={icon} />
				{label}
			</button>
		</>
	)
}
