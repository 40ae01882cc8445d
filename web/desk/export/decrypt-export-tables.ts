import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { byteOrderMark } from '#shared/export/csv-rows'
import { type Answer, pathByIds } from '#shared/forms/answers'
import { isSealed } from '#shared/forms/sealed-answer-text'
import { csvLine, guarded, readCsv } from '#shared/kernel/csv'
import { unseal } from '../account/role-key.ts'

export interface OpenedTables {
	/** A zip of the tables only, with decrypted answers where possible. */
	readonly zip: Uint8Array<ArrayBuffer>
	/** Number of decrypted cells. */
	readonly opened: number
	/** Number of cells left sealed: their key is not open here, or they are damaged. */
	readonly left: number
}

/**
 * Decrypts the sealed answers in the tables of an export, in this browser: nothing is sent. Null if the
 * file is not an export. Attachments are left out: they are in the original file.
 */
export async function decryptExportTables(file: Uint8Array): Promise<OpenedTables | null> {
	let tables: Record<string, Uint8Array>
	try {
		tables = unzipSync(file, { filter: ({ name }) => name.endsWith('.csv') })
	} catch {
		return null
	}
	const dictionary = Object.keys(tables).find((name) => name.endsWith('dictionary.csv'))
	if (dictionary === undefined) return null
	const templates = templatesIn(strFromU8(tables[dictionary] as Uint8Array))
	const result: Record<string, Uint8Array> = {}
	const counts = { opened: 0, left: 0 }
	for (const [name, bytes] of Object.entries(tables)) {
		const text = strFromU8(bytes)
		const [header = [], ...rows] = readCsv(text)
		const ids = ['record_id', 'row_id', 'parent_row_id'].map((id) => header.indexOf(id))
		const lines = [csvLine(header)]
		for (const row of rows) {
			const [record = '', ...around] = ids.map((at) => row[at] ?? '')
			const cells: string[] = []
			for (const [at, cell] of row.entries()) {
				const template = templates.get(`${plainName(name)} ${header[at]}`)
				const path = template === undefined ? null : pathByIds(template, around)
				const unsealed = isSealed(cell) && path !== null ? await unseal(cell, record, path) : null
				if (unsealed?.outcome === 'opened') counts.opened++
				else if (isSealed(cell)) counts.left++
				cells.push(unsealed?.outcome === 'opened' ? guarded(textOf(unsealed.answer)) : cell)
			}
			lines.push(csvLine(cells))
		}
		result[name] = strToU8((text.startsWith(byteOrderMark) ? byteOrderMark : '') + lines.join(''))
	}
	return { zip: zipSync(result) as Uint8Array<ArrayBuffer>, ...counts }
}

/** Returns the name of a table without its demonstration prefix. */
const plainName = (name: string): string => name.replace(/^DEMONSTRATION-/, '')

/** Returns the question of each column, by file and header. */
function templatesIn(dictionary: string): Map<string, string> {
	const [header = [], ...rows] = readCsv(dictionary)
	const [file, column, question] = ['file', 'column', 'question'].map((name) => header.indexOf(name))
	return new Map(
		rows.map((row) => [
			`${plainName(row[file ?? -1] ?? '')} ${row[column ?? -1] ?? ''}`,
			row[question ?? -1] ?? '',
		]),
	)
}

const textOf = (answer: Answer | null): string =>
	answer === null ? '' : typeof answer === 'object' ? answer.join(' ') : String(answer)
