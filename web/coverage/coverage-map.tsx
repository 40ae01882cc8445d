import { useLocation } from 'wouter'
import type { Outlines, Point } from '#shared/campaign/outlines'
import { textIn } from '#shared/forms/texts'
import { searchOf } from '../sync/desk-client.ts'
import { useTexts } from '../ui/i18n.ts'
import { type Covered, shareOf } from './covered.ts'

/** Where borders are in dispute the outline is broken: Azad Jammu and Kashmir, and Gilgit-Baltistan. */
const isDisputed = (district: string) => /^PK[13]/.test(district)

/** The districts as they lie; the darker, the further. Below it stands whose work the outlines are, and what they do not say. */
export function CoverageMap({
	outlines: { shapes, attribution, disclaimer },
	covered,
	round,
}: {
	outlines: Outlines
	covered: readonly Covered[]
	round: string
}) {
	const { t, language } = useTexts()
	const [, go] = useLocation()
	const { place, width, height } = projectionOf(shapes.flatMap(({ rings }) => rings.flat()))
	return (
		<figure className="tiles-frame">
			<figcaption>{t('coverage.tiles')}</figcaption>
			<svg className="outlines" viewBox={`0 0 ${width} ${height}`}>
				<title>{t('coverage.tiles')}</title>
				{covered.flatMap(({ district, figures }) => {
					const shape = shapes.find((each) => each.district === district.code)
					if (!shape) return []
					const percent = Math.round(Math.min(1, shareOf(figures)) * 100)
					const label = t('coverage.tile', { name: textIn(district.name, language), percent })
					const address = `/desk/coverage/${district.code}?${searchOf({ round })}`
					return (
						<a
							key={district.code}
							href={address}
							aria-label={label}
							onClick={(event) => {
								event.preventDefault()
								go(address)
							}}
						>
							<title>{label}</title>
							<path
								className={isDisputed(district.code) ? 'disputed' : undefined}
								d={shape.rings.map((ring) => `M${ring.map(place).join('L')}Z`).join('')}
								fillOpacity={0.08 + (0.72 * percent) / 100}
								fillRule="evenodd"
							/>
						</a>
					)
				})}
			</svg>
			<p className="hint">{attribution}</p>
			<p className="hint">{disclaimer}</p>
		</figure>
	)
}

/** Degrees to places: as wide as they are long in the middle of what is shown. */
function projectionOf(points: readonly Point[]) {
	let [west, east, south, north] = [180, -180, 90, -90]
	for (const [x, y] of points) {
		west = Math.min(west, x)
		east = Math.max(east, x)
		south = Math.min(south, y)
		north = Math.max(north, y)
	}
	const narrower = Math.cos((((south + north) / 2) * Math.PI) / 180)
	const width = 400
	const scale = (width - 4) / Math.max(0.01, (east - west) * narrower)
	return {
		width,
		height: Math.round((north - south) * scale + 4),
		place: ([x, y]: Point): string =>
			`${((x - west) * narrower * scale + 2).toFixed(1)} ${((north - y) * scale + 2).toFixed(1)}`,
	}
}
