import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseXml, type XmlElement } from '@rgrove/parse-xml'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCsv } from '#shared/kernel/csv'
import { answersOfEveryKind, type EveryKind } from '../../../tests/helpers/answers-of-every-kind.ts'
import { type ServerForTests, serverForTests } from '../../../tests/helpers/desk-server.ts'
import { engines, routeEngines } from '../../../tests/helpers/fresh-engines.ts'
import { loadInstrument } from '../../../tests/helpers/instruments.ts'
import { folderOf, testWith } from '../../../tests/helpers/reader.ts'
import { unzip } from '../../../tests/walks/unzip.ts'
import { insertWeightSet } from '../../storage/exports/weights.ts'
import { publishForms } from '../../sync/publish-form.ts'

const structure = fileURLToPath(new URL('ddi-codebook.rng', import.meta.url))

/** Throws the output of xmllint if the codebook is not valid DDI. */
function holdAgainstDdi(files: ReadonlyMap<string, Buffer>): void {
	const file = join(folderOf(files), 'codebook.xml')
	execFileSync('xmllint', ['--noout', '--relaxng', structure, file], { stdio: 'pipe' })
	const lost = "count(//*[local-name()='var'][not(@files = //*[local-name()='fileDscr']/@ID)])"
	expect(execFileSync('xmllint', ['--xpath', lost, file], { encoding: 'utf8' }).trim()).toBe('0')
}

describe.each(routeEngines)('codebooks of %s in other programs', { timeout: 120_000 }, (_, freshEngine) => {
	let every: EveryKind
	beforeAll(async () => {
		every = await answersOfEveryKind(await freshEngine())
	})
	afterAll(async () => expect(await every.close()).toEqual([]))

	testWith('xmllint')('xmllint validates DDI Codebook 2.5, with any text in questions', async () =>
		holdAgainstDdi(await every.files('codebook', 'codes')),
	)
	test('every column of every table is described, in order', async () => {
		const { root } = parseXml(
			(await every.files('codebook', 'codes')).get('codebook.xml')?.toString('utf8') ?? '',
		)
		const files = named(root as XmlElement, 'fileDscr').map(
			({ attributes, text }) => [attributes.ID, text] as const,
		)
		const described = named(named(root as XmlElement, 'dataDscr')[0] as XmlElement, 'var')
		const tables = await every.files('csv', 'codes')
		for (const { name } of every.tables) {
			const [header = []] = readCsv(tables.get(`${name}.csv`)?.toString('utf8').replace('\ufeff', '') ?? '')
			const [id] = files.find(([, text]) => text.startsWith(`${name}.csv`)) ?? []
			expect(
				described
					.filter(({ attributes }) => attributes.files === id)
					.map(({ attributes }) => attributes.name),
			).toEqual(header)
		}
	})
	test('every question and choice has its label and its frequency', async () => {
		const files = await every.files('codebook', 'codes')
		const { root } = parseXml(files.get('codebook.xml')?.toString('utf8') ?? '')
		const [data] = named(root as XmlElement, 'dataDscr')
		const labelled = new Set(
			every.tables.flatMap(({ columns }) =>
				columns.filter(({ label }) => label.en !== '').map(({ header }) => header),
			),
		)
		const variables = named(data as XmlElement, 'var').filter(
			({ attributes }) => labelled.has(attributes.name ?? '') && !attributes.name?.includes('/'),
		)
		const described = variables.map((variable) => ({
			name: variable.attributes.name,
			label: labelsOf(variable),
			invalid: named(variable, 'invalrng').flatMap((range) =>
				named(range, 'item').map(({ attributes }) => attributes.VALUE),
			),
			valid: named(variable, 'sumStat').find(({ attributes }) => attributes.type === 'vald')?.text,
			choices: named(variable, 'catgry').map((each) => ({
				code: named(each, 'catValu')[0]?.text,
				label: labelsOf(each),
				isMissing: each.attributes.missing === 'Y',
				count: named(each, 'catStat')[0]?.text,
			})),
		}))
		const expected = every.tables.flatMap(({ columns, rows }) =>
			columns
				// For multiple-choice questions the question itself; columns that belong to no question are left out.
				.filter(({ header, label }) => label.en !== '' && !header.includes('/'))
				.map(({ header, label, choices }) => {
					const chosen = (code: string) =>
						rows.filter((row) =>
							String(row[header] ?? '')
								.split(' ')
								.includes(code),
						).length
					const none = choices.filter(({ isMissing }) => isMissing).map(({ code }) => code)
					const answered = rows.filter((row) => row[header] !== null).length
					return {
						name: header,
						label: header === label.en ? { '': header } : label,
						invalid: none,
						valid: String(answered - none.reduce((sum, code) => sum + chosen(code), 0)),
						choices: choices.map((each) => ({ ...each, count: String(chosen(each.code)) })),
					}
				}),
		)
		expect(described).toEqual(expected)
	})
})

testWith('xmllint')(
	'xmllint validates the DDI codebook of each of the campaign’s forms',
	async () => {
		const server = await serverForTests(await engines[0][1]())
		const forms = readdirSync(new URL('../../../shared/study/pakistan-2023/', import.meta.url))
			.filter((file) => file.endsWith('.md'))
			.map((file) => loadInstrument(file.slice(0, -3)))
		await publishForms(server.store, server.forms, forms, new Date(0).toISOString())
		const manager = await server.desk('data-manager')
		await addWeightSets(server)
		for (const { id } of forms) {
			const { raw, status } = await manager.get(
				`/api/export?form=${id}&round=endline&values=codes&format=codebook`,
			)
			expect(status, id).toBe(200)
			const files = unzip(raw)
			holdAgainstDdi(files)
			const text = files.get('codebook.xml')?.toString('utf8') ?? ''
			expect(text.includes('wgt="wgt"'), id).toBe(id === 'household')
			if (id !== 'household') continue
			expect(text).toMatch(
				/<weight xml:lang="en">Weight set 2, worked out 2026-03-01, for 90 of 93 completed interviews\./,
			)
			expect(text).toContain('<fileName>weights.csv</fileName><dimensns><caseQnty>90</caseQnty></dimensns>')
			expect(text).toMatch(/<var [^>]*name="people_of_the_districts" wgt="wgt" files="F\d" intrvl="contin">/)
		}
		await server.close()
	},
	120_000,
)

/** Two weight sets of the round; the newest applies. */
async function addWeightSets({ store }: ServerForTests): Promise<void> {
	const version = { deff: 1, smallest: 1, largest: 1, sum: 90 }
	const report = {
		interviews: 93,
		weighted: 90,
		without: { cluster: 0, chance: 3, listed: 0, adults: 0, people: 0 },
		trimmed: 0,
		unsettled: [],
		empty: [],
		clusters: {
			chance: { file: 0, equal: 1 },
			listed: { listing: 0, file: 0, equal: 1 },
			drawn: { listing: 0, sample: 0, visited: 1 },
		},
		averageOfTheDistricts: version,
		peopleOfTheDistricts: version,
	}
	for (const n of [1, 2])
		await insertWeightSet(store.changing, {
			project: store.project,
			round: 'endline',
			n,
			seq: 0,
			inputs: '{}',
			person: 'p',
			checksum: 'c',
			report: JSON.stringify(report),
			at: '2026-03-01T10:00:00.000Z',
			weights: new Uint8Array(),
		})
}

const named = (parent: XmlElement, name: string): XmlElement[] =>
	parent.children.filter(
		(child): child is XmlElement => child.type === 'element' && (child as XmlElement).name === name,
	)
const labelsOf = (parent: XmlElement) =>
	Object.fromEntries(
		named(parent, 'labl').map(({ attributes, text }) => [attributes['xml:lang'] ?? '', text]),
	)
