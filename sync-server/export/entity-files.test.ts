import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCsvTable } from '#shared/kernel/csv'
import { importForm } from '#shared/xlsform/import-form'
import { readMarkdown } from '#shared/xlsform/sheets'
import { type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { unzip } from '../../tests/walks/unzip.ts'
import { publishForms } from '../sync/publish-form.ts'

const registration = importForm(
	readMarkdown(
		`## survey
| type | name | label | save_to | bind::zila:personal |
| text | round | Round | | |
| text | head | Head of the house | houses#head | yes |
| text | street | Street | houses#street | |
| begin repeat | members | Members | | |
| integer | age | Age | people#age | |
| end repeat | | | | |
## entities
| list_name | label | create_if |
| houses | concat(\${street}, ' ', \${head}) | |
| people | concat('of ', \${age}) | \${age} > 17 |
## settings
| form_id |
| registration |
`,
	),
).definition

describe.each(engines)('entity lists filled by records, on %s', (_, freshEngine) => {
	let server: ServerForTests
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	test('can be attached to a form as tables; values excluded from exports are blank in them too', async () => {
		if (!registration) throw new Error('the form was not imported')
		await publishForms(server.store, server.forms, [registration], '2026-01-15T00:00:00.000Z')
		const manager = await server.desk('data-manager')
		const { phone, post } = await enrolledPhone(server)
		const set = {
			$status: 'submitted',
			round: 'endline',
			head: 'Ali',
			street: 'Mall Road',
			'members/@a': 1,
			'members/@a/age': 40,
			'members/@b': 2,
			'members/@b/age': 3,
		}
		const root = rewritten(phone.edit(phone.newRecord(), set, []), { form: { id: 'registration', ver: 1 } })
		await phone.sync(post, [root])
		const { raw } = await manager.get('/api/export?form=registration&values=codes&round=endline&mark=0')
		const files = new Map(
			[...unzip(raw)].map(([name, bytes]) => [name, readCsvTable(bytes.toString('utf8'))]),
		)
		const { record } = root.revision
		expect(files.get('entities-houses.csv')).toEqual([
			{
				name: record,
				label: 'Mall Road ',
				head: '',
				street: 'Mall Road',
				kind: 'addition',
				record_id: record,
			},
		])
		expect(files.get('entities-people.csv')).toEqual([
			{ name: `${record}-a`, label: 'of 40', age: '40', kind: 'addition', record_id: record },
		])
	})
})
