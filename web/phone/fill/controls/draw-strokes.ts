/** Path of the pen from touch to lift, in pixels of the canvas. */
export type Stroke = readonly { readonly x: number; readonly y: number }[]

interface Drawing {
	/** Image under the strokes; null for white paper. */
	readonly picture: ImageBitmap | null
	readonly strokes: readonly Stroke[]
	readonly color: string
}

/** Redraws the whole canvas. */
export function draw(canvas: HTMLCanvasElement, { picture, strokes, color }: Drawing): void {
	const pen = canvas.getContext('2d')
	if (!pen) return
	pen.fillStyle = '#fff'
	pen.fillRect(0, 0, canvas.width, canvas.height)
	if (picture) pen.drawImage(picture, 0, 0)
	for (const stroke of strokes) drawStroke(canvas, stroke, color)
}

/** Draws one stroke on the canvas; a tap without movement becomes a dot. */
export function drawStroke(canvas: HTMLCanvasElement, stroke: Stroke, color: string): void {
	const pen = canvas.getContext('2d')
	const [first] = stroke
	if (!pen || !first) return
	pen.strokeStyle = color
	pen.lineWidth = Math.max(canvas.width, canvas.height) / 160
	pen.lineCap = 'round'
	pen.lineJoin = 'round'
	pen.beginPath()
	pen.moveTo(first.x, first.y)
	for (const { x, y } of stroke) pen.lineTo(x, y)
	pen.stroke()
}
