import { readCsvTable } from '#shared/kernel/csv'
import { type Point, readPoints } from '#shared/kernel/geodesy'
import type { District } from './study.ts'

const neededColumns = [
	'pcode',
	'name_en',
	'name_ur',
	'province_en',
	'province_ur',
	'tile_col',
	'tile_row',
	'target_interviews',
	'target_fgd',
] as const
type NeededColumn = (typeof neededColumns)[number]

/** @throws RangeError that names the line and the column, or all missing columns */
export function readDistricts(csv: string): District[] {
	const lineOf = new Map<string, number>()
	const rows = readCsvTable(csv)
	const missing = neededColumns.filter((column) => rows[0] && !(column in rows[0]))
	if (missing.length > 0) throw new RangeError(`columns are missing: ${missing.join(', ')}`)
	return rows.map((row, i) => {
		const line = i + 2
		const whole = (column: NeededColumn): number => {
			const text = row[column]?.trim() ?? ''
			if (!/^\d{1,9}$/.test(text))
				throw new RangeError(`line ${line}, column ${column}: "${text}" is no whole number`)
			return Number(text)
		}
		const filled = (column: NeededColumn): string => {
			const value = row[column]?.trim() ?? ''
			if (value === '') throw new RangeError(`line ${line}, column ${column} is empty`)
			return value
		}
		const code = filled('pcode')
		const before = lineOf.get(code)
		if (before !== undefined)
			throw new RangeError(`line ${line}, column pcode: "${code}" is in line ${before} already`)
		lineOf.set(code, line)
		return {
			code,
			name: { en: filled('name_en'), ur: filled('name_ur') },
			also: (row.also_called ?? '')
				.split(';')
				.map((spelling) => spelling.trim())
				.filter(Boolean),
			abbreviation: row.abbreviation || filled('pcode'),
			province: { en: filled('province_en'), ur: filled('province_ur') },
			column: whole('tile_col'),
			row: whole('tile_row'),
			targetInterviews: whole('target_interviews'),
			targetFocusGroups: whole('target_fgd'),
		}
	})
}

/** Reads the population of each district, if the list has it (the census of 2023); phones do not use it. */
export const readPeople = (csv: string): Map<string, number> =>
	new Map(
		readCsvTable(csv).flatMap(({ pcode = '', pop_2023 = '' }) =>
			/^[1-9]\d{0,8}$/.test(pop_2023) ? [[pcode, Number(pop_2023)]] : [],
		),
	)

/** Reads a location in each district, if the list has it: columns `lat` and `lon`, degrees. */
export const readDistrictLocations = (csv: string): Map<string, Point> =>
	new Map(
		readCsvTable(csv).flatMap(({ pcode = '', lat = '', lon = '' }) => {
			const [point] = readPoints([`${lat} ${lon}`]) ?? []
			const isOnEarth = point && Math.abs(point.latitude) <= 90 && Math.abs(point.longitude) <= 180
			return isOnEarth ? [[pcode.trim(), point]] : []
		}),
	)
