import { type PointerEvent, useEffect, useRef, useState } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'
import type { NewAttachment } from '../../../storage/attachments/attachments.ts'
import { useTranslations } from '../../../ui/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import { ProblemNote } from '../../../ui/problem-text.tsx'
import { useFilling } from '../filling.ts'
import { draw, drawStroke, type Stroke } from './draw-strokes.ts'
import { pictureOf, readPicture } from './resize-image.ts'

export interface DrawingBoardProps {
	/** Loads the image to draw on; null for white paper. */
	readonly background: (() => Promise<Blob | null>) | null
	/** Format of white paper: a signature is wide, a sketch is square. */
	readonly isWide: boolean
	/** Resolves when the drawing is being saved. */
	readonly onDone: (drawing: NewAttachment) => Promise<void>
}

/** Width of white paper, pixels. */
const paperWidth = 960

/**
 * Drawing board for a finger or a pen. The drawing is saved by "done", or when the enumerator leaves the
 * page.
 */
export function DrawingBoard({ background, isWide, onDone }: DrawingBoardProps) {
	const { t } = useTranslations()
	const { canvas, strokes, setStrokes, picture, pen, problem, save } = useDrawing(background, onDone)
	const frame = useRef<HTMLDivElement>(null)
	// it opens below its button, and grows when its picture is read
	// biome-ignore lint/correctness/useExhaustiveDependencies: the picture decides how high it is
	useEffect(() => {
		// newer browsers return a promise, which must not become the effect's clean-up
		frame.current?.scrollIntoView({ block: 'nearest' })
	}, [picture])
	const isEmpty = strokes.length === 0
	return (
		<div className="board-frame stack tight" ref={frame}>
			<canvas
				ref={canvas}
				className="board"
				role="img"
				aria-label={t('controls.drawing.canvas')}
				width={picture?.width ?? paperWidth}
				height={picture?.height ?? (isWide ? paperWidth / 2 : paperWidth)}
				onPointerDown={pen.begin}
				onPointerMove={pen.goOn}
				onPointerUp={pen.end}
				onPointerCancel={pen.end}
			/>
			<div className="board-tools">
				<button
					type="button"
					className="plain"
					disabled={isEmpty}
					onClick={() => setStrokes(strokes.slice(0, -1))}
				>
					<Icon name="returned" />
					{t('controls.drawing.undo')}
				</button>
				<button type="button" className="plain" disabled={isEmpty} onClick={() => setStrokes([])}>
					<Icon name="trash" />
					{t('controls.drawing.clear')}
				</button>
			</div>
			<button type="button" disabled={isEmpty} onClick={() => canvas.current && void save(canvas.current)}>
				{t('controls.drawing.save')}
			</button>
			<ProblemNote problem={problem} />
		</div>
	)
}

/** The drawing over its picture, and the action that saves it. */
function useDrawing(background: DrawingBoardProps['background'], onDone: DrawingBoardProps['onDone']) {
	const canvas = useRef<HTMLCanvasElement>(null)
	const [strokes, setStrokes] = useState<readonly Stroke[]>([])
	const [picture, setPicture] = useState<ImageBitmap | null>(null)
	const [problem, setProblem] = useState<Problem | null>(null)
	const isOnPicture = background !== null
	const color = isOnPicture ? '#c00' : '#000'
	const pen = usePen(color, (stroke) => setStrokes((before) => [...before, stroke]))

	// biome-ignore lint/correctness/useExhaustiveDependencies: the background image is read once, at the start
	useEffect(() => {
		let isOver = false
		background?.()
			.then((blob) => (blob ? readPicture(blob) : null))
			.then(
				(read) => !isOver && setPicture(read),
				(thrown: unknown) => setProblem(asProblem(thrown)),
			)
		return () => {
			isOver = true
		}
	}, [])
	useEffect(() => {
		if (canvas.current) draw(canvas.current, { picture, strokes, color })
	}, [picture, strokes, color])

	// leaving the page without "done" saves the drawing too
	const { filling } = useFilling()
	const saveDrawing = useRef(async () => {})
	useEffect(() => {
		saveDrawing.current = async () => {
			if (canvas.current && strokes.length > 0) await save(canvas.current)
		}
	})
	useEffect(() => filling.onBeforeLeave(() => saveDrawing.current()), [filling])

	async function save(paper: HTMLCanvasElement) {
		try {
			await onDone(await pictureOf(paper, isOnPicture ? 'jpg' : 'png'))
		} catch (thrown) {
			setProblem(asProblem(thrown))
		}
	}
	return { canvas, strokes, setStrokes, picture, pen, problem, save }
}

/** Draws the stroke under the pen at once. `onStroke`: called with the stroke when the pen is lifted. */
function usePen(color: string, onStroke: (stroke: Stroke) => void) {
	const underPen = useRef<{ x: number; y: number }[] | null>(null)
	/** Converts a pointer event to canvas pixels, whatever the canvas's size on the screen. */
	const placeOf = ({ clientX, clientY, currentTarget }: PointerEvent<HTMLCanvasElement>) => {
		const { left, top, width, height } = currentTarget.getBoundingClientRect()
		return {
			x: ((clientX - left) * currentTarget.width) / width,
			y: ((clientY - top) * currentTarget.height) / height,
		}
	}
	return {
		begin(event: PointerEvent<HTMLCanvasElement>) {
			if (!event.isPrimary) return
			event.currentTarget.setPointerCapture(event.pointerId)
			underPen.current = [placeOf(event)]
			drawStroke(event.currentTarget, underPen.current, color)
		},
		goOn(event: PointerEvent<HTMLCanvasElement>) {
			if (!event.isPrimary || !underPen.current) return
			underPen.current.push(placeOf(event))
			drawStroke(event.currentTarget, underPen.current.slice(-2), color)
		},
		end() {
			const stroke = underPen.current
			underPen.current = null
			if (stroke) onStroke(stroke)
		},
	}
}
