import { fireEvent, screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { Boundaries } from '#shared/study/boundaries'
import { maxBoundaryBytes } from '#shared/study/boundaries'
import { renderDesk, study } from '../../testing/render-desk.tsx'
import { noContent, type Replies } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { BoundariesForm } from './boundaries-form.tsx'

const put = 'POST /api/boundaries'
const square = [
	[70, 30],
	[71, 30],
	[71, 31],
	[70, 30],
]
const geoJson = (...codes: readonly string[]) =>
	JSON.stringify({
		type: 'FeatureCollection',
		features: codes.map((id) => ({
			type: 'Feature',
			id,
			properties: {},
			geometry: { type: 'Polygon', coordinates: [square] },
		})),
	})
const districts = study.districts.filter(({ code }) => ['PK607', 'PK608', 'PK226'].includes(code))
const stored: Boundaries = { attribution: 'Survey of 2020', disclaimer: 'No border is meant', shapes: [] }

async function render(boundaries: Boundaries | null = null, replies: Replies = {}) {
	const onDone = vi.fn()
	const desk = await renderDesk(<BoundariesForm boundaries={boundaries} onDone={onDone} />, {
		study: { districts },
		replies: { [put]: noContent, ...replies },
	})
	await desk.user.click(screen.getByText(text('coverage.boundaries.title')))
	const choose = (content: string) =>
		fireEvent.change(screen.getByLabelText(text('coverage.boundaries.file')), {
			target: { files: [new File([content], 'boundaries.json')] },
		})
	return { ...desk, onDone, choose }
}
const attribution = () => screen.getByRole('textbox', { name: text('coverage.boundaries.attribution') })
const disclaimer = () => screen.getByRole('textbox', { name: text('coverage.boundaries.disclaimer') })
const show = () => screen.getByRole('button', { name: text('coverage.boundaries.save') })

test('boundaries of a file are sent with source and disclaimer', async () => {
	const { user, server, onDone, choose } = await render()
	expect(show()).toBeDisabled()
	expect(disclaimer()).toHaveValue(text('coverage.boundaries.defaultDisclaimer'))
	choose(geoJson('PK607', 'PK608', 'PK999'))
	const found = await screen.findByText(text('coverage.boundaries.found', { count: 2 }), { exact: false })
	expect(found).toHaveTextContent(text('coverage.boundaries.missing', { districts: 'Quetta' }))
	await user.type(attribution(), ' Survey of 2026 ')
	await user.click(show())
	await waitFor(() => expect(onDone).toHaveBeenCalledOnce())
	const [sent] = server.bodiesOf(put) as Boundaries[]
	expect(sent).toMatchObject({
		attribution: 'Survey of 2026',
		disclaimer: text('coverage.boundaries.defaultDisclaimer'),
	})
	expect(sent?.shapes.map(({ district }) => district)).toEqual(['PK607', 'PK608'])
	expect(show()).toBeDisabled()
})

test.each<[string, string, Parameters<typeof text>[0]]>([
	['invalid JSON', 'boundaries', 'coverage.boundaries.error.no-json'],
	['without boundaries', '{"type":"Point"}', 'coverage.boundaries.error.no-boundaries'],
	['without a district of the study', geoJson('PK999'), 'coverage.boundaries.error.no-district'],
	['in metres', geoJson('PK607').replace('70,30', '7000000,30'), 'coverage.boundaries.error.off-the-earth'],
	['too large', 'x'.repeat(maxBoundaryBytes + 1), 'coverage.boundaries.error.too-large'],
])('a file is refused with what to do: %s', async (_, content, problem) => {
	const { choose } = await render()
	choose(content)
	expect(await screen.findByRole('alert')).toHaveTextContent(text(problem))
	expect(show()).toBeDisabled()
})

test('current values can be edited, and boundaries can be removed', async () => {
	const { user, server, onDone } = await render(stored)
	expect(attribution()).toHaveValue('Survey of 2020')
	expect(disclaimer()).toHaveValue('No border is meant')
	await user.click(screen.getByRole('button', { name: text('coverage.boundaries.remove') }))
	await waitFor(() => expect(onDone).toHaveBeenCalledOnce())
	expect(server.bodiesOf(put)).toEqual([stored])
})

test('without boundaries there is no remove button', async () => {
	await render()
	expect(screen.queryByRole('button', { name: text('coverage.boundaries.remove') })).toBeNull()
})

test('a refusal is shown, the fields keep their text, and the next try is sent', async () => {
	const { user, server, onDone, choose } = await render(null, { [put]: new Problem('server-disk-full') })
	choose(geoJson('PK607'))
	await user.type(attribution(), 'Survey')
	await screen.findByText(text('coverage.boundaries.found', { count: 1 }), { exact: false })
	await user.click(show())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.server-disk-full'))
	expect(attribution()).toHaveValue('Survey')
	expect(onDone).not.toHaveBeenCalled()
	server.reply({ [put]: noContent })
	await user.click(show())
	await waitFor(() => expect(onDone).toHaveBeenCalledOnce())
})
