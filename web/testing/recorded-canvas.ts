import { onTestFinished } from 'vitest'

/** A call of a drawing context: its name, and arguments. */
export type CanvasCall = readonly [name: string, ...values: unknown[]]

/** Size of a canvas: this DOM has none. */
interface CanvasSize {
	readonly width: number
	readonly height: number
}

class RecordedPath {
	readonly steps: CanvasCall[] = []
	moveTo = (x: number, y: number) => void this.steps.push(['moveTo', x, y])
	lineTo = (x: number, y: number) => void this.steps.push(['lineTo', x, y])
	closePath = () => void this.steps.push(['closePath'])
}

/**
 * Gives every canvas a size and a context that records its calls, until the test is finished. An image has the bytes
 * that it was created from as `text`; a name has 6 pixels for each letter.
 */
export function recordCanvas({ width, height }: CanvasSize): CanvasCall[] {
	const calls: CanvasCall[] = []
	const styles: Record<string, unknown> = {}
	const context = new Proxy(styles, {
		get: (_, name) => {
			if (name === 'measureText') return (text: string) => ({ width: text.length * 6 })
			return (...values: unknown[]) =>
				void calls.push([String(name), ...values, ...styleOf(String(name), styles)])
		},
	})
	const prototype = HTMLCanvasElement.prototype
	const before = { getContext: prototype.getContext, createImageBitmap: globalThis.createImageBitmap }
	Object.defineProperty(prototype, 'clientWidth', { configurable: true, value: width })
	Object.defineProperty(prototype, 'clientHeight', { configurable: true, value: height })
	prototype.getContext = (() => context) as unknown as typeof prototype.getContext
	globalThis.createImageBitmap = (async (blob: Blob) => ({
		text: await blob.text(),
	})) as unknown as typeof createImageBitmap
	globalThis.Path2D = RecordedPath as unknown as typeof Path2D
	onTestFinished(() => {
		Reflect.deleteProperty(prototype, 'clientWidth')
		Reflect.deleteProperty(prototype, 'clientHeight')
		prototype.getContext = before.getContext
		globalThis.createImageBitmap = before.createImageBitmap
		Reflect.deleteProperty(globalThis, 'Path2D')
	})
	return calls
}

/** The colour that a call draws with. */
const styleOf = (name: string, { fillStyle, strokeStyle }: Record<string, unknown>): unknown[] =>
	name.startsWith('fill') ? [fillStyle] : name === 'stroke' ? [strokeStyle] : []
