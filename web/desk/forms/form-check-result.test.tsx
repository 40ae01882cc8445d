import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { compareForms } from '#shared/forms/compare-forms'
import { seededRandom } from '#shared/kernel/seeded-random'
import { sheetsOf } from '#shared/testing/scenario'
import { definitionOf, formListed } from '../../testing/forms.ts'
import { renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { partOf } from '../../testing/text-part.ts'
import { FormChangesList } from './form-changes-list.tsx'
import { CheckedForm } from './form-check-result.tsx'

const before = definitionOf(
	'visit',
	`
	type           name    label        relevant
	text           who     Your name    -
	integer        age     Your age     -
	text           school  School name  \${age} < 18
	select_one yn  likes   Like tea?    -
	choices
	list_name  name  label
	yn         yes   Yes
	yn         no    No
`,
)
const after = definitionOf(
	'visit',
	`
	type           name    label          relevant
	text           who     Your full name -
	text           age     Your age       -
	text           school  School name    \${likes} = 'yes'
	select_one yn  tea     Like tea?      -
	choices
	list_name  name   label
	yn         yes    Yes
	yn         maybe  Perhaps
`.replace('${likes}', '${tea}'),
)
const render = (from = before, to = after) =>
	renderDesk(<FormChangesList version={4} changes={compareForms(from, to)} />)
const listed = (key: Parameters<typeof text>[0]) => screen.getByText(partOf(key, { count: 1 }))

test('changes are grouped by what they mean for users and answers', async () => {
	await render()
	expect(listed('forms.changed.type')).toHaveTextContent(/age$/)
	expect(listed('forms.changed.wording')).toHaveTextContent(/who$/)
	expect(listed('forms.changed.logic')).toHaveTextContent(/school$/)
	expect(listed('forms.questionsRenamed')).toHaveTextContent(/likes → tea$/)
	const meaning = screen.getByText(partOf('forms.draftsHelp', { version: 4 }))
	expect(meaning).toHaveTextContent(text('forms.removedHelp'))
	expect(meaning).toHaveTextContent(text('forms.changedTypeHelp'))
	// nothing is listed for an unchanged part
	expect(screen.getAllByRole('listitem')).toHaveLength(4)
})

test('each changed text is shown before and after', async () => {
	await render()
	const row = (name: RegExp) => screen.getByRole('row', { name })
	expect(row(/^who label/)).toHaveTextContent('Your nameYour full name')
	expect(row(/^school relevant/)).toHaveTextContent("${age} < 18${tea} = 'yes'")
	expect(row(/^yn maybe name/)).toHaveTextContent(`${text('forms.difference.none')}maybe`)
	expect(row(/^yn no name/)).toHaveTextContent(`no${text('forms.difference.none')}`)
})

test('reordered choices are one change', async () => {
	const turned = definitionOf(
		'visit',
		`
		type           name   label
		select_one yn  likes  Like tea?
		choices
		list_name  name  label
		yn         no    No
		yn         yes   Yes
	`,
	)
	const straight = { ...turned, choices: { yn: [...(turned.choices.yn ?? [])].reverse() } }
	await render(straight, turned)
	expect(screen.getByRole('row', { name: /^yn name/ })).toHaveTextContent(text('forms.difference.reordered'))
	expect(listed('forms.changed.choices')).toHaveTextContent(/likes$/)
	expect(screen.getByText(partOf('forms.removedChoicesHelp'))).toBeVisible()
})

test('added and removed questions are named, and a long list is shortened', async () => {
	const many = definitionOf(
		'visit',
		`type  name  label\n${Array.from({ length: 35 }, (_, i) => `text  q${i}  Question ${i}`).join('\n')}`,
	)
	const one = definitionOf('visit', 'type  name  label\ntext  gone  Something else')
	await render(one, many)
	const added = screen.getByText(partOf('forms.questionsAdded', { count: 35 }))
	expect(added).toHaveTextContent(/q29, …$/)
	expect(listed('forms.questionsRemoved')).toHaveTextContent(/gone$/)
	expect(screen.queryByText(text('forms.questionsRenamed', { count: 1 }))).toBeNull()
})

test('of many changed texts the first are shown, and the others counted', async () => {
	const many = (word: string) =>
		definitionOf(
			'visit',
			`type  name  label\n${Array.from({ length: 305 }, (_, i) => `text  q${i}  ${word} ${i}`).join('\n')}`,
		)
	await render(many('Question'), many('Item'))
	expect(screen.getByText(text('forms.differenceCount', { count: 305 }))).toBeVisible()
	expect(document.querySelectorAll('tbody tr')).toHaveLength(300)
	expect(screen.getByText(text('forms.difference.more', { count: 5 }))).toBeInTheDocument()
})

test('an unchanged form lists no changes', async () => {
	await render(before, before)
	expect(screen.getByText(text('forms.unchanged', { version: 4 }))).toBeVisible()
	expect(screen.queryByRole('table')).toBeNull()
})

const check = (lines: string) =>
	renderDesk(
		<CheckedForm
			file={{ name: 'visit', sheets: sheetsOf(lines), media: {} }}
			current={[formListed(before)]}
			onPublished={() => {}}
			onClose={() => {}}
		/>,
	)

test('the download size for phones is shown before publishing, and a form beyond the limit cannot be published', async () => {
	const sheets = sheetsOf('type  name  label  image\nnote  n  Look  big.jpg')
	const shown = (bytes: number) => {
		const random = seededRandom(4)
		const picture = Buffer.from(random.bytes(bytes)).toString('base64')
		return renderDesk(
			<CheckedForm
				file={{ name: 'visit', sheets, media: { 'big.jpg': `data:image/jpeg;base64,${picture}` } }}
				current={[formListed(before)]}
				onPublished={() => {}}
				onClose={() => {}}
			/>,
		)
	}
	const publish = () => screen.queryByRole('button', { name: /^Publish/ })
	const { unmount } = await shown(150_000)
	expect(await screen.findByText(/downloads 15\d kB for this form; at most 4,096 kB/)).toBeVisible()
	expect(publish()).toBeVisible()
	unmount()
	await shown(4_500_000)
	expect(await screen.findByRole('alert')).toHaveTextContent(/The limits are 16,384 kB and 4,096 kB/)
	expect(publish()).toBeNull()
})

test('a problem in several cells is one row, with the first cells and the number of others', async () => {
	await check(
		`type  name  label\n${Array.from({ length: 8 }, (_, i) => `txet  q${i}  Question ${i}`).join('\n')}`,
	)
	const row = screen.getByRole('row', { name: /A2, A3, A4/ })
	expect(row).toHaveTextContent(text('forms.moreCells', { count: 2 }))
	expect(row).toHaveTextContent(text('forms.error'))
})

test('an unreadable expression shows what was expected, in the language of the page', async () => {
	await check('type  name  label  relevant\ninteger  age  Age  -\ntext  who  Name  ${age} >')
	expect(screen.getByRole('row', { name: /D3/ })).toHaveTextContent(text('formProblem.expected.value'))
})
