import { Link } from 'wouter'
import { textIn } from '#shared/forms/texts'
import { searchOf } from '../sync/desk-client.ts'
import { useTexts } from '../ui/i18n.ts'
import { type Covered, shareOf } from './covered.ts'

/** Districts as tiles, about where they lie; the fuller the tile, the further the district. */
export function CoverageTiles({ covered, round }: { covered: readonly Covered[]; round: string }) {
	const { t, language: appLanguage } = useTexts()
	if (covered.length < 2) return null
	const left = Math.min(...covered.map(({ district }) => district.column))
	const top = Math.min(...covered.map(({ district }) => district.row))
	return (
		<figure className="tiles-frame">
			<figcaption>{t('coverage.tiles')}</figcaption>
			{/* a map does not turn round with the direction of writing */}
			<ul className="tiles" dir="ltr">
				{covered.map(({ district, figures }) => {
					const share = Math.min(1, shareOf(figures))
					const name = textIn(district.name, appLanguage)
					const percent = Math.round(share * 100)
					return (
						<li
							key={district.code}
							className={share >= 1 ? 'tile full' : share < 0.25 ? 'tile low' : 'tile'}
							style={{ gridColumn: district.column - left + 1, gridRow: district.row - top + 1 }}
						>
							<Link
								href={`/desk/coverage/${district.code}?${searchOf({ round })}`}
								title={t('coverage.tile', { name, percent })}
								aria-label={t('coverage.tile', { name, percent })}
							>
								<span className="tile-fill" style={{ blockSize: `${percent}%` }} />
								<span className="tile-name" dir="auto">
									{name}
								</span>
								<span className="tile-code">{district.abbreviation}</span>
								<span className="tile-share">{percent}%</span>
							</Link>
						</li>
					)
				})}
			</ul>
		</figure>
	)
}
