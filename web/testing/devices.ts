import { act, fireEvent } from '@testing-library/react'
import { onTestFinished, vi } from 'vitest'
import { fillReserve } from '../storage/database/disk-guard.ts'

/*
 * Devices of a phone that this DOM lacks: a location receiver, a camera, a microphone and a disk that can be
 * nearly full. Each is removed at the end of its test.
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
	/** Reports a location with an accuracy in metres. */
	reportLocation(accuracy: number, place?: { latitude?: number; longitude?: number; altitude?: number }): void
	/** Reports a failure. */
	fails(): void
	isWatched(): boolean
	/** Options of the last request. */
	options(): PositionOptions | undefined
}

/** Location receiver with readings from the test. `permission`: the browser's stored permission. */
export function locationReceiver(permission: PermissionState = 'granted'): Receiver {
	let onPosition: PositionCallback | null = null
	let failed: PositionErrorCallback | null = null
	let lastOptions: PositionOptions | undefined
	let watches = 0
	const listen = (
		next: PositionCallback,
		wrong?: PositionErrorCallback | null,
		options?: PositionOptions,
	) => {
		onPosition = next
		failed = wrong ?? null
		lastOptions = options
		return ++watches
	}
	installed(navigator, 'geolocation', {
		watchPosition: listen,
		getCurrentPosition: listen,
		clearWatch: (watch: number) => {
			if (watch === watches) onPosition = null
		},
	})
	installed(navigator, 'permissions', { query: async () => ({ state: permission }) })
	return {
		reportLocation(accuracy, { latitude = 30.0451, longitude = 70.6402, altitude } = {}) {
			const coords = { latitude, longitude, altitude: altitude ?? null, accuracy }
			act(() => onPosition?.({ coords, timestamp: 0 } as GeolocationPosition))
		},
		fails: () => act(() => failed?.({ code: 2 } as GeolocationPositionError)),
		isWatched: () => onPosition !== null,
		options: () => lastOptions,
	}
}

/** A phone without a location receiver. */
export function noReceiver(): void {
	for (let owner: object | null = navigator; owner; owner = Object.getPrototypeOf(owner)) {
		const [from, before] = [owner, Object.getOwnPropertyDescriptor(owner, 'geolocation')]
		if (!before) continue
		Reflect.deleteProperty(from, 'geolocation')
		onTestFinished(() => void Object.defineProperty(from, 'geolocation', before))
	}
}

export interface Stream {
	/** Constraints of the request. */
	readonly constraints: MediaStreamConstraints
	isOn(): boolean
}

/**
 * Camera of 1280 × 960 pixels and microphone, allowed or refused. Returns the opened streams. `until`: ends
 * the browser's permission prompt.
 */
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

/** The browser's code detector: it returns these codes, one after the other. */
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
	/** Delivers some seconds of audio. */
	gives(bytes: string): void
	readonly state: RecordingState
	/** Options of the request. */
	readonly options: MediaRecorderOptions | undefined
	readonly every: number | undefined
}

/** Recorder with audio from the test. `recorder()` returns the last one started. */
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
			if (!last) throw new Error('no recording is running')
			return last
		},
	}
}

/**
 * Pictures of this size, and canvases, 480 × 480 on the screen, that log drawing operations and encode as a
 * file with their size.
 */
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

/**
 * The browser's file picker or camera: each opening returns the next file; null cancels. Returns the
 * requests.
 */
export function chooser(...given: (File | null)[]): { accept: string; capture: string | null }[] {
	const requests: { accept: string; capture: string | null }[] = []
	vi.spyOn(HTMLInputElement.prototype, 'click').mockImplementation(function (this: HTMLInputElement) {
		requests.push({ accept: this.accept, capture: this.getAttribute('capture') })
		const file = given.shift()
		if (file) fireEvent.change(this, { target: { files: [file] } })
		else fireEvent(this, new Event('cancel'))
	})
	return requests
}

/** Files that the browser was asked to save, by name. */
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

/** The phone's share menu: accepts or cancels. Returns the shared files. */
export function sharing({ isTaken = true } = {}): File[] {
	const taken: File[] = []
	installed(navigator, 'canShare', () => true)
	installed(navigator, 'share', async ({ files = [] }: ShareData) => {
		if (!isTaken) throw new DOMException('closed', 'AbortError')
		taken.push(...files)
	})
	return taken
}

/**
 * Sets the disk state that the reserve worker reports; stuck: it does not reply. Roomy again at the end of
 * the test.
 */
export async function diskIs(state: 'roomy' | 'tight' | 'stuck'): Promise<void> {
	disk = state
	// stays for later tests: once the worker has replied, it is asked before every write
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
		// answers can be saved in both states
		const answer = () =>
			this.onmessage?.({ data: { id, found: { isYes: disk === 'roomy' || ask === 'make', reserve: 1 } } })
		if (disk === 'stuck') unanswered.push(answer)
		else queueMicrotask(answer)
	}
}
