import { useEffect, useRef } from 'react'
import { Problem } from '#shared/kernel/problem'
import { useTranslations } from './i18n.ts'

interface ScanCodeProps {
	/** True if barcodes are accepted too, where the browser supports them; otherwise only QR codes. */
	readonly isAnyCode?: boolean
	readonly onFound: (text: string) => void
	readonly onProblem: (problem: Problem) => void
	readonly onClose: () => void
}

interface Detector {
	detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>
}
type DetectorClass = new (options?: { formats: string[] }) => Detector

const scanIntervalMs = 300

/**
 * Scans a code with the camera: by the browser's own detector if there is one, otherwise by a bundled
 * decoder.
 */
export function CodeScanner({ isAnyCode = false, onFound, onProblem, onClose }: ScanCodeProps) {
	const { t } = useTranslations()
	const frame = useRef<HTMLDivElement>(null)
	const video = useRef<HTMLVideoElement>(null)
	const found = useRef(onFound)
	const failed = useRef(onProblem)
	useEffect(() => {
		let isOver = false
		let stream: MediaStream | undefined
		async function startCamera() {
			try {
				stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
				const screen = video.current
				if (!screen || isOver) return
				screen.srcObject = stream
				await screen.play()
				// it opens below its button, as high as the camera's picture
				frame.current?.scrollIntoView({ block: 'center' })
				const read = await reader(isAnyCode)
				while (!isOver) {
					const text = await read(screen)
					if (text) return found.current(text)
					await new Promise((next) => setTimeout(next, scanIntervalMs))
				}
			} catch (thrown) {
				if (!isOver) failed.current(new Problem('camera-unavailable', {}, thrown))
			}
		}
		void startCamera()
		return () => {
			isOver = true
			for (const track of stream?.getTracks() ?? []) track.stop()
		}
	}, [isAnyCode])
	return (
		<div className="camera stack tight" ref={frame}>
			<video ref={video} muted playsInline aria-label={t('unlock.cameraView')} />
			<p className="hint">{t('unlock.scanHint')}</p>
			<button type="button" className="plain" onClick={onClose}>
				{t('unlock.closeCamera')}
			</button>
		</div>
	)
}

async function reader(isAnyCode: boolean): Promise<(screen: HTMLVideoElement) => Promise<string | null>> {
	const own = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector
	if (own) {
		const detector = isAnyCode ? new own() : new own({ formats: ['qr_code'] })
		return async (screen) => (await detector.detect(screen))[0]?.rawValue ?? null
	}
	const { default: decodeQR } = await import('qr/decode.js')
	const canvas = document.createElement('canvas')
	const context = canvas.getContext('2d', { willReadFrequently: true })
	return async (screen) => {
		canvas.width = screen.videoWidth
		canvas.height = screen.videoHeight
		if (!context || canvas.width === 0) return null
		context.drawImage(screen, 0, 0)
		try {
			return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height))
		} catch {
			// no code in this frame: the next one may have it
			return null
		}
	}
}
