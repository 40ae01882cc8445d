import { plainCell } from '#shared/cleaning/compare-cell'
import type { CellFault, CellFaultKind } from '#shared/kernel/cell-fault'
import { csvLine, readCsv, readCsvTable } from '#shared/kernel/csv'
import { clusterCode, getClusterDistrict } from '#shared/sample/sample'
import { findDistrictCode } from '#shared/study/find-districts'
import type { District } from '#shared/study/study'

/** Adults (18 and above) in the census, by district and sex. */
export interface CensusRow {
	readonly district: string
	readonly sex: 'male' | 'female'
	readonly people: number
}

/** Sampling frame data of a cluster; null if unknown. */
export interface ClusterFrameRow {
	readonly cluster: string
	/** Selection probability within its district, above 0 and up to 1. */
	readonly chance: number | null
	/** Households in the cluster, if there is no listing. */
	readonly listed: number | null
}

interface FileRead<Line> {
	/** In the order of their keys, whatever the order of the file. */
	readonly lines: readonly Line[]
	readonly faults: readonly CellFault[]
	/** The rows in canonical form. */
	readonly text: string
}

/** Districts of the campaign; null: not checked, because the file was validated when it was uploaded. */
type DistrictLookup = readonly Pick<District, 'code' | 'name' | 'also'>[] | null

/** Files that weights need, in addition to interviews, listings and sample. */
export const weightingFileKinds = ['census', 'clusters'] as const
export type WeightingFileKind = (typeof weightingFileKinds)[number]

/** Parses adults by district (code or name) and sex. A district has both of its rows, or none. */
export function readCensus(csv: string, districts: DistrictLookup): FileRead<CensusRow> {
	const sexes = ['female', 'male'] as const
	const alone = new Map<string, { readonly at: number; readonly sex: string }>()
	const read = readLines(csv, ['district', 'sex', 'people'], (cell, fault, at): CensusRow | null => {
		const district = districts ? findDistrictCode(plainCell(cell('district')), districts) : cell('district')
		if (district === null)
			return fault('district', districts?.map(({ code, name }) => `${code} ${name.en}`).join(', ') ?? '')
		const sex = sexes.find((each) => each === cell('sex'))
		if (!sex) return fault('sex', sexes.join(', '))
		if (!/^[1-9]\d{0,8}$/.test(cell('people'))) return fault('people', '1–999999999')
		if (!alone.delete(district)) alone.set(district, { at, sex })
		return { district, sex, people: Number(cell('people')) }
	})
	const halves = [...alone.values()].map(({ at, sex }) => ({
		at,
		column: 'sex',
		found: sex,
		possible: sexes.join(' + '),
	}))
	return { ...read, faults: read.faults.length > 0 ? read.faults : halves }
}

/** Parses selection probabilities and household counts of clusters. */
export const readClusters = (csv: string, districts: DistrictLookup): FileRead<ClusterFrameRow> =>
	readLines(csv, ['cluster', 'chance', 'listed'], (cell, fault): ClusterFrameRow | null => {
		const cluster = cell('cluster')
		const isKnown = districts?.some(({ code }) => code === getClusterDistrict(cluster)) ?? true
		if (!clusterCode.test(cluster) || !isKnown)
			return fault('cluster', `${districts?.[0]?.code}-01`, 'example')
		// spreadsheets write very small numbers with an exponent
		const chance = /^\d*\.?\d+(e-\d+)?$/i.test(cell('chance')) ? Number(cell('chance')) : Number.NaN
		if (cell('chance') !== '' && !(chance > 0 && chance <= 1)) return fault('chance', '0.0125', 'example')
		if (!/^([1-9]\d{0,4})?$/.test(cell('listed'))) return fault('listed', '1–99999')
		if (cell('chance') === '' && cell('listed') === '') return fault('chance', '0.0125', 'example')
		return {
			cluster,
			chance: cell('chance') === '' ? null : chance,
			listed: cell('listed') === '' ? null : Number(cell('listed')),
		}
	})

export const parseWeightingFile = { census: readCensus, clusters: readClusters } as const satisfies Record<
	WeightingFileKind,
	unknown
>

const maxFaults = 500

/**
 * Reads the rows and collects all errors, so that they can be corrected at once. A key (cluster, or district
 * and sex) must not occur twice.
 */
function readLines<Line extends CensusRow | ClusterFrameRow>(
	csv: string,
	columns: readonly string[],
	read: (
		cell: (column: string) => string,
		fault: (column: string, possible: string, kind?: CellFaultKind) => null,
		at: number,
	) => Line | null,
): FileRead<Line> {
	const header = (readCsv(csv)[0] ?? []).map((name) => name.trim())
	const missing = columns.filter((column) => !header.includes(column))
	const faults: CellFault[] = missing.map((column) => ({
		at: 1,
		column,
		found: '',
		possible: column,
	}))
	const lines = new Map<string, { readonly line: Line; readonly cells: readonly string[] }>()
	for (const [i, row] of readCsvTable(csv).entries()) {
		if (faults.length >= maxFaults || missing.length > 0) break
		const at = i + 2
		const cell = (column: string) => (row[column] ?? '').trim()
		const fault = (column: string, possible: string, kind?: CellFaultKind): null => {
			faults.push({ at, column, found: cell(column), possible, kind })
			return null
		}
		const line = read(cell, fault, at)
		if (!line) continue
		const key = 'cluster' in line ? line.cluster : `${line.district} ${line.sex}`
		// the key is in an earlier row of the file
		if (lines.has(key)) fault(columns[0] ?? '', '', 'repeated')
		const values: Readonly<Record<string, string | number | null>> = { ...line }
		lines.set(key, { line, cells: columns.map((column) => String(values[column] ?? '')) })
	}
	const inOrder = [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each)
	if (faults.length === 0 && inOrder.length === 0)
		faults.push({ at: 2, column: columns[0] ?? '', found: '', possible: columns.join(', ') })
	return {
		lines: inOrder.map(({ line }) => line),
		faults,
		text: [columns, ...inOrder.map(({ cells }) => cells)].map(csvLine).join(''),
	}
}
