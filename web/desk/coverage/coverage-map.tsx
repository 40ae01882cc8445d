import { useLocation } from 'wouter'
import { localize } from '#shared/forms/localized-text'
import type { Boundaries } from '#shared/study/boundaries'
import { searchOf } from '../../api/search-of.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { pathOf, projectionOf } from '../kit/charts/projection.ts'
import { type Covered, shareOf } from './district-coverage.ts'

/**
 * True for a district with disputed borders (Azad Jammu and Kashmir, Gilgit-Baltistan): its boundary is
 * drawn dashed.
 */
const isDisputed = (district: string) => /^PK[13]/.test(district)

/**
 * Map of the districts; the darker, the more progress. With the attribution and disclaimer of the
 * boundaries.
 */
export function CoverageMap({
	boundaries: { shapes, attribution, disclaimer },
	covered,
	round,
}: {
	boundaries: Boundaries
	covered: readonly Covered[]
	round: string
}) {
	const { t, language } = useTranslations()
	const [, go] = useLocation()
	const projection = projectionOf(
		shapes.flatMap(({ rings }) => rings.flat()),
		400,
	)
	return (
		<figure className="tiles-frame">
			<figcaption>{t('coverage.tiles')}</figcaption>
			<svg className="boundaries" viewBox={`0 0 ${projection.width} ${projection.height}`}>
				<title>{t('coverage.tiles')}</title>
				{covered.flatMap(({ district, figures }) => {
					const shape = shapes.find((each) => each.district === district.code)
					if (!shape) return []
					const percent = Math.round(Math.min(1, shareOf(figures)) * 100)
					const label = t('coverage.tile', { name: localize(district.name, language), percent })
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
								d={pathOf(shape.rings, projection)}
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
