import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { afterEach, expect, test } from 'vitest'
import { formatCsvRow } from '#shared/export/csv-rows'
import { buildDictionaryRows } from '#shared/export/dictionary'
import { recordColumns, repeatColumns } from '#shared/export/metadata-columns'
import { buildTableRows, planTables } from '#shared/export/table-plan'
import { allFunctions } from '#shared/expressions/functions'
import type { Answer } from '#shared/forms/answers'
import { compileForm } from '#shared/forms/compile-form'
import { csvLine, readCsvTable } from '#shared/kernel/csv'
import { formOf } from '#shared/testing/scenario'
import { sealAnswers } from '../../storage/vault/seal-answers.ts'
import { clearUnlockedKeys, keyIdOf, makeRoleKey, openRoleKeys } from '../account/role-key.ts'
import { decryptExportTables } from './decrypt-export-tables.ts'

const definition = formOf(
	`type | name | label | relevant | bind::zila:sealed_to
begin group | g | G
select_multiple yn | which | Which | - | data-manager
text | open | Open
begin repeat | r | R
text | said | Said | - | data-manager
end repeat
end group
choices
list_name | name | label
yn | y | Yes
yn | n | No`,
)
const compiled = compileForm(definition, allFunctions)
if (!('form' in compiled)) throw new Error('the form does not compile')
const { form } = compiled
const plan = planTables([{ version: 1, definition }], { values: 'codes', byteOrderMark: true })
const record = 'AAAAAAAAAAAAAAAAAAAAAA'

/** An export as the server writes it. */
function zipOf(answers: ReadonlyMap<string, Answer>): Uint8Array {
	const files: Record<string, Uint8Array> = { 'media/a.jpg': strToU8('a picture') }
	for (const table of plan.tables) {
		const plain = table.repeat === null ? recordColumns : repeatColumns
		const header = csvLine([...plain.map((each) => each.header), ...table.columns.map((each) => each.header)])
		const lines = buildTableRows(table, record, answers).map(({ ids, cells }) =>
			table.repeat === null
				? formatCsvRow(ids, [...recordColumns.slice(1).map(() => ''), ...cells])
				: formatCsvRow(ids, [cells[0] ?? '', '', ...cells.slice(1)]),
		)
		files[table.file] = strToU8(`\ufeff${header}${lines.join('')}`)
	}
	files['dictionary.csv'] = strToU8(buildDictionaryRows(plan).map(csvLine).join(''))
	return zipSync(files)
}
const sealedFor = (publicKey: string) =>
	sealAnswers(
		form,
		record,
		new Map<string, Answer>([
			['g/which', ['y', 'n']],
			['g/open', 'plain'],
			['g/r/@one', 1],
			['g/r/@one/said', '=1+1'],
			['g/r/@two', 2],
			['g/r/@two/said', 'second'],
		]),
		new Map([['data-manager' as const, publicKey]]),
	)
afterEach(clearUnlockedKeys)

test('encrypted cells are decrypted in tables and repeats, and formulas are neutralised', async () => {
	const { words, key } = await makeRoleKey()
	const zip = zipOf(await sealedFor(key.publicKey))
	const closed = await decryptExportTables(zip)
	expect(closed).toMatchObject({ opened: 0, left: 3 })
	await openRoleKeys(words, [
		{ ...key, id: keyIdOf(key.publicKey), since: '', by: '', state: 'current', isOwn: false },
	])
	const opened = await decryptExportTables(zip)
	expect(opened).toMatchObject({ opened: 3, left: 0 })
	const files = unzipSync(opened?.zip ?? new Uint8Array())
	expect(Object.keys(files)).not.toContain('media/a.jpg')
	const rows = (name: string) => readCsvTable(strFromU8(files[name] as Uint8Array))
	expect(rows('scenario.csv')[0]).toMatchObject({ record_id: record, which: 'y n', open: 'plain' })
	expect(rows('scenario-r.csv').map(({ row_id, said }) => [row_id, said])).toEqual([
		['one', "'=1+1"],
		['two', 'second'],
	])
})
test('a file that is no export gives null', async () => {
	expect(await decryptExportTables(strToU8('no zip'))).toBeNull()
	expect(await decryptExportTables(zipSync({ 'a.csv': strToU8('a') }))).toBeNull()
})
