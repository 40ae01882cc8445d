import { readCsv } from '#shared/kernel/csv'
import { Problem } from '#shared/kernel/problem'
import { type Sheet, sheetOf } from '#shared/xlsform/sheets'
import { asXml } from '../../ui/trusted-types.ts'

/**
 * Reads a table that a form looks up, as a sheet with the name of its file: CSV, GeoJSON (one row for each
 * feature, its location in the column `geometry`) or XML as XLSForm has it (`<root><item><name>…`).
 * @throws Problem `form-file-unreadable`
 */
export function readAttached(file: string, text: string): Sheet {
	if (/\.geojson$/i.test(file)) return tableOf(file, geojsonRows(file, text))
	if (/\.xml$/i.test(file)) return tableOf(file, xmlRows(file, text))
	return { ...sheetOf(file, readCsv(text, { keepsBlankLines: true })), name: file }
}

type AttachedRow = Readonly<Record<string, string>>

function tableOf(file: string, rows: readonly AttachedRow[]): Sheet {
	const header = [...new Set(rows.flatMap((row) => Object.keys(row)))]
	return {
		name: file,
		header,
		rows: rows.map((row, i) => ({ line: i + 2, cells: header.map((column) => row[column] ?? '') })),
	}
}

interface GeoJsonFeature {
	readonly id?: unknown
	readonly properties?: Readonly<Record<string, unknown>> | null
	readonly geometry?: { readonly type?: unknown; readonly coordinates?: unknown } | null
}

function geojsonRows(file: string, text: string): AttachedRow[] {
	let features: unknown
	try {
		features = (JSON.parse(text) as { features?: unknown }).features
	} catch (thrown) {
		throw new Problem('form-file-unreadable', { file }, thrown)
	}
	if (!Array.isArray(features)) throw new Problem('form-file-unreadable', { file })
	return (features as (GeoJsonFeature | null)[]).map((feature) => {
		const properties = Object.entries(feature?.properties ?? {}).filter(
			([, value]) => typeof value !== 'object',
		)
		return {
			...Object.fromEntries(properties.map(([name, value]) => [name, String(value)])),
			...(feature?.id === undefined ? {} : { id: String(feature.id) }),
			geometry: placesOf(feature?.geometry?.coordinates),
		}
	})
}

/** Converts GeoJSON coordinates (longitude, latitude) to `lat lon;lat lon`, the format of answers. */
function placesOf(coordinates: unknown): string {
	if (!Array.isArray(coordinates)) return ''
	const [longitude, latitude] = coordinates as unknown[]
	if (typeof longitude === 'number' && typeof latitude === 'number') return `${latitude} ${longitude} 0 0`
	return coordinates.map(placesOf).filter(Boolean).join(';')
}

function xmlRows(file: string, text: string): AttachedRow[] {
	const parsed = new DOMParser().parseFromString(asXml(text), 'application/xml')
	if (parsed.querySelector('parsererror')) throw new Problem('form-file-unreadable', { file })
	return [...parsed.documentElement.children].map((item) =>
		Object.fromEntries([...item.children].map((cell) => [cell.tagName, cell.textContent ?? ''])),
	)
}
