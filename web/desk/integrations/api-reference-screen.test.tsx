import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { Description } from '#shared/integrations/api-description'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { ApiReferenceScreen } from './api-reference-screen.tsx'

const parameter = (name: string, over: object = {}) => ({
	name,
	in: 'query',
	required: false,
	schema: { type: 'string' },
	...over,
})
const reply = {
	description: 'ok',
	content: { 'application/json': { schema: { $ref: '#/components/schemas/Page' } } },
}
const description: Description = {
	info: { description: 'Reads' },
	paths: {
		'/api/live/{round}/{form}': {
			get: {
				summary: 'Changes of a form',
				parameters: [
					parameter('round', {
						in: 'path',
						required: true,
						schema: { type: 'string', enum: ['baseline', 'endline'] },
					}),
					parameter('form', { in: 'path', required: true, schema: { type: 'string', enum: ['household'] } }),
					parameter('after', { description: 'From where' }),
					parameter('limit', { required: true, schema: { type: 'integer' } }),
				],
				responses: { '200': reply },
			},
		},
		'/api/live/record/{id}': {
			get: {
				summary: 'One record',
				parameters: [parameter('id', { in: 'path', required: true })],
				responses: { '200': reply },
			},
		},
		'/api/live': { get: { summary: 'Forms', responses: { '200': reply } } },
	},
	components: {
		schemas: {
			Page: {
				type: 'object',
				properties: {
					more: { type: 'boolean', description: 'There is more' },
					state: { type: 'string', enum: ['open', 'closed'] },
				},
			},
		},
	},
}
const render = ({ replies, ...options }: DeskOptions = {}) =>
	renderDesk(<ApiReferenceScreen />, {
		...options,
		replies: { 'GET /api/live/openapi.json': description, ...replies },
	})
const question = async (path: string) =>
	within((await screen.findByText(`GET ${path}`)).closest('details') as HTMLElement)
const rows = (inside: Awaited<ReturnType<typeof question>>, title: string) =>
	within(inside.getByRole('table', { name: title }))
		.getAllByRole('row')
		.slice(1)
		.map((row) =>
			within(row)
				.getAllByRole('cell')
				.map(({ textContent }) => textContent),
		)

test('each endpoint is shown with its parameters and response', async () => {
	await render()
	const changes = await question('/api/live/{round}/{form}')
	expect(changes.getByText('Changes of a form')).toHaveAttribute('lang', 'en')
	expect(rows(changes, text('integrations.parameters'))).toEqual([
		['{round}', 'string', 'baseline · endline'],
		['{form}', 'string', 'household'],
		['after?', 'string', 'From where'],
		['limit', 'integer', ''],
	])
	expect(rows(changes, text('integrations.response'))).toEqual([
		['more', 'boolean', 'There is more'],
		['state', 'string', 'open · closed'],
	])
})

test('an example response is available for the open round, unless a parameter must be chosen', async () => {
	await render()
	const look = { name: text('integrations.openExample') }
	expect((await question('/api/live/{round}/{form}')).getByRole('link', look)).toHaveAttribute(
		'href',
		'/api/live/endline/household',
	)
	expect((await question('/api/live/record/{id}')).queryByRole('link', look)).toBeNull()
})

test('an endpoint without parameters has no table of them', async () => {
	await render()
	const forms = await question('/api/live')
	expect(forms.queryByRole('table', { name: text('integrations.parameters') })).toBeNull()
	expect(forms.getByRole('table', { name: text('integrations.response') })).toBeInTheDocument()
})

test('offline the link to the specification remains', async () => {
	await render({ replies: { 'GET /api/live/openapi.json': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(screen.getByRole('link', { name: text('integrations.specification') })).toHaveAttribute(
		'download',
		'zila-openapi.json',
	)
})
