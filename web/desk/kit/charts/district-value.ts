import type { ReactNode } from 'react'
import type { District } from '#shared/study/study'

/** Value of a district, as a map or a tile shows it. */
export interface DistrictValue {
	readonly district: District
	/** Part of the scale, from 0 to 1; null without a value. */
	readonly fill: number | null
	/** Text in the tile. */
	readonly text: string
	/** Accessible name and tooltip. */
	readonly title: string
	/** Null if it is not a link. */
	readonly href: string | null
	readonly tone?: 'full' | 'low' | undefined
}

export interface DistrictFigureProps {
	readonly caption: ReactNode
	readonly values: readonly DistrictValue[]
	/** Texts at the ends of the scale, and of a district without a value if it is not "No value". */
	readonly legend: { readonly low: string; readonly high: string; readonly none?: string }
	/** Code of the round of the values. */
	readonly round: string
	/** Name of the values, for a picture, if the caption does not say it. */
	readonly subject?: string
	/** Menus above the figure, shown only with it. */
	readonly menus?: ReactNode
}
