import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { localize } from '#shared/forms/localized-text'
import type { District } from '#shared/study/study'
import { useTranslations } from '../../../ui/i18n.ts'

export interface DistrictTile {
	readonly district: District
	/** Filled part of the tile, 0 to 1. */
	readonly fill: number
	/** Text in the tile. */
	readonly text: string
	/** Accessible name and tooltip. */
	readonly title: string
	/** Null if the tile is not a link. */
	readonly href: string | null
	readonly tone?: 'full' | 'low' | undefined
}

/** Districts as tiles at their approximate locations; the fuller the tile, the higher its value. */
export function DistrictTiles({
	caption,
	tiles,
}: {
	readonly caption: ReactNode
	readonly tiles: readonly DistrictTile[]
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
							<span className="tile-fill" style={{ blockSize: `${Math.round(Math.min(1, fill) * 100)}%` }} />
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
