import type { CellFault, CellFaultKind } from '#shared/kernel/cell-fault'
import { readCsvTable } from '#shared/kernel/csv'
import {
	areas,
	clusterCode,
	getClusterDistrict,
	longestStructure,
	maxLines,
	type SampleLine,
} from './sample.ts'
import type { ImportedCluster } from './sample-api.ts'

const columns = [
	...(['cluster', 'area', 'line', 'household', 'r_sel', 'reserve'] as const),
	// centre of the cluster; a file may leave both out
	...(['latitude', 'longitude'] as const),
	// yes for a cluster that is visited only if another one cannot be entered; a file may leave it out
	...(['reserve_cluster'] as const),
	// where the household is; a file may leave them out
	...(['structure', 'household_latitude', 'household_longitude'] as const),
] as const
type SampleColumn = (typeof columns)[number]

const maxFaults = 500

/** Reads the sample from a CSV file. Each error has its row, so that all can be corrected at once. */
export function parseSampleFile(
	csv: string,
	districts: readonly { readonly code: string }[],
): { readonly clusters: readonly ImportedCluster[]; readonly faults: readonly CellFault<SampleColumn>[] } {
	const reader = new SampleReader(districts.map(({ code }) => code))
	for (const [i, row] of readCsvTable(csv).entries()) {
		reader.readRow(new SampleRow(row, i + 2, reader.faults))
		if (reader.faults.length >= maxFaults) break
	}
	const { clusters, faults } = reader
	return { clusters: [...clusters].map(([cluster, details]) => ({ cluster, ...details })), faults }
}

/** One row of the file; its errors are added to those of the file. */
class SampleRow {
	readonly #cells: Readonly<Record<string, string | undefined>>
	readonly #at: number
	readonly #faults: CellFault<SampleColumn>[]

	constructor(
		cells: Readonly<Record<string, string | undefined>>,
		at: number,
		faults: CellFault<SampleColumn>[],
	) {
		this.#cells = cells
		this.#at = at
		this.#faults = faults
	}

	cell(column: SampleColumn): string {
		return (this.#cells[column] ?? '').trim()
	}

	fault(column: SampleColumn, possible: string, kind?: CellFaultKind): null {
		this.#faults.push({ at: this.#at, column, found: this.cell(column), possible, kind })
		return null
	}

	whole(column: SampleColumn): number | null {
		const text = this.cell(column)
		return /^[1-9]\d{0,2}$/.test(text) ? Number(text) : this.fault(column, '1–999')
	}

	degrees(
		column: 'latitude' | 'longitude' | 'household_latitude' | 'household_longitude',
		most: number,
	): number | null {
		const text = this.cell(column)
		const value = /^-?\d{1,3}(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
		return Math.abs(value) <= most ? Number(value.toFixed(placeDecimals)) : this.fault(column, `±${most}`)
	}

	isYes(column: 'reserve' | 'reserve_cluster'): boolean {
		const text = this.cell(column).toLowerCase()
		if (!['yes', 'no', '1', '0', ''].includes(text)) this.fault(column, 'yes, no')
		return text === 'yes' || text === '1'
	}

	/** The random number by which the household was drawn. */
	selection(): number | null {
		const text = this.cell('r_sel')
		// a spreadsheet writes more digits than were drawn, and very small numbers with an exponent
		const drawn = /^\d*\.?\d+(e-\d+)?$/i.test(text) ? Number(text) : Number.NaN
		return drawn >= 0 && drawn < 1
			? Math.min(Number(drawn.toFixed(9)), 0.999_999_999)
			: this.fault('r_sel', '0.3817', 'example')
	}
}

type ClusterDetails = Omit<ImportedCluster, 'cluster'>

/** Reads the rows of a sample one after the other. */
class SampleReader {
	readonly clusters = new Map<string, ClusterDetails>()
	readonly faults: CellFault<SampleColumn>[] = []
	readonly #districts: ReadonlySet<string>
	readonly #seen = new Set<string>()

	constructor(districts: readonly string[]) {
		this.#districts = new Set(districts)
	}

	readRow(row: SampleRow): void {
		const before = this.faults.length
		const cluster = this.#readCluster(row)
		const known = this.clusters.get(cluster)
		const area = areas.find((each) => each === row.cell('area'))
		if (!area) row.fault('area', areas.join(', '))
		if (area && known && known.area !== area) row.fault('area', known.area)
		const centre = readCentre(row, known)
		const isReserve = row.isYes('reserve')
		const isReserveCluster = row.isYes('reserve_cluster')
		if (known && (known.isReserve ?? false) !== isReserveCluster)
			row.fault('reserve_cluster', known.isReserve ? 'yes' : 'no')
		const household = row.whole('household')
		if (isReserve && row.cell('line') !== '') row.fault('line', '', 'must-be-empty')
		const line = isReserve ? null : row.whole('line')
		const selection = row.selection()
		const place = readPlace(row)
		this.#checkTwice(row, 'household', cluster, household)
		this.#checkTwice(row, 'line', getClusterDistrict(cluster), line)
		if (this.faults.length > before || !area || household === null || selection === null) return
		const lines = known?.lines ?? []
		if (lines.length === maxLines) row.fault('cluster', `≤ ${maxLines}`)
		lines.push({ household, line, selection, ...place })
		this.clusters.set(cluster, {
			area,
			...(centre.length > 0 ? { centre: centre.join(' ') } : {}),
			...(isReserveCluster ? { isReserve: true as const } : {}),
			lines,
		})
	}

	#readCluster(row: SampleRow): string {
		const cluster = row.cell('cluster')
		if (!clusterCode.test(cluster) || !this.#districts.has(getClusterDistrict(cluster)))
			row.fault('cluster', `${[...this.#districts][0]}-01`, 'example')
		return cluster
	}

	/** Reports a number that an earlier row has for the same cluster or district. */
	#checkTwice(row: SampleRow, column: 'household' | 'line', place: string, value: number | null): void {
		if (value === null) return
		const key = `${column} ${place} ${value}`
		if (this.#seen.has(key)) row.fault(column, '', 'repeated')
		this.#seen.add(key)
	}
}

/** Reads where a household is. */
function readPlace(row: SampleRow): Pick<SampleLine, 'structure' | 'point'> {
	const structure = row.cell('structure')
	if (structure.length > longestStructure) row.fault('structure', `≤ ${longestStructure}`)
	const hasPoint = row.cell('household_latitude') !== '' || row.cell('household_longitude') !== ''
	const point = hasPoint
		? [row.degrees('household_latitude', 90), row.degrees('household_longitude', 180)]
		: []
	return {
		...(structure === '' ? {} : { structure }),
		...(hasPoint ? { point: point.join(' ') } : {}),
	}
}

/** Reads the centre of a cluster: its other rows repeat it, or have none if the first has none. */
function readCentre(row: SampleRow, known: ClusterDetails | undefined): (number | null)[] {
	const hasCentre = row.cell('latitude') !== '' || row.cell('longitude') !== ''
	const centre = hasCentre ? [row.degrees('latitude', 90), row.degrees('longitude', 180)] : []
	if (!known || centre.includes(null)) return centre
	const ofCluster = known.centre?.split(' ') ?? []
	for (const [i, column] of (['latitude', 'longitude'] as const).entries())
		if (String(centre[i] ?? '') !== (ofCluster[i] ?? ''))
			row.fault(column, ofCluster[i] ?? '', ofCluster[i] === undefined ? 'must-be-empty' : undefined)
	return centre
}

/** A metre. */
const placeDecimals = 5
