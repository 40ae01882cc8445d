import { readCsvTable } from '#shared/kernel/csv'
import { areas, clusterCode, getClusterDistrict, maxLines } from './sample.ts'
import type { ImportedCluster } from './sample-api.ts'

const columns = [
	...(['cluster', 'area', 'line', 'household', 'r_sel', 'reserve'] as const),
	// centre of the cluster; a file may leave both out
	...(['latitude', 'longitude'] as const),
	// yes for a cluster that is visited only if another one cannot be entered; a file may leave it out
	...(['reserve_cluster'] as const),
] as const
type SampleColumn = (typeof columns)[number]

/** An error in one cell of the sample file; the file is rejected until it is corrected. */
export interface SampleFileError {
	/** Row of the file, from 1; the header is 1. */
	readonly at: number
	readonly column: SampleColumn
	readonly found: string
	readonly possible: string
}

const maxFaults = 500

/** Reads the sample from a CSV file. Each error has its row, so that all can be corrected at once. */
export function parseSampleFile(
	csv: string,
	districts: readonly { readonly code: string }[],
): { readonly clusters: readonly ImportedCluster[]; readonly faults: readonly SampleFileError[] } {
	const codes = new Set(districts.map(({ code }) => code))
	const clusters = new Map<string, Omit<ImportedCluster, 'cluster'>>()
	const faults: SampleFileError[] = []
	const seen = new Set<string>()
	for (const [i, row] of readCsvTable(csv).entries()) {
		const at = i + 2
		const cell = (column: SampleColumn) => (row[column] ?? '').trim()
		const before = faults.length
		const fault = (column: SampleColumn, possible: string): null => {
			faults.push({ at, column, found: cell(column), possible })
			return null
		}
		const whole = (column: SampleColumn): number | null =>
			/^[1-9]\d{0,2}$/.test(cell(column)) ? Number(cell(column)) : fault(column, '1–999')
		const cluster = cell('cluster')
		if (!clusterCode.test(cluster) || !codes.has(getClusterDistrict(cluster)))
			fault('cluster', `${[...codes][0]}-01`)
		const area = areas.find((each) => each === cell('area'))
		if (!area) fault('area', areas.join(', '))
		const known = clusters.get(cluster)
		if (area && known && known.area !== area) fault('area', known.area)
		const degrees = (column: 'latitude' | 'longitude', most: number): number | null => {
			const value = /^-?\d{1,3}(\.\d+)?$/.test(cell(column)) ? Number(cell(column)) : Number.NaN
			return Math.abs(value) <= most ? Number(value.toFixed(centreDecimals)) : fault(column, `±${most}`)
		}
		const hasCentre = cell('latitude') !== '' || cell('longitude') !== ''
		const centre = hasCentre ? [degrees('latitude', 90), degrees('longitude', 180)] : []
		// one centre for a cluster: its other lines repeat it, or have none if the first has none
		const ofCluster = known?.centre?.split(' ') ?? []
		for (const [i, column] of (['latitude', 'longitude'] as const).entries())
			if (known && !centre.includes(null) && String(centre[i] ?? '') !== (ofCluster[i] ?? ''))
				fault(column, ofCluster[i] ?? '—')
		const isYes = (column: 'reserve' | 'reserve_cluster'): boolean => {
			const text = cell(column).toLowerCase()
			if (!['yes', 'no', '1', '0', ''].includes(text)) fault(column, 'yes, no')
			return text === 'yes' || text === '1'
		}
		const isReserve = isYes('reserve')
		const isReserveCluster = isYes('reserve_cluster')
		if (known && (known.isReserve ?? false) !== isReserveCluster)
			fault('reserve_cluster', known.isReserve ? 'yes' : 'no')
		const household = whole('household')
		if (isReserve && cell('line') !== '') fault('line', '—')
		const line = isReserve ? null : whole('line')
		// a spreadsheet writes more digits than were drawn, and very small numbers with an exponent
		const drawn = /^\d*\.?\d+(e-\d+)?$/i.test(cell('r_sel')) ? Number(cell('r_sel')) : Number.NaN
		const selection =
			drawn >= 0 && drawn < 1 ? Math.min(Number(drawn.toFixed(9)), 0.999_999_999) : fault('r_sel', '0.3817')
		for (const [column, place, value] of [
			['household', cluster, household],
			['line', getClusterDistrict(cluster), line],
		] as const) {
			if (value === null) continue
			const key = `${column} ${place} ${value}`
			// an earlier line of the file has the same number
			if (seen.has(key)) fault(column, `≠ ${value}`)
			seen.add(key)
		}
		if (faults.length >= maxFaults) break
		if (faults.length > before || !area || household === null || selection === null) continue
		const lines = known?.lines ?? []
		if (lines.length === maxLines) fault('cluster', `≤ ${maxLines}`)
		lines.push({ household, line, selection })
		clusters.set(cluster, {
			area,
			...(hasCentre ? { centre: centre.join(' ') } : {}),
			...(isReserveCluster ? { isReserve: true as const } : {}),
			lines,
		})
	}
	return { clusters: [...clusters].map(([cluster, details]) => ({ cluster, ...details })), faults }
}
/** A metre. */
const centreDecimals = 5
