import type { Answer } from '#shared/forms/answers'
import { utf8 } from '#shared/kernel/bytes'
import { digest } from '#shared/kernel/digest'
import type { SampleCluster, SampleLine } from './sample.ts'

/** The form that lists a cluster and draws its households. */
export const listingForm = 'listing'

/** A household that was drawn, and its structure: `12`, or `12/2` for the second household there. */
export type DrawnHousehold = Pick<SampleLine, 'household' | 'structure'>

/** Draw of a finished listing; the form defines the method. */
export interface Drawn {
	readonly cluster: string
	/**
	 * Approximate start of the listing, if the phone's location was accurate enough: a point in the cluster
	 * that replaces its unknown centre, and no house.
	 */
	readonly centre?: string
	/** Number of households on the list. */
	readonly listed: number
	/** In the order of the draw. */
	readonly chosen: readonly DrawnHousehold[]
	readonly reserve: readonly DrawnHousehold[]
}

/** Reads the draw from a listing's answers. Null if nothing was drawn. */
export function drawnIn(answers: Iterable<readonly [path: string, answer: Answer]>): Drawn | null {
	const rows = new Map<string, DrawnRow>()
	let [cluster, listed, began] = ['', 0, '']
	for (const [path, answer] of answers) {
		const at = path.lastIndexOf('/')
		const [row, name] = [path.slice(0, at), path.slice(at + 1)]
		if (name === 'cluster_id') cluster = String(answer)
		else if (name === 'n_listed') listed = Number(answer)
		else if (name === 'start_gps') began = String(answer)
		else if (row.includes('/@') && name.startsWith('d_')) {
			const found = rows.get(row) ?? {}
			if (name === 'd_hh_no') found.household = Number(answer)
			if (name === 'd_is_reserve') found.isReserve = answer === 'yes'
			if (name === 'd_order') found.order = Number(answer)
			if (name === 'd_s_no') found.structure = String(answer)
			if (name === 'd_in' && answer !== '') found.nth = String(answer)
			rows.set(row, found)
		}
	}
	const inOrder = [...rows.values()].sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
	const of = (wanted: boolean) =>
		inOrder.flatMap((row) =>
			row.household && row.isReserve === wanted ? [toHousehold(row, row.household)] : [],
		)
	const [chosen, reserve] = [of(false), of(true)]
	if (cluster === '' || chosen.length === 0) return null
	const [latitude, longitude, , accuracy = '', ...byHand] = began.split(' ')
	const isSure = accuracy !== '' && byHand.length === 0 && Number(accuracy) <= vaguestMetres
	return {
		cluster,
		listed,
		chosen,
		reserve,
		...(isSure ? { centre: `${rounded(latitude)} ${rounded(longitude)}` } : {}),
	}
}

/** A row of the draw in the form. */
interface DrawnRow {
	household?: number
	isReserve?: boolean
	order?: number
	structure?: string
	/** Which household of its structure; absent if it is the only one. */
	nth?: string
}

const toHousehold = ({ structure, nth }: DrawnRow, household: number): DrawnHousehold => ({
	household,
	...(structure ? { structure: nth ? `${structure}/${nth}` : structure } : {}),
})

const vaguestMetres = 100
/** A hundred metres. */
const beganDecimals = 3
const rounded = (degrees = ''): number => Number(Number(degrees).toFixed(beganDecimals))

/**
 * Converts the draw to a cluster of the sample. Its lines follow the last line of the district, so that odd
 * and even lines, men and women, alternate through the whole of it. Each household's number for the selection
 * of the respondent is fixed by round, cluster and household, as in the household survey: another draw gives
 * the same one.
 */
export function sampleFrom(
	{ cluster, centre, chosen, reserve }: Drawn,
	{ round, area, lastLine }: { round: string; area: SampleCluster['area']; lastLine: number },
): SampleCluster {
	const lineOf = ({ household, structure }: DrawnHousehold, line: number | null) => ({
		household,
		line,
		selection: selectionOf(`${round}/${cluster}/${household}`),
		...(structure === undefined ? {} : { structure }),
	})
	return {
		cluster,
		area,
		...(centre === undefined ? {} : { centre }),
		lines: [
			...chosen.map((household, i) => lineOf(household, lastLine + 1 + i)),
			...reserve.map((household) => lineOf(household, null)),
		],
	}
}

/** Returns the first six decimal digits of the hexadecimal SHA-256 as the decimals of a number in [0, 1). */
function selectionOf(text: string): number {
	const hex = [...digest(utf8(text))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
	return Number(`0.${hex.replace(/[a-f]/g, '').slice(0, 6)}`)
}
