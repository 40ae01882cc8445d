import { expect, test } from 'vitest'
import { readAttached } from './read-attached-table.ts'

const cellsOf = (file: string, content: string) => {
	const { name, header, rows } = readAttached(file, content)
	return { name, header, rows: rows.map(({ line, cells }) => [line, ...cells]) }
}

test('CSV is read with the row numbers of a spreadsheet, and named by its file', () => {
	expect(cellsOf('towns.csv', 'name,label\n\nlhr,Lahore\n')).toEqual({
		name: 'towns.csv',
		header: ['name', 'label'],
		rows: [[3, 'lhr', 'Lahore']],
	})
})

test('GeoJSON gives a row for each feature: its properties, its id and its geometry as an answer', () => {
	const point = (properties: unknown, coordinates: unknown, id?: number) => ({
		type: 'Feature',
		id,
		properties,
		geometry: { type: 'Point', coordinates },
	})
	expect(
		cellsOf(
			'Places.GEOJSON',
			JSON.stringify({
				features: [
					point({ name: 'Well', deep: 12, nested: { a: 1 }, none: null }, [70.5, 30.25], 7),
					point({ name: 'Road' }, [
						[70, 30],
						[71, 31],
					]),
					point(null, undefined),
					null,
				],
			}),
		),
	).toEqual({
		name: 'Places.GEOJSON',
		header: ['name', 'deep', 'id', 'geometry'],
		rows: [
			[2, 'Well', '12', '7', '30.25 70.5 0 0'],
			[3, 'Road', '', '', '30 70 0 0;31 71 0 0'],
			[4, '', '', '', ''],
			[5, '', '', '', ''],
		],
	})
})

test('XML gives a row for each item', () => {
	expect(
		cellsOf(
			'towns.xml',
			'<root><item><name>lhr</name><label>Lahore</label></item><item><name>khi</name></item></root>',
		),
	).toEqual({
		name: 'towns.xml',
		header: ['name', 'label'],
		rows: [
			[2, 'lhr', 'Lahore'],
			[3, 'khi', ''],
		],
	})
})

test.each([
	['a.geojson', '{"features"'],
	['a.geojson', '{"type":"Point"}'],
])('a file that is damaged is named: %s %s', (file, content) => {
	expect(() => readAttached(file, content)).toThrow(
		expect.objectContaining({ code: 'form-file-unreadable', details: { file } }),
	)
})
