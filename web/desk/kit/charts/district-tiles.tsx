import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { localize } from '#shared/forms/localized-text'
import { useTranslations } from '../../../ui/i18n.ts'
import type { DistrictValue } from './district-value.ts'

/** Districts as tiles at their approximate locations; the fuller the tile, the higher its value. */
export function DistrictTiles({
	caption,
	tiles,
}: {
	readonly caption: ReactNode
	readonly tiles: readonly DistrictValue[]
}) {
	const { language } = useTranslations()
	if (tiles.length < 2) return null
	const left = Math.min(...tiles.map(({ district }) => district.column))
	const top = Math.min(...tiles.map(({ district }) => district.row))
	return (
		<figure className="tiles-frame">
			<figcaption>{caption}</figcaption>
			{/* a map is not mirrored in right-to-left languages */}
			<ul className="tiles" dir="ltr">
				{tiles.map(({ district, fill, text, title, href, tone }) => {
					const inside = (
						<>
							<span
								className="tile-fill"
								style={{ blockSize: `${Math.round(Math.min(1, fill ?? 0) * 100)}%` }}
							/>
							<span className="tile-name" dir="auto">
								{localize(district.name, language)}
							</span>
							<span className="tile-code">{district.abbreviation}</span>
							<span className="tile-share">{text}</span>
						</>
					)
					return (
						<li
							key={district.code}
							className={tone ? `tile ${tone}` : 'tile'}
							style={{ gridColumn: district.column - left + 1, gridRow: district.row - top + 1 }}
						>
							{href === null ? (
								<div className="tile-box" title={title} role="img" aria-label={title}>
									{inside}
								</div>
							) : (
								<Link className="tile-box" href={href} title={title} aria-label={title}>
									{inside}
								</Link>
							)}
						</li>
					)
				})}
			</ul>
		</figure>
	)
}
