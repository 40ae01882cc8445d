import { ZipFile } from 'yazl'

const escaped = (text: string): string =>
	text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/**
 * Returns a small workbook (.xlsx) with these tables, as a spreadsheet program writes it: numbers are
 * numbers.
 */
export async function workbook(
	sheets: Readonly<Record<string, readonly (readonly string[])[]>>,
): Promise<Buffer> {
	const names = Object.keys(sheets)
	const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
	const rels = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
	const packaged = 'http://schemas.openxmlformats.org/package/2006'
	const cell = (text: string, row: number, column: number): string => {
		const place = `${String.fromCharCode(65 + column)}${row + 1}`
		return /^\d+$/.test(text)
			? `<c r="${place}"><v>${text}</v></c>`
			: `<c r="${place}" t="inlineStr"><is><t>${escaped(text)}</t></is></c>`
	}
	const files: Record<string, string> = {
		'[Content_Types].xml': `<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>${names.map((_, i) => `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`).join('')}</Types>`,
		'_rels/.rels': `<Relationships xmlns="${packaged}/relationships"><Relationship Id="r1" Type="${rels}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${rels}"><sheets>${names.map((name, i) => `<sheet name="${escaped(name)}" sheetId="${i + 1}" r:id="r${i + 1}"/>`).join('')}</sheets></workbook>`,
		'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packaged}/relationships">${names.map((_, i) => `<Relationship Id="r${i + 1}" Type="${rels}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`).join('')}</Relationships>`,
	}
	for (const [i, name] of names.entries())
		files[`xl/worksheets/sheet${i + 1}.xml`] =
			`<worksheet xmlns="${main}"><sheetData>${(sheets[name] ?? []).map((row, r) => `<row r="${r + 1}">${row.map((text, c) => (text === '' ? '' : cell(text, r, c))).join('')}</row>`).join('')}</sheetData></worksheet>`
	const zip = new ZipFile()
	for (const [path, text] of Object.entries(files))
		zip.addBuffer(Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${text}`), path)
	zip.end()
	const pieces: Buffer[] = []
	for await (const piece of zip.outputStream) pieces.push(piece as Buffer)
	return Buffer.concat(pieces)
}
