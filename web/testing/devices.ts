import { act, fireEvent } from '@testing-library/react'
import { onTestFinished, vi } from 'vitest'
import { fillReserve } from '../storage/disk-guard.ts'

/*
 * What a phone has and this DOM lacks: a receiver of its place, a camera, a microphone and a disk that can be nearly full. Each stands until
 * its test is over.
 */

function installed(target: object, name: string, value: unknown): void {
	const before = Object.getOwnPropertyDescriptor(target, name)
	Object.defineProperty(target, name, { value, configurable: true, writable: true })
	onTestFinished(() => {
		if (before) Object.defineProperty(target, name, before)
		else Reflect.deleteProperty(target, name)
	})
}

export interface Receiver {
	/** The phone knows its place to within so many metres. */
	says(accuracy: number, place?: { latitude?: number; longitude?: number; altitude?: number }): void
	/** It gives up. */
	fails(): void
	isWatched(): boolean
	/** What was asked of it last. */
	options(): PositionOptions | undefined
}

/** A receiver that says where it is when the test says so. `permission`: what the browser knows of it. */
export function placeReceiver(permission: PermissionState = 'granted'): Receiver {
	let heard: PositionCallback | null = null
	let failed: PositionErrorCallback | null = null
	let asked: PositionOptions | undefined
	let watches = 0
	const listen = (
		next: PositionCallback,
		wrong?: PositionErrorCallback | null,
		options?: PositionOptions,
	) => {
		heard = next
		failed = wrong ?? null
		asked = options
		return ++watches
	}
	installed(navigator, 'geolocation', {
		watchPosition: listen,
		getCurrentPosition: listen,
		clearWatch: (watch: number) => {
			if (watch === watches) heard = null
		},
	})
	installed(navigator, 'permissions', { query: async () => ({ state: permission }) })
	return {
		says(accuracy, { latitude = 30.0451, longitude = 70.6402, altitude } = {}) {
			const coords = { latitude, longitude, altitude: altitude ?? null, accuracy }
			act(() => heard?.({ coords, timestamp: 0 } as GeolocationPosition))
		},
		fails: () => act(() => failed?.({ code: 2 } as GeolocationPositionError)),
		isWatched: () => heard !== null,
		options: () => asked,
	}
}

/** A phone without a receiver. */
export function noReceiver(): void {
	for (let owner: object | null = navigator; owner; owner = Object.getPrototypeOf(owner)) {
		const [from, before] = [owner, Object.getOwnPropertyDescriptor(owner, 'geolocation')]
		if (!before) continue
		Reflect.deleteProperty(from, 'geolocation')
		onTestFinished(() => void Object.defineProperty(from, 'geolocation', before))
	}
}

export interface Stream {
	/** Asked for, as the browser was. */
	readonly constraints: MediaStreamConstraints
	isOn(): boolean
}

/** A camera of 1280 × 960 pixels and a microphone that are allowed, or refused. Gives the streams that were opened. `until`: how long the browser asks. */
export function mediaDevices({ isRefused = false, until = Promise.resolve() } = {}): Stream[] {
	const streams: Stream[] = []
	installed(navigator, 'mediaDevices', {
		async getUserMedia(constraints: MediaStreamConstraints) {
			await until
			if (isRefused) throw new DOMException('refused', 'NotAllowedError')
			let isOn = true
			const track = { stop: () => (isOn = false) }
			streams.push({ constraints, isOn: () => isOn })
			return { getTracks: () => [track] }
		},
	})
	vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue()
	vi.spyOn(HTMLMediaElement.prototype, 'pause').mockReturnValue()
	installed(HTMLVideoElement.prototype, 'srcObject', null)
	installed(HTMLVideoElement.prototype, 'videoWidth', 1280)
	installed(HTMLVideoElement.prototype, 'videoHeight', 960)
	return streams
}

/** What a camera sees: the browser's own detector of codes gives this, one after the other. */
export function codesSeen(...codes: (string | null)[]): { formats: (string[] | undefined)[] } {
	const formats: (string[] | undefined)[] = []
	installed(
		globalThis,
		'BarcodeDetector',
		class {
			constructor(options?: { formats: string[] }) {
				formats.push(options?.formats)
			}
			async detect() {
				const code = codes.shift()
				return code ? [{ rawValue: code }] : []
			}
		},
	)
	return { formats }
}

export interface Recorder {
	/** Some seconds of sound have come. */
	gives(bytes: string): void
	readonly state: RecordingState
	/** Asked of it. */
	readonly options: MediaRecorderOptions | undefined
	readonly every: number | undefined
}

/** A recorder that gives sound when the test says so. The last one that was started is `recorder()`. */
export function soundRecorder(): { recorder(): Recorder } {
	let last: Recorder | null = null
	class OneRecorder implements Recorder {
		state: RecordingState = 'inactive'
		every: number | undefined
		ondataavailable: ((event: { data: Blob }) => void) | null = null
		onstop: (() => void) | null = null
		readonly options: MediaRecorderOptions | undefined
		constructor(_stream: unknown, options?: MediaRecorderOptions) {
			this.options = options
			last = this
		}
		start(every?: number) {
			this.every = every
			this.state = 'recording'
		}
		pause() {
			this.state = 'paused'
		}
		resume() {
			this.state = 'recording'
		}
		stop() {
			this.state = 'inactive'
			this.onstop?.()
		}
		gives(bytes: string) {
			this.ondataavailable?.({ data: new Blob([bytes]) })
		}
	}
	installed(globalThis, 'MediaRecorder', OneRecorder)
	return {
		recorder() {
			if (!last) throw new Error('nothing records')
			return last
		},
	}
}

/** Pictures of so many pixels, and canvases, 480 × 480 on the screen, that remember what was drawn on them and give their size as a file. */
export function drawing({ width = 4000, height = 3000, isUnreadable = false } = {}): {
	readonly drawn: string[]
} {
	const drawn: string[] = []
	installed(globalThis, 'createImageBitmap', async () => {
		if (isUnreadable) throw new DOMException('no picture', 'InvalidStateError')
		return { width, height, close: () => {} }
	})
	vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockImplementation((() => {
		const note =
			(what: string) =>
			(...given: unknown[]) =>
				void drawn.push([what, ...given.filter((each) => typeof each === 'number')].join(' '))
		return {
			fillRect: note('fillRect'),
			drawImage: note('drawImage'),
			beginPath: () => {},
			moveTo: note('moveTo'),
			lineTo: note('lineTo'),
			stroke: () => {},
		}
	}) as never)
	vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation(function (
		this: HTMLCanvasElement,
		made: BlobCallback,
		type?: string,
	) {
		made(new Blob([`${this.width}x${this.height}`], { type: type ?? '' }))
	})
	vi.spyOn(HTMLCanvasElement.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 480, 480))
	vi.spyOn(HTMLElement.prototype, 'setPointerCapture').mockReturnValue()
	return { drawn }
}

/** What the browser's list of files or the phone's camera gives when a button opens it, one after the other; null: it is closed again. Gives what was asked for. */
export function chooser(...given: (File | null)[]): { accept: string; capture: string | null }[] {
	const asked: { accept: string; capture: string | null }[] = []
	vi.spyOn(HTMLInputElement.prototype, 'click').mockImplementation(function (this: HTMLInputElement) {
		asked.push({ accept: this.accept, capture: this.getAttribute('capture') })
		const file = given.shift()
		if (file) fireEvent.change(this, { target: { files: [file] } })
		else fireEvent(this, new Event('cancel'))
	})
	return asked
}

/** Files that the browser was given to save, by name. */
export function savedFiles(): Map<string, Blob> {
	const made = new Map<string, Blob>()
	const saved = new Map<string, Blob>()
	vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
		const address = `blob:saved-${made.size}`
		made.set(address, blob as Blob)
		return address
	})
	vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
		const blob = made.get(this.href)
		if (blob) saved.set(this.download, blob)
	})
	return saved
}

/** Bluetooth, messengers and the like of this phone, which take what is shared, or are closed again. Gives what they took. */
export function sharing({ isTaken = true } = {}): File[] {
	const taken: File[] = []
	installed(navigator, 'canShare', () => true)
	installed(navigator, 'share', async ({ files = [] }: ShareData) => {
		if (!isTaken) throw new DOMException('closed', 'AbortError')
		taken.push(...files)
	})
	return taken
}

/** The disk from now on, as the worker that tries it says; stuck: it does not answer. It is roomy again when the test is over. */
export async function diskIs(state: 'roomy' | 'tight' | 'stuck'): Promise<void> {
	disk = state
	// it stays for the tests that follow: whoever was answered once by the worker asks it before every write
	globalThis.Worker = ReserveWorker as never
	if (state !== 'roomy') onTestFinished(() => diskIs('roomy'))
	if (state === 'stuck') return
	for (const answer of unanswered.splice(0)) answer()
	await act(fillReserve)
}
let disk: 'roomy' | 'tight' | 'stuck' = 'roomy'
const unanswered: (() => void)[] = []
class ReserveWorker {
	onmessage: ((event: { data: unknown }) => void) | null = null
	postMessage({ id, ask }: { id: number; ask: string }) {
		// answers are kept either way
		const answer = () =>
			this.onmessage?.({ data: { id, found: { isYes: disk === 'roomy' || ask === 'make', reserve: 1 } } })
		if (disk === 'stuck') unanswered.push(answer)
		else queueMicrotask(answer)
	}
}
