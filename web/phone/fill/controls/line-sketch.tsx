import { type Point, radians } from '#shared/kernel/geodesy'
import { useTranslations } from '../../../ui/i18n.ts'

const width = 320
const height = 180
const margin = 14

/**
 * Sketch of the line, north up, without a map: map tiles would need a network and disclose the location to a
 * server.
 */
export function LineSketch({ points, isClosed }: { points: readonly Point[]; isClosed: boolean }) {
	const { t } = useTranslations()
	const drawn = onPaper(points)
	const first = drawn[0]
	const last = drawn.at(-1)
	if (!first || !last) return null
	const path = drawn.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')
	return (
		<svg
			className="sketch"
			viewBox={`0 0 ${width} ${height}`}
			role="img"
			aria-label={t('controls.shape.sketch')}
		>
			{isClosed ? <polygon points={path} /> : <polyline points={path} />}
			{drawn.map(({ x, y }, i) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a place is where it is in the line
				<circle key={i} cx={x} cy={y} r={i === 0 ? 7 : 4} />
			))}
			{!isClosed && drawn.length > 1 && <circle className="end" cx={last.x} cy={last.y} r={7} />}
		</svg>
	)
}

/**
 * Scales the points to the paper. Degrees of longitude get shorter away from the equator; the longer side
 * fills the paper.
 */
function onPaper(points: readonly Point[]): { x: number; y: number }[] {
	const narrowing = Math.cos(radians(points[0]?.latitude ?? 0))
	const flat = points.map(({ latitude, longitude }) => ({ x: longitude * narrowing, y: -latitude }))
	const left = Math.min(...flat.map(({ x }) => x))
	const top = Math.min(...flat.map(({ y }) => y))
	const wide = Math.max(...flat.map(({ x }) => x)) - left
	const high = Math.max(...flat.map(({ y }) => y)) - top
	const scale = Math.min((width - 2 * margin) / (wide || 1e-9), (height - 2 * margin) / (high || 1e-9))
	const isOne = wide === 0 && high === 0
	return flat.map(({ x, y }) => ({
		x: isOne ? width / 2 : (width - wide * scale) / 2 + (x - left) * scale,
		y: isOne ? height / 2 : (height - high * scale) / 2 + (y - top) * scale,
	}))
}
