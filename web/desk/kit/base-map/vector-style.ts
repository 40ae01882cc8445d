/**
 * Style of vector tiles: quiet, so that outlines and points are seen. It draws no borders and no names of countries
 * or provinces: base maps differ on borders that are disputed, and ours come with the imported boundaries. It reads
 * the schemas of Protomaps and of OpenMapTiles.
 */
export const landColour = '#f3f2ee'
export const labelColour = '#4c5157'
export const labelHalo = '#ffffff'

/** How a feature is drawn: an area, or a line with its width in pixels. */
export type FeatureStyle =
	| { readonly kind: 'area'; readonly colour: string }
	| { readonly kind: 'line'; readonly colour: string; readonly width: number }

/** A drawing order: later ones are above earlier ones. */
export const styleOrder = ['green', 'water', 'stream', 'track', 'road', 'highway'] as const
export type StyleName = (typeof styleOrder)[number]

export const featureStyles: Readonly<Record<StyleName, FeatureStyle>> = {
	green: { kind: 'area', colour: '#dfe9d5' },
	water: { kind: 'area', colour: '#bcd6e6' },
	stream: { kind: 'line', colour: '#bcd6e6', width: 1.2 },
	track: { kind: 'line', colour: '#dcd9d1', width: 0.8 },
	road: { kind: 'line', colour: '#d2cdc1', width: 1.4 },
	highway: { kind: 'line', colour: '#d9b777', width: 2.2 },
}

type Properties = Readonly<Record<string, string | number | boolean>>

const greens = new Set(
	'forest wood grass grassland park nature_reserve national_park scrub farmland orchard cemetery wetland'.split(
		' ',
	),
)
const highways = new Set('highway motorway trunk'.split(' '))
const roads = new Set('major_road primary secondary tertiary medium_road'.split(' '))

/** Kind of a feature: `kind` of Protomaps, `pmap:kind` of its former versions, `class` of OpenMapTiles. */
const kindOf = (properties: Properties): string =>
	String(properties.kind ?? properties['pmap:kind'] ?? properties.class ?? '')

/** Returns how a feature of a layer is drawn. Null for all that is not drawn. */
export function styleOf(layer: string, properties: Properties, isArea: boolean): StyleName | null {
	switch (layer) {
		case 'water':
			return isArea ? 'water' : 'stream'
		case 'waterway':
		case 'physical_line':
			return isArea ? null : 'stream'
		case 'landcover':
		case 'landuse':
		case 'natural':
		case 'park':
			return isArea && (layer === 'park' || greens.has(kindOf(properties))) ? 'green' : null
		case 'roads':
		case 'transportation':
			return isArea ? null : roadStyle(kindOf(properties))
		default:
			return null
	}
}

function roadStyle(kind: string): StyleName | null {
	if (highways.has(kind)) return 'highway'
	if (roads.has(kind)) return 'road'
	return kind === 'ferry' || kind === 'rail' || kind === 'transit' ? null : 'track'
}

const settlements = ['city', 'town', 'village'] as const
/** First zoom level with the names of a kind of settlement. */
const firstZoom = { city: 0, town: 7, village: 11 } as const

/** A name of a settlement. */
export interface SettlementName {
	readonly names: Properties
	/** Lower for more important ones, which are drawn first. */
	readonly rank: number
	readonly firstZoom: number
}

/** Returns the name that a feature of a layer stands for. Null for all but settlements. */
export function settlementOf(layer: string, properties: Properties): SettlementName | null {
	if (layer !== 'places' && layer !== 'place') return null
	const kinds = [properties.kind_detail, properties['pmap:kind_detail'], kindOf(properties)]
	const at = settlements.findIndex((each) => kinds.includes(each))
	const kind = settlements[at]
	if (!kind || typeof properties.name !== 'string') return null
	// the most populous have the highest rank in Protomaps, and the lowest in OpenMapTiles
	const population = Number(properties.population_rank ?? properties['pmap:population_rank'] ?? 0)
	const order = properties.rank === undefined ? 20 - population : Number(properties.rank)
	return { names: properties, rank: at * 100 + order, firstZoom: firstZoom[kind] }
}

/** Returns the name of a settlement in a language, or the local one. */
export function nameIn(names: Properties, language: string): string {
	const found = [`name:${language}`, ...(language === 'en' ? ['name_en', 'name:latin'] : []), 'name']
	return String(found.map((key) => names[key]).find((each) => typeof each === 'string') ?? '')
}
