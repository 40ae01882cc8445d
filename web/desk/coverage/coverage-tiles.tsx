import { localize } from '#shared/forms/localized-text'
import { searchOf } from '../../api/search-of.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { DistrictTiles } from '../kit/charts/district-tiles.tsx'
import { type Covered, shareOf } from './district-coverage.ts'

/** Tile map of the districts; the fuller the tile, the more progress. */
export function CoverageTiles({ covered, round }: { covered: readonly Covered[]; round: string }) {
	const { t, language } = useTranslations()
	return (
		<DistrictTiles
			caption={t('coverage.tiles')}
			tiles={covered.map(({ district, figures }) => {
				const share = Math.min(1, shareOf(figures))
				const percent = Math.round(share * 100)
				return {
					district,
					fill: share,
					text: `${percent}%`,
					title: t('coverage.tile', { name: localize(district.name, language), percent }),
					href: `/desk/coverage/${district.code}?${searchOf({ round })}`,
					tone: share >= 1 ? 'full' : share < 0.25 ? 'low' : undefined,
				}
			})}
		/>
	)
}
