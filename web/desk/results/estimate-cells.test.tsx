import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { PublishedEstimate } from '#shared/results/estimates-response'
import { estimate, tooFew, withheld } from '../../testing/estimates.ts'
import { renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { EstimateCells, EstimateWithBase, SuppressedNote, UngroupedNote } from './estimate-cells.tsx'

type Kind = Parameters<typeof EstimateCells>[0]['kind']
const render = async (figure: PublishedEstimate, kind: Kind = 'share') => {
	await renderDesk(
		<table>
			<tbody>
				<tr>
					<EstimateCells name="Reached" kind={kind} figure={figure} end={4} published={null} />
				</tr>
			</tbody>
		</table>,
	)
	return screen.getAllByRole('cell').map(({ textContent }) => textContent)
}

test('the origin of the design effect of a share of 0 or 100% is shown', async () => {
	expect((await render(estimate({ deffIs: 'neighbour', deff: 1.5 })))[2]).toContain(
		text('results.designEffectOfAll'),
	)
})

test('a design effect set to 1 is shown as such', async () => {
	expect((await render(estimate({ deffIs: 'assumed', deff: 1 })))[2]).toContain(
		text('results.designEffectOne'),
	)
})

test('a stratum merged with its neighbour is shown as such', async () => {
	const cells = await render(estimate({ isMerged: true }))
	expect(cells[2]).toContain(text('results.merged'))
	expect(cells[2]).not.toContain(text('results.designEffectOne'))
})

test('the end of the scale is shown for a mean, and not for a share', async () => {
	const cells = await render(estimate({ value: 2.345 }), 'mean')
	expect(cells[0]).toBe(text('results.scale', { to: '4' }))
	expect(cells[1]).toBe('2.35')
})

test('a suppressed group shows neither interviews nor clusters', async () => {
	expect(await render({ ...withheld, n: null, clusters: null })).toEqual([
		'',
		text('results.suppressedSecondary'),
		'',
		'',
		'',
	])
})

test('a short estimate shows its interviews, and a suppressed one its reason', async () => {
	const { container } = await renderDesk(
		<>
			<p>
				<EstimateWithBase kind="share" figure={estimate({ value: 0.5, n: 1234 })} />
			</p>
			<p>
				<EstimateWithBase kind="share" figure={tooFew} />
			</p>
		</>,
	)
	expect([...container.querySelectorAll('p')].map(({ textContent }) => textContent)).toEqual([
		`50.0% ${text('results.ofN', { n: '1,234' })}`,
		text('results.suppressedFew'),
	])
})

test('suppression is explained only where it occurs', async () => {
	const { container } = await renderDesk(<SuppressedNote figures={[estimate(), tooFew]} />)
	expect(container).toBeEmptyDOMElement()
})

test('interviews outside all groups are not counted when a group is suppressed', async () => {
	const { container } = await renderDesk(
		<UngroupedNote
			figures={{ whole: estimate({ n: 400 }), groups: [estimate({ n: 300 }), { ...withheld, n: null }] }}
		/>,
	)
	expect(container).toBeEmptyDOMElement()
})
