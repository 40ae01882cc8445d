import { type Ref, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { Problem } from '#shared/kernel/problem'
import type { NewAttachment } from '../../../storage/attachments/attachments.ts'
import { diskState, subscribeToDisk } from '../../../storage/database/disk-guard.ts'
import { useTranslations } from '../../../ui/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import { ProblemNote } from '../../../ui/problem-text.tsx'
import { pictureFrom } from './resize-image.ts'

interface CameraButtonProps {
	readonly id: string
	readonly buttonRef?: Ref<HTMLButtonElement>
	readonly label: string
	readonly maxPixels: number
	readonly disabled: boolean
	readonly onTaken: (picture: NewAttachment) => void
}

/**
 * Button that opens a camera within the page: the picture is sealed at once and never stored in the phone's
 * gallery, where others would see it.
 */
export function CameraButton({ id, buttonRef, label, maxPixels, disabled, onTaken }: CameraButtonProps) {
	const [isOpen, setOpen] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	// a picture that could not be saved must not be taken; the reason is shown above the form
	const isTight = useSyncExternalStore(subscribeToDisk, diskState) !== 'roomy'
	const close = () => {
		setOpen(false)
		// the pressed button was removed with the camera
		document.getElementById(id)?.focus()
	}
	return (
		<>
			<button
				type="button"
				className="plain"
				id={id}
				ref={buttonRef}
				disabled={disabled || isTight}
				aria-expanded={isOpen}
				onClick={() => {
					setProblem(null)
					setOpen(!isOpen)
				}}
			>
				<Icon name="camera" />
				{label}
			</button>
			{isOpen && !disabled && (
				<Camera
					maxPixels={maxPixels}
					onClose={close}
					onProblem={(found) => {
						setProblem(found)
						close()
					}}
					onShot={async (video) => {
						const picture = await pictureFrom(video, maxPixels)
						close()
						onTaken(picture)
					}}
				/>
			)}
			<ProblemNote problem={problem} />
		</>
	)
}

interface CameraProps {
	readonly maxPixels: number
	readonly onShot: (video: HTMLVideoElement) => Promise<void>
	readonly onProblem: (problem: Problem) => void
	readonly onClose: () => void
}

function Camera({ maxPixels, onShot, onProblem, onClose }: CameraProps) {
	const { t } = useTranslations()
	const video = useRef<HTMLVideoElement>(null)
	const failed = useRef(onProblem)
	const [isReady, setReady] = useState(false)
	const [isShooting, setShooting] = useState(false)
	useEffect(() => {
		let isOver = false
		let stream: MediaStream | undefined
		const rest = () => {
			for (const track of stream?.getTracks() ?? []) track.stop()
		}
		async function show() {
			try {
				stream = await navigator.mediaDevices.getUserMedia({
					// without this, many phones deliver only 640 by 480
					video: {
						facingMode: 'environment',
						width: { ideal: maxPixels },
						height: { ideal: Math.round((maxPixels * 3) / 4) },
					},
				})
				const screen = video.current
				// closed while the browser asked for permission: the camera must not stay on
				if (!screen || isOver) return rest()
				screen.srcObject = stream
				await screen.play()
				screen.scrollIntoView({ block: 'center' })
				setReady(true)
			} catch (thrown) {
				if (!isOver) failed.current(new Problem('camera-unavailable', {}, thrown))
			}
		}
		void show()
		return () => {
			isOver = true
			rest()
		}
	}, [maxPixels])
	return (
		<div className="camera stack tight">
			<video ref={video} muted playsInline aria-label={t('unlock.cameraView')} />
			<button
				type="button"
				disabled={!isReady || isShooting}
				onClick={() => {
					if (!video.current) return
					setShooting(true)
					void onShot(video.current).catch((thrown: unknown) =>
						onProblem(new Problem('picture-unreadable', {}, thrown)),
					)
				}}
			>
				<Icon name="camera" />
				{t('controls.photo.take')}
			</button>
			<button type="button" className="plain" onClick={onClose}>
				{t('unlock.closeCamera')}
			</button>
		</div>
	)
}
