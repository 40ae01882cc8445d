import { screen } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { definitionOf } from '../../testing/forms.ts'
import { renderImportScreen } from '../../testing/import-fixtures.tsx'
import { text } from '../../testing/text.ts'
import { beginOf } from '../../testing/text-part.ts'
import { workerInThisThread } from '../../testing/workers.ts'

const startWorker = await workerInThisThread(() => import('./import-worker.ts'))
beforeEach(startWorker)

const definition = definitionOf(
	'visit',
	`
	type          name     label          required  relevant     bind::zila:personal
	text          called   Name           yes       -            yes
	integer       age      Age            yes       -            -
	text          job      Work           yes       \${age} > 15  -
	text          note     Remark         -         -            -
	begin_repeat  members  Members        -         -            -
	text          m_name   Member's name  -         -            yes
	integer       m_age    Age of member  yes       -            -
	end_repeat    -        -              -         -            -
`,
)
type Left =
	| 'import.requiredUnmapped'
	| 'import.neverImported'
	| 'import.columnsNotSent'
	| 'import.columnsUnused'
/** Names in a note; null if there is no such note. */
function named(key: Left): string[] | null {
	const note = screen.queryByText(beginOf(key), { selector: 'p' })
	return note && [...note.querySelectorAll('bdi')].map(({ textContent }) => textContent)
}
async function open(header: string) {
	const rendered = await renderImportScreen({ replies: { 'GET /api/forms/visit/2': definition } })
	await rendered.choose(['kobo.csv', `${header}\nk1,2026-01-02\n`])
	await screen.findByRole('heading', { name: text('import.columnsTitle') })
	return rendered
}

test('required questions without a column are named, but not conditional ones', async () => {
	const { user } = await open('KEY,start')
	expect(named('import.requiredUnmapped')).toEqual(['Age'])
	await user.type(screen.getByLabelText('Age'), 'KEY')
	expect(named('import.requiredUnmapped')).toBeNull()
})

test('questions that are never imported are named, also in repeats', async () => {
	await open('KEY,start')
	expect(named('import.neverImported')).toEqual(['Name', "Member's name"])
	expect(screen.queryByLabelText('Name')).toBeNull()
})

test('columns named like them are listed separately, and are offered nowhere', async () => {
	await open('KEY,start,group/called,Name,age')
	expect(named('import.columnsNotSent')).toEqual(['group/called', 'Name'])
	expect(named('import.columnsUnused')).toBeNull()
	const list = document.getElementById(screen.getByLabelText('Age').getAttribute('list') ?? '')
	expect([...(list?.querySelectorAll('option') ?? [])].map(({ value }) => value)).toEqual([
		'KEY',
		'start',
		'age',
	])
})

test('unused columns are named until they are used', async () => {
	const { user } = await open('KEY,start,house,roof')
	expect(named('import.columnsUnused')).toEqual(['house', 'roof'])
	await user.type(screen.getByLabelText('Remark'), 'roof')
	expect(named('import.columnsUnused')).toEqual(['house'])
	expect(named('import.columnsNotSent')).toBeNull()
})

test('of very many the first sixty are named', async () => {
	await open(`KEY,start,${Array.from({ length: 61 }, (_, i) => `c${i}`).join(',')}`)
	expect(named('import.columnsUnused')).toHaveLength(60)
	expect(screen.getByText(beginOf('import.columnsUnused'), { selector: 'p' })).toHaveTextContent(/c59 …$/)
})
