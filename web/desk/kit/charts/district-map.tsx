import { type ReactNode, useMemo } from 'react'
import { useLocation } from 'wouter'
import { localize } from '#shared/forms/localized-text'
import type { Boundaries, BoundaryShape } from '#shared/study/boundaries'
import { useTranslations } from '../../../ui/i18n.ts'
import { BaseMapLayer, BaseMapNote, useBaseMap } from '../base-map/base-map.tsx'
import type { DistrictFigureProps, DistrictValue } from './district-value.ts'
import { type Projection, pathOf, projectionOf } from './projection.ts'
import { useZoom } from './use-zoom.ts'

const width = 400
/** Size of a name, and the width of one of its letters, in units of the drawing at magnification 1. */
const [nameSize, letterWidth] = [11, 5.5]

/**
 * True for a district with disputed borders (Azad Jammu and Kashmir, Gilgit-Baltistan): its boundary is
 * drawn dashed.
 */
const isDisputed = (district: string) => /^PK[13]/.test(district)

/** Map of the districts that have a boundary; the darker, the higher the value. With the attribution and disclaimer of the boundaries. */
export function DistrictMap({
	boundaries: { shapes, attribution, disclaimer },
	caption,
	values,
	legend,
}: DistrictFigureProps & { readonly boundaries: Boundaries }) {
	const { t, language } = useTranslations()
	const projection = useMemo(
		() =>
			projectionOf(
				shapes.flatMap(({ rings }) => rings.flat()),
				width,
			),
		[shapes],
	)
	const drawn = useMemo(
		() => new Map(shapes.map((shape) => [shape.district, drawingOf(shape, projection)])),
		[shapes, projection],
	)
	const baseMap = useBaseMap()
	const { scale, view, handlers, canEnlarge, canReduce, enlarge, reduce, showWhole } = useZoom(projection)
	const areas = values.flatMap((value) => {
		const drawing = drawn.get(value.district.code)
		return drawing ? [{ value, drawing, name: localize(value.district.name, language) }] : []
	})
	return (
		<figure className="tiles-frame">
			<figcaption>{caption}</figcaption>
			{/* a map is not mirrored in right-to-left languages */}
			<div className="map-frame map-ground" dir="ltr">
				<BaseMapLayer baseMap={baseMap} projection={projection} view={view} hasNames={false} />
				<svg
					className={scale > 1 ? 'boundaries enlarged' : 'boundaries'}
					viewBox={`${view.x} ${view.y} ${view.width} ${view.height}`}
					// biome-ignore lint/a11y/noNoninteractiveTabindex: its keys move the map, also where no district is a link
					tabIndex={0}
					{...handlers}
				>
					<title>{t('charts.mapKeys')}</title>
					{areas.map(({ value, drawing }) => (
						<Area key={value.district.code} value={value} path={drawing.path} />
					))}
					{/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group cannot be focused; the areas have names of their own */}
					<g aria-hidden="true" fontSize={nameSize / scale}>
						{areas.map(
							({ value, drawing, name }) =>
								drawing.width * scale > name.length * letterWidth && (
									<text key={value.district.code} x={drawing.x} y={drawing.y}>
										{name}
									</text>
								),
						)}
					</g>
				</svg>
				<div className="map-buttons">
					{/* not disabled: the focus would be lost */}
					<MapButton isIdle={!canReduce} onPress={showWhole}>
						{t('charts.wholeMap')}
					</MapButton>
					<MapButton name={t('charts.reduceMap')} isIdle={!canReduce} onPress={reduce}>
						−
					</MapButton>
					<MapButton name={t('charts.enlargeMap')} isIdle={!canEnlarge} onPress={enlarge}>
						+
					</MapButton>
				</div>
			</div>
			<p className="map-legend">
				<span>{legend.low}</span>
				<span className="map-shades" aria-hidden="true" />
				<span>{legend.high}</span>
				{areas.some(({ value }) => value.fill === null) && (
					<>
						<span className="map-none" aria-hidden="true" />
						<span>{legend.none ?? t('charts.noValue')}</span>
					</>
				)}
			</p>
			<BaseMapNote baseMap={baseMap} />
			<p className="hint">{attribution}</p>
			<p className="hint">{disclaimer}</p>
		</figure>
	)
}

interface MapButtonProps {
	/** Accessible name, if the content is a sign. */
	readonly name?: string
	/** A press would change nothing. */
	readonly isIdle: boolean
	readonly onPress: () => void
	readonly children: ReactNode
}

const MapButton = ({ name, isIdle, onPress, children }: MapButtonProps) => (
	<button type="button" className="plain small" aria-label={name} aria-disabled={isIdle} onClick={onPress}>
		{children}
	</button>
)

/** Area of a district, which opens its page if it has one. */
function Area({ value, path }: { readonly value: DistrictValue; readonly path: string }) {
	const [, go] = useLocation()
	const { district, fill, title, href } = value
	const area = (
		<path
			className={isDisputed(district.code) ? 'disputed' : undefined}
			d={path}
			fillOpacity={fill === null ? 0 : 0.08 + 0.72 * Math.min(1, fill)}
			fillRule="evenodd"
			{...(href === null ? { role: 'img', 'aria-label': title } : {})}
		>
			<title>{title}</title>
		</path>
	)
	if (href === null) return area
	return (
		<a
			href={href}
			aria-label={title}
			// dragging moves the map
			draggable={false}
			onClick={(event) => {
				event.preventDefault()
				go(href)
			}}
		>
			{area}
		</a>
	)
}

interface Drawing {
	readonly path: string
	/** Middle of the largest part, and its width. */
	readonly x: number
	readonly y: number
	readonly width: number
}

function drawingOf({ rings }: BoundaryShape, projection: Projection): Drawing {
	const boxes = rings.map((ring) => {
		const [xs, ys] = [0, 1].map((at) => ring.map((point) => projection.place(point)[at] ?? 0))
		const [west, east] = [Math.min(...(xs ?? [])), Math.max(...(xs ?? []))]
		const [north, south] = [Math.min(...(ys ?? [])), Math.max(...(ys ?? []))]
		return { x: (west + east) / 2, y: (north + south) / 2, width: east - west, height: south - north }
	})
	const [largest] = boxes.sort((one, other) => other.width * other.height - one.width * one.height)
	const { x = 0, y = 0, width: wide = 0 } = largest ?? {}
	return { path: pathOf(rings, projection), x, y, width: wide }
}
