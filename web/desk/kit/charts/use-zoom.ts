import { type KeyboardEvent, type MouseEvent, type PointerEvent, useEffect, useRef, useState } from 'react'

interface Size {
	readonly width: number
	readonly height: number
}
/** Visible part of a drawing: its top left corner in units of the drawing, and the magnification. */
interface View {
	readonly x: number
	readonly y: number
	readonly scale: number
}

const whole: View = { x: 0, y: 0, scale: 1 }
const largest = 12
/** Magnification of one press. */
const step = 1.6
/** Part of the view that an arrow key moves. */
const stride = 0.2
/** Pixels that a pointer may move and still press what is under it. */
const pressWithin = 4

const clamp = (value: number, most: number): number => Math.min(Math.max(0, value), Math.max(0, most))

/** Keeps a view within the drawing. */
const within = ({ width, height }: Size, { x, y, scale }: View): View => ({
	scale,
	x: clamp(x, width - width / scale),
	y: clamp(y, height - height / scale),
})

/** Magnifies a view; the point at `x` and `y`, from 0 to 1 of the view, stays where it is. */
export function zoomed(size: Size, view: View, factor: number, x = 0.5, y = 0.5): View {
	const scale = Math.min(largest, Math.max(1, view.scale * factor))
	const [before, after] = [1 / view.scale, 1 / scale]
	return within(size, {
		scale,
		x: view.x + x * size.width * (before - after),
		y: view.y + y * size.height * (before - after),
	})
}

/** Moves a view by parts of itself. */
const moved = (size: Size, view: View, x: number, y: number): View =>
	within(size, {
		...view,
		x: view.x + (x * size.width) / view.scale,
		y: view.y + (y * size.height) / view.scale,
	})

/**
 * Magnifies and moves a drawing: by buttons, by + − 0 and the arrow keys, by dragging, by two fingers, and by the
 * wheel with Ctrl, so that the wheel alone scrolls the page.
 */
export function useZoom(size: Size) {
	const [view, setView] = useState(whole)
	const svg = useRef<SVGSVGElement>(null)
	const pointers = useRef(new Map<number, { x: number; y: number }>())
	const isDragged = useRef(false)
	const { width, height } = size
	const zoom = (factor: number, x?: number, y?: number) =>
		setView((before) => zoomed({ width, height }, before, factor, x, y))
	useEffect(() => {
		const drawing = svg.current
		if (!drawing) return
		const onWheel = (event: WheelEvent) => {
			if (!event.ctrlKey) return
			event.preventDefault()
			const { x, y } = placeIn(drawing, event)
			setView((before) => zoomed({ width, height }, before, 2 ** (-event.deltaY / 200), x, y))
		}
		// React's listeners are passive: they cannot keep the browser from magnifying the page
		drawing.addEventListener('wheel', onWheel, { passive: false })
		return () => drawing.removeEventListener('wheel', onWheel)
	}, [width, height])

	function onPointerDown(event: PointerEvent<SVGSVGElement>) {
		if (event.button !== 0) return
		if (pointers.current.size === 0) isDragged.current = false
		pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY })
	}
	function onPointerMove(event: PointerEvent<SVGSVGElement>) {
		const own = pointers.current.get(event.pointerId)
		// released outside of the drawing
		if (own && event.buttons === 0) return void pointers.current.delete(event.pointerId)
		const { width: wide, height: high } = event.currentTarget.getBoundingClientRect()
		if (!own || wide === 0 || high === 0) return
		const [x, y] = [event.clientX - own.x, event.clientY - own.y]
		if (!isDragged.current && Math.hypot(x, y) < pressWithin) return
		const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1]
		if (!isDragged.current) event.currentTarget.setPointerCapture(event.pointerId)
		isDragged.current = true
		pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY })
		if (!other) return setView((before) => moved(size, before, -x / wide, -y / high))
		const middle = placeIn(event.currentTarget, {
			clientX: (other.x + event.clientX) / 2,
			clientY: (other.y + event.clientY) / 2,
		})
		const before = Math.hypot(own.x - other.x, own.y - other.y)
		const after = Math.hypot(event.clientX - other.x, event.clientY - other.y)
		if (before > 0) zoom(after / before, middle.x, middle.y)
	}
	const onPointerEnd = (event: PointerEvent<SVGSVGElement>) => pointers.current.delete(event.pointerId)
	/** A drag that ends on a district does not open it. */
	function onClickCapture(event: MouseEvent<SVGSVGElement>) {
		// `detail` is 0 for a press of Enter
		if (!isDragged.current || event.detail === 0) return
		isDragged.current = false
		event.preventDefault()
		event.stopPropagation()
	}
	function onKeyDown(event: KeyboardEvent<SVGSVGElement>) {
		const next = viewAfter(event.key, size, view)
		if (!next || event.ctrlKey || event.metaKey || event.altKey) return
		event.preventDefault()
		setView(next)
	}
	return {
		scale: view.scale,
		/** Visible part of the drawing. */
		view: { x: view.x, y: view.y, width: width / view.scale, height: height / view.scale },
		canEnlarge: view.scale < largest,
		canReduce: view.scale > 1,
		enlarge: () => zoom(step),
		reduce: () => zoom(1 / step),
		showWhole: () => setView(whole),
		/** Properties of the svg. */
		handlers: {
			ref: svg,
			onPointerDown,
			onPointerMove,
			onPointerUp: onPointerEnd,
			onPointerCancel: onPointerEnd,
			onLostPointerCapture: onPointerEnd,
			onClickCapture,
			onKeyDown,
		},
	}
}

/** Place of a point in an element, from 0 to 1. */
function placeIn(
	element: Element,
	{ clientX, clientY }: { readonly clientX: number; readonly clientY: number },
): { x: number; y: number } {
	const { left, top, width, height } = element.getBoundingClientRect()
	return width === 0 || height === 0
		? { x: 0.5, y: 0.5 }
		: { x: (clientX - left) / width, y: (clientY - top) / height }
}

/** Returns the view after a key; null for other keys. An arrow moves the view, not the page, once it is magnified. */
function viewAfter(key: string, size: Size, view: View): View | null {
	switch (key) {
		case '+':
		case '=':
			return zoomed(size, view, step)
		case '-':
			return zoomed(size, view, 1 / step)
		case '0':
			return whole
	}
	const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key]
	if (!arrow || view.scale === 1) return null
	return moved(size, view, (arrow[0] ?? 0) * stride, (arrow[1] ?? 0) * stride)
}
