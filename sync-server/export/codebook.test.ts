import { parseXml, type XmlElement } from '@rgrove/parse-xml'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formOf } from '#shared/testing/scenario'
import type { Desk, ServerForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { recordsOf } from '../../tests/helpers/one-form.ts'
import { unzip } from '../../tests/walks/unzip.ts'

const form = formOf(`
	type           name    label::English (en)     label::اردو (ur)  relevant      bind::zila:personal
	text           round   Round                   مرحلہ             -             -
	integer        age     Age <in years> & so on  عمر               -             -
	select_one yn  know    Know it?                جانتے ہیں؟        \${age} > 10  -
	text           called  Name                    نام               -             yes
	select_multiple yn  ticks  Ticks              نشان              -             -
	begin_repeat   r       R                       ق                 -             -
	decimal        weight  Weight                  وزن               -             -
	end_repeat     -       -                       -                 -             -
	choices
	list_name  name  label::English (en)  label::اردو (ur)
	yn         yes   Yes                  ہاں
	yn         dk    Does not know        نہیں جانتے
`)

describe.each(engines)('a codebook on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let files: Map<string, string>
	beforeAll(async () => {
		const made = await recordsOf(await freshEngine(), form, [
			{ age: 41, know: 'yes', ticks: ['yes'], called: 'Amina', 'r/@a': 0, 'r/@a/weight': 2.5, 'r/@b': 1 },
			{ age: 20, know: 'dk', ticks: ['dk'], called: 'Bilal' },
			{ age: 7, called: 'Sana' },
		])
		server = made.server
		manager = made.manager
		const { raw } = await manager.get(
			`/api/export?form=${form.id}&round=endline&values=codes&format=codebook`,
		)
		files = new Map([...unzip(raw)].map(([name, bytes]) => [name, bytes.toString('utf8')]))
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const elements = (parent: XmlElement): XmlElement[] =>
		parent.children.filter((child): child is XmlElement => child.type === 'element')
	const named = (parent: XmlElement, name: string) => elements(parent).filter((each) => each.name === name)
	const book = () => parseXml(files.get('codebook.xml') ?? '').root as XmlElement

	test('DDI has for each question its text and the frequency of each answer', () => {
		expect([...files.keys()]).toEqual(['codebook.html', 'codebook.xml', 'dictionary.csv'])
		const [first, second] = named(book(), 'fileDscr')
		expect([first?.text, second?.text].map((text) => text?.replace(/\s/g, ''))).toEqual([
			'scenario.csv3text/csv;charset=utf-8',
			'scenario-r.csv2text/csv;charset=utf-8',
		])
		const [data] = named(book(), 'dataDscr')
		const variables = named(data as XmlElement, 'var')
		expect(variables.map(({ attributes }) => attributes.name)).toEqual([
			...[
				'record_id',
				'form_version',
				'record_status',
				'open_cases',
				'enumerator',
				'started',
				'changed',
				'taken_from',
			],
			...['round', 'age', 'know', 'ticks', 'ticks/yes', 'ticks/dk'],
			...['record_id', 'row_id', 'parent_row_id', 'row_number', 'taken_from', 'weight'],
		])
		const variable = (name: string) =>
			variables.find(({ attributes }) => attributes.name === name) as XmlElement
		const [age, know, ticked] = [variable('age'), variable('know'), variable('ticks/yes')]
		expect(named(variable('record_id'), 'labl')[0]?.text).toBe(
			'Id of the record, the same in every file and every export',
		)
		expect(named(ticked, 'labl').map(({ text }) => text)).toEqual(['Ticks: Yes', 'نشان: ہاں'])
		expect(named(ticked, 'catgry').map((each) => elements(each).map(({ text }) => text))).toEqual([
			['0', 'No', 'نہیں', '1'],
			['1', 'Yes', 'ہاں', '1'],
		])
		expect(named(ticked, 'sumStat').map(({ text }) => text)).toEqual(['2', '1'])
		expect(named(age, 'labl').map(({ text, attributes }) => [attributes['xml:lang'], text])).toEqual([
			['en', 'Age <in years> & so on'],
			['ur', 'عمر'],
		])
		expect(named(age, 'sumStat').map(({ attributes, text }) => [attributes.type, text])).toEqual([
			...[
				['vald', '3'],
				['invd', '0'],
				['min', '7'],
				['max', '41'],
				['mean', '22.67'],
			],
		])
		// The range of valid answers is unknown; only that of the given answers is known.
		expect(named(age, 'valrng')).toEqual([])
		expect(named(know, 'universe')[0]?.text).toBe('${age} > 10')
		expect(named(know, 'catgry').map((each) => elements(each).map(({ text }) => text))).toEqual([
			['yes', 'Yes', 'ہاں', '1'],
			['dk', 'Does not know', 'نہیں جانتے', '1'],
		])
		// In the order of the schema.
		const order = ['labl', 'qstn', 'invalrng', 'universe', 'sumStat', 'catgry', 'varFormat']
		for (const each of variables) {
			const places = elements(each).map(({ name }) => order.indexOf(name))
			expect(places).toEqual([...places].sort((a, b) => a - b))
			expect(places).not.toContain(-1)
		}
	})
	test('DDI has the title and dates of the study, the selection of its records, and states that there are no weights', () => {
		const [study] = named(book(), 'stdyDscr') as [XmlElement]
		const elementsAt = (path: string) =>
			path
				.split('/')
				.reduce<XmlElement[]>((parents, name) => parents.flatMap((each) => named(each, name)), [study])
		const text = (path: string) => elementsAt(path).map((each) => each.text)
		expect(text('citation/titlStmt/titl')).toEqual(['scenario'])
		expect(text('citation/titlStmt/IDNo')).toEqual(['scenario endline'])
		const days = elementsAt('stdyInfo/sumDscr/collDate').map(({ attributes }) => [
			attributes.event,
			attributes.date,
		])
		expect(days.map(([event]) => event)).toEqual(['start', 'end'])
		for (const [, day] of days) expect(day).toMatch(/^\d{4}-\d{2}-\d{2}$/)
		expect(text('stdyInfo/sumDscr/nation')).toEqual(['Pakistan'])
		for (const path of [
			'stdyInfo/abstract',
			'stdyInfo/sumDscr/universe',
			'method/dataColl/sampProc',
			'method/dataColl/collMode',
		])
			expect(text(path).join(''), path).not.toBe('')
		expect(text('method/dataColl/weight')).toEqual(['Not weighted.'])
	})
	test('the HTML page has the same content, names no person and allows no injection', () => {
		const page = files.get('codebook.html') ?? ''
		expect(page).toContain('<p lang="ur" dir="rtl">جانتے ہیں؟</p>')
		expect(page).toContain('Age &lt;in years&gt; &amp; so on')
		expect(page).toContain('answered: 2')
		expect(page).toContain('asked if <code dir="ltr">${age} &gt; 10</code>')
		for (const text of [page, files.get('codebook.xml') ?? '']) {
			expect(text).not.toContain('Amina')
			expect(text).not.toMatch(/<script|https?:\/\/(?!www)/)
		}
	})
})
