import { zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { UnreadableWorkbook } from '../unreadable-workbook.ts'
import { readXlsx } from './read-xlsx.ts'

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const relation = (id: string, kind: string, target: string, more = '') =>
	`<Relationship Id="${id}" Type="${relations}/${kind}" Target="${target}"${more}/>`

interface Parts {
	readonly rows?: string
	readonly texts?: string
	readonly styles?: string
	readonly properties?: string
	readonly files?: Readonly<Record<string, string>>
}
function workbookOf({ rows = '', texts = '', styles = '', properties = '', files = {} }: Parts): Uint8Array {
	const written: Record<string, string> = {
		'_rels/.rels': `<Relationships>${relation('a', 'officeDocument', '/xl/workbook.xml')}</Relationships>`,
		'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${relations}">${properties}<sheets><sheet name="Survey" sheetId="1" r:id="s"/></sheets></workbook>`,
		'xl/_rels/workbook.xml.rels': `<Relationships>${relation('s', 'worksheet', 'worksheets/one.xml')}${relation('t', 'sharedStrings', 'sharedStrings.xml')}${relation('u', 'styles', '../xl/./styles.xml')}</Relationships>`,
		'xl/worksheets/one.xml': `<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`,
		'xl/sharedStrings.xml': `<sst>${texts}</sst>`,
		'xl/styles.xml': `<styleSheet>${styles}</styleSheet>`,
		...files,
	}
	return zipSync(
		Object.fromEntries(Object.entries(written).map(([name, xml]) => [name, new TextEncoder().encode(xml)])),
	)
}
/** The cells of the first sheet, row by row. */
function cellsIn(parts: Parts): (readonly string[])[] {
	const [sheet] = readXlsx(workbookOf(parts))
	return sheet ? [sheet.header, ...sheet.rows.map(({ cells }) => cells)] : []
}
const reasonOf = (file: Uint8Array): string | undefined => {
	try {
		readXlsx(file)
	} catch (thrown) {
		return thrown instanceof UnreadableWorkbook ? thrown.reason : String(thrown)
	}
	return undefined
}

test('texts: shared, inline, of a formula, in runs, behind CDATA, with characters that XML cannot hold', () => {
	const texts =
		'<si><t>one</t></si><si><r><rPr/><t>two </t></r><r><t xml:space="preserve">runs</t></r><rPh sb="0"><t>spoken</t></rPh></si><si><t><![CDATA[a < b]]></t></si><si><t>a_x000A_b_x005F_x &#x0641; &amp;</t></si>'
	const rows =
		'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c></row>' +
		'<row r="2"><c r="A2" t="inlineStr"><is><t>here</t></is></c><c r="B2" t="str"><f>A1&amp;"x"</f><v>onex</v></c><c r="C2" t="inlineStr"><is><r><t>in </t></r><r><t>runs</t></r></is></c></row>'
	expect(cellsIn({ texts, rows })).toEqual([
		['one', 'two runs', 'a < b', 'a\nb_x \u0641 &'],
		['here', 'onex', 'in runs'],
	])
})
test('booleans, errors, numbers, dates and times, by the format of the cell or of its base style', () => {
	const styles =
		'<numFmts><numFmt numFmtId="170" formatCode="dd\\-mmm\\-yyyy"/><numFmt numFmtId="171" formatCode="0.00 &quot;days&quot;"/></numFmts>' +
		'<cellStyleXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellStyleXfs>' +
		'<cellXfs><xf numFmtId="0" xfId="0"/><xf numFmtId="22"/><xf numFmtId="170"/><xf numFmtId="171"/><xf xfId="1"/></cellXfs>'
	const number = (place: string, style: number, value: string) =>
		`<c r="${place}" s="${style}"><v>${value}</v></c>`
	const rows = `<row><c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c><c r="C1" t="e"><v>#N/A</v></c>${number('D1', 0, '0.1')}${number('E1', 1, '44927.5')}${number('F1', 2, '44927')}${number('G1', 3, '44927')}${number('H1', 4, '44927')}<c r="I1" t="d"><v>2023-01-31</v></c><c r="J1" t="n"><v>1E3</v></c></row>`
	const days = ['2023-01-01T12:00:00.000', '2023-01-01', '44927', '2023-01-01', '2023-01-31']
	expect(cellsIn({ styles, rows })).toEqual([['TRUE', 'FALSE', '', '0.1', ...days, '1000']])
	const [later] = cellsIn({ styles, rows, properties: '<workbookPr date1904="1"/>' })
	expect(later?.[5]).toBe('2027-01-02')
})
test('an error value, and a formula without a result, are blank in a form and reported on request', () => {
	const rows =
		'<row><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B1"><f>A1</f></c><c r="C1" t="str"><f>""</f><v></v></c><c r="D1"><v>1</v></c></row>'
	expect(cellsIn({ rows })).toEqual([['', '', '', '1']])
	const [sheet] = readXlsx(workbookOf({ rows }), { unpacked: 1_000_000, fault: '#N/A' })
	expect(sheet?.header).toEqual(['#N/A', '#N/A', '', '1'])
})
test('a row or a cell without a position follows the previous one; empty ones take no room', () => {
	const rows =
		'<row><c t="str"><v>a</v></c><c r="C1" t="str"><v>c</v></c><c t="str"><v>d</v></c></row><row/><row><c t="str"><v>e</v></c></row><row r="1048576"><c r="XFD1048576" s="3"/></row>'
	const [sheet] = readXlsx(workbookOf({ rows }))
	expect(sheet).toEqual({
		name: 'survey',
		header: ['a', '', 'c', 'd'],
		rows: [{ line: 3, cells: ['e'] }],
	})
})
test('a workbook at another path in its zip, with prefixes, a chart among its sheets, and a sheet without rows', () => {
	const files = {
		'_rels/.rels': `<Relationships>${relation('a', 'officeDocument', 'book/main.xml')}</Relationships>`,
		'book/main.xml': `<x:workbook xmlns:x="${main}" xmlns:rel="${relations}"><x:sheets><x:sheet name="chart" rel:id="c"/><x:sheet name="choices" rel:id="s"/><x:sheet name="none" rel:id="n"/></x:sheets></x:workbook>`,
		'book/_rels/main.xml.rels': `<Relationships>${relation('c', 'chartsheet', 'chart.xml')}${relation('s', 'worksheet', 'one.xml')}${relation('n', 'worksheet', 'two.xml')}${relation('e', 'styles', 'http://x/styles.xml', ' TargetMode="External"')}</Relationships>`,
		'book/one.xml':
			'<x:worksheet><x:sheetData><x:row r="1"><x:c r="A1" t="str"><x:v>list_name</x:v></x:c></x:row></x:sheetData></x:worksheet>',
		'book/two.xml': '<worksheet/>',
	}
	expect(readXlsx(workbookOf({ files }))).toEqual([
		{ name: 'choices', header: ['list_name'], rows: [] },
		{ name: 'none', header: [], rows: [] },
	])
})
test('a file that is no workbook, has dangling references or impossible values is reported', () => {
	expect(reasonOf(new TextEncoder().encode('PK no zip'))).toBe('damaged')
	expect(reasonOf(zipSync({ 'word/document.xml': new Uint8Array() }))).toBe('no-workbook')
	expect(reasonOf(workbookOf({ files: { 'xl/workbook.xml': '<workbook><sheets/></workbook>' } }))).toBe(
		'no-workbook',
	)
	expect(
		reasonOf(workbookOf({ files: { 'xl/_rels/workbook.xml.rels': '<Relationships></Relationships>' } })),
	).toBe('damaged')
	expect(
		reasonOf(
			workbookOf({
				files: {
					'xl/workbook.xml': `<workbook><sheets><sheet r:id="constructor"/></sheets></workbook>`,
					'xl/_rels/workbook.xml.rels': relation('constructor', 'worksheet', '/constructor'),
				},
			}),
		),
	).toBe('damaged')
	for (const cell of [
		'<c r="A1" t="s"><v>7</v></c>',
		'<c r="A1" t="s"><v>constructor</v></c>',
		'<c r="A1" t="b"><v>2</v></c>',
		'<c r="A1" t="x"><v>2</v></c>',
		'<c r="A1" t="d"><v>never</v></c>',
		'<c r="A1"><v>many</v></c>',
		'<c r="A1"><v>1e999</v></c>',
		'<c r="XFE1"><v>1</v></c>',
		'<c r="A1048577"><v>1</v></c>',
		'<c r="AAAA1"><v>1</v></c>',
		'<c r="A0"><v>1</v></c>',
		'<c r="A1"><v>1</v></b>',
	])
		expect(reasonOf(workbookOf({ rows: `<row>${cell}</row>` })), cell).toBe('damaged')
})
test('a small file that would fill the memory: one long text referenced again and again, wide rows, a part that unpacks to more', () => {
	const texts = `<si><t>${'x'.repeat(30_000)}</t></si>`
	const named = Array.from({ length: 1_000 }, (_, i) => `<row><c r="A${i + 1}" t="s"><v>0</v></c></row>`)
	expect(reasonOf(workbookOf({ texts, rows: named.join('') }))).toBe('too-large')
	const wide = Array.from({ length: 1_300 }, (_, i) => `<row><c r="XFD${i + 1}"><v>1</v></c></row>`)
	expect(reasonOf(workbookOf({ rows: wide.join('') }))).toBe('too-large')
	expect(reasonOf(zipSync({ 'a.xml': new Uint8Array(201_000_000) }, { level: 1 }))).toBe('too-large')
})
