import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCsvTable } from '#shared/kernel/csv'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { loadInstrument } from '../../tests/helpers/instruments.ts'
import { readDta } from '../../tests/helpers/read-dta.ts'
import { unzip } from '../../tests/walks/unzip.ts'
import { publishForms } from '../sync/publish-form.ts'

let server: ServerForTests
let manager: Desk
beforeAll(async () => {
	server = await serverForTests(await engines[0][1]())
	const form = loadInstrument('household')
	await publishForms(server.store, server.forms, [form], new Date(0).toISOString())
	manager = await server.desk('data-manager')
})
afterAll(async () => {
	await server.close()
	expect(server.failures).toEqual([])
})
const filesOf = async (format: string) =>
	unzip((await manager.get(`/api/export?form=household&round=endline&values=codes&format=${format}`)).raw)
const textOf = (bytes: Buffer | undefined) => bytes?.toString('utf8') ?? ''

const label = 'How many … aged 18 or over live here?'

test('no label of the household survey contains an answer reference, in any file', async () => {
	const csv = await filesOf('csv')
	const labels = readCsvTable(textOf(csv.get('dictionary.csv'))).flatMap((row) =>
		Object.entries(row).flatMap(([name, text]) =>
			name.startsWith('label_') || name === 'codes' ? [text] : [],
		),
	)
	expect(labels).toContain(label)
	expect(labels.filter((label) => label.includes('${'))).toEqual([])
	for (const script of ['read.R', 'read.do']) expect(textOf(csv.get(script))).not.toContain('${')
	const dta = readDta((await filesOf('dta')).get('household.dta') ?? Buffer.alloc(0))
	expect(dta.variables.map(({ label }) => label)).toContain(label)
	const texts = dta.variables.flatMap(({ label, notes, valueLabels }) => [
		label,
		...notes,
		...Object.values(valueLabels),
	])
	expect(texts.filter((text) => text.includes('${'))).toEqual([])
	for (const format of ['sav', 'sav-text', 'parquet'])
		expect(
			textOf((await filesOf(format)).get(`household.${format.replace('-text', '')}`)),
			format,
		).not.toContain('${')
})
test('no two variables of a Stata file have the same label where the question is longer than the limit', async () => {
	const { variables } = readDta((await filesOf('dta')).get('household.dta') ?? Buffer.alloc(0))
	const signs = variables.filter(({ name }) => name.startsWith('signs_'))
	expect(signs.length).toBeGreaterThan(10)
	expect(signs[0]?.label).toMatch(/^\S.*: Which /)
	const cut = variables.map(({ label }) => label).filter((label) => label.endsWith('…'))
	expect(new Set(cut).size).toBe(cut.length)
})
test('nor do the codebooks, except for conditions', async () => {
	const files = await filesOf('codebook')
	const page = textOf(files.get('codebook.html')).replace(/<code dir="ltr">[^<]*<\/code>/g, '')
	expect(page).toContain(label)
	expect(page).not.toContain('${')
	const ddi = textOf(files.get('codebook.xml')).replace(/<universe>[^<]*<\/universe>/g, '')
	expect(ddi).toContain(`<labl xml:lang="en">${label}</labl>`)
	expect(ddi).not.toContain('${')
})
test('nor does the live API', async () => {
	const metadata = await manager.get('/api/odata/endline/household/codes/$metadata')
	expect(metadata.raw.toString('utf8')).toContain(label)
	expect(metadata.raw.toString('utf8')).not.toContain('${')
})
