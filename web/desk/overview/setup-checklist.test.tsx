import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { PersonListItem } from '#shared/people/people'
import { overviewOf } from '../../testing/coverage-fixtures.ts'
import { formVersion } from '../../testing/forms.ts'
import { personListed } from '../../testing/people-fixtures.ts'
import { renderDesk, study } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { SetupChecklist } from './setup-checklist.tsx'

const dates = { firstDay: null, lastDay: null, startedOn: null }
const facts = overviewOf({ dates, devices: { active: 2, silent: 0 } })
const enumerator = (districts: PersonListItem['districts']) => personListed({ role: 'enumerator', districts })
const render = () =>
	renderDesk(<SetupChecklist facts={facts} />, {
		person: { role: 'administrator' },
		replies: {
			'GET /api/form-versions': [formVersion('household', 1)],
			'GET /api/people': [enumerator(['PK607'])],
			'GET /api/boundaries': null,
		},
	})

test('steps that are done are marked, and the others link to their page', async () => {
	await render()
	const list = within(await screen.findByRole('region', { name: /^Set-up/ }))
	expect(list.getByRole('heading')).toHaveTextContent(text('overview.setup.progress', { done: 2, total: 5 }))
	expect(list.getAllByRole('img', { name: text('overview.done') })).toHaveLength(2)
	expect(list.getAllByRole('link').map((link) => [link.textContent, link.getAttribute('href')])).toEqual([
		[text('overview.setup.dates'), '/desk/rounds'],
		[text('overview.setup.people'), '/desk/people'],
		[text('overview.setup.map'), '/desk/coverage'],
	])
	const missing = study.districts.length - 1
	expect(
		list.getByText(text('overview.setup.withoutEnumerator', { count: missing, total: missing })),
	).toBeVisible()
})

test('a server that is set up shows no checklist', async () => {
	await renderDesk(
		<>
			<SetupChecklist facts={{ ...facts, dates: { ...dates, lastDay: '2026-02-01' } }} />
			<SetupChecklist facts={facts} />
		</>,
		{
			person: { role: 'administrator' },
			replies: {
				'GET /api/form-versions': [formVersion('household', 1)],
				'GET /api/people': [enumerator('all')],
				'GET /api/boundaries': { shapes: [], attribution: 'Bureau', disclaimer: 'No border is meant' },
			},
		},
	)
	// only the one without a last day
	expect(await screen.findAllByRole('region')).toHaveLength(1)
	expect(screen.getByRole('link', { name: text('overview.setup.dates') })).toBeVisible()
})
