import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseXml, type XmlElement } from '@rgrove/parse-xml'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answersOfEveryKind, type EveryKind } from '../../../tests/answers-of-every-kind.ts'
import { serverForTests } from '../../../tests/desk-for-tests.ts'
import { engines } from '../../../tests/fresh-engines.ts'
import { loadInstrument } from '../../../tests/instruments-for-tests.ts'
import { folderOf, testWith } from '../../../tests/reader-for-tests.ts'
import { unzip } from '../../../tests/walks/unzip.ts'
import { publishForms } from '../../sync/understand-again.ts'

const structure = fileURLToPath(new URL('ddi-codebook.rng', import.meta.url))

/** Throws with what xmllint says where the codebook of these files is not one of DDI. */
function holdAgainstDdi(files: ReadonlyMap<string, Buffer>): void {
	const file = join(folderOf(files), 'codebook.xml')
	execFileSync('xmllint', ['--noout', '--relaxng', structure, file], { stdio: 'pipe' })
	const lost = "count(//*[local-name()='var'][not(@files = //*[local-name()='fileDscr']/@ID)])"
	expect(execFileSync('xmllint', ['--xpath', lost, file], { encoding: 'utf8' }).trim()).toBe('0')
}

describe.each(engines)('codebooks of %s, opened by others', { timeout: 120_000 }, (_, freshEngine) => {
	let every: EveryKind
	beforeAll(async () => {
		every = await answersOfEveryKind(await freshEngine())
	})
	afterAll(async () => expect(await every.close()).toEqual([]))

	testWith('xmllint')(
		'xmllint finds the structure of DDI Codebook 2.5, whatever stands in questions',
		async () => holdAgainstDdi(await every.files('codebook', 'codes')),
	)
	test('every question and choice is called what it is called, and counted as often as it was answered', async () => {
		const files = await every.files('codebook', 'codes')
		const { root } = parseXml(files.get('codebook.xml')?.toString('utf8') ?? '')
		const [data] = named(root as XmlElement, 'dataDscr')
		const told = named(data as XmlElement, 'var').map((variable) => ({
			...{ name: variable.attributes.name, label: labelsOf(variable) },
			invalid: named(variable, 'invalrng').flatMap((range) =>
				named(range, 'item').map(({ attributes }) => attributes.VALUE),
			),
			valid: named(variable, 'sumStat').find(({ attributes }) => attributes.type === 'vald')?.text,
			choices: named(variable, 'catgry').map((each) => ({
				...{ code: named(each, 'catValu')[0]?.text, label: labelsOf(each) },
				...{ isMissing: each.attributes.missing === 'Y', count: named(each, 'catStat')[0]?.text },
			})),
		}))
		const asked = every.tables.flatMap(({ columns, rows }) =>
			columns
				// of several ticks the question, and nothing of what is no question
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
						...{ name: header, label: header === label.en ? { '': header } : label, invalid: none },
						valid: String(answered - none.reduce((sum, code) => sum + chosen(code), 0)),
						choices: choices.map((each) => ({ ...each, count: String(chosen(each.code)) })),
					}
				}),
		)
		expect(told).toEqual(asked)
	})
})

testWith('xmllint')(
	'xmllint finds the structure of DDI in the codebook of each of the campaign’s forms',
	async () => {
		const server = await serverForTests(await engines[0][1]())
		const forms = readdirSync(new URL('../../../shared/instruments/', import.meta.url))
			.filter((file) => file.endsWith('.md'))
			.map((file) => loadInstrument(file.slice(0, -3)))
		await publishForms(server.store, server.forms, forms, new Date(0).toISOString())
		const manager = await server.desk('data-manager')
		for (const { id } of forms) {
			const { raw, status } = await manager.get(
				`/api/export?form=${id}&round=endline&values=codes&format=codebook`,
			)
			expect(status, id).toBe(200)
			holdAgainstDdi(unzip(raw))
		}
		await server.close()
	},
	120_000,
)

const named = (parent: XmlElement, name: string): XmlElement[] =>
	parent.children.filter(
		(child): child is XmlElement => child.type === 'element' && (child as XmlElement).name === name,
	)
const labelsOf = (parent: XmlElement) =>
	Object.fromEntries(
		named(parent, 'labl').map(({ attributes, text }) => [attributes['xml:lang'] ?? '', text]),
	)
