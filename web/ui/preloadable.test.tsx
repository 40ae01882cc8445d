import { act, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { renderLocked } from '../testing/render-locked.tsx'
import { createPreloadable } from './preloadable.ts'

const Late = ({ name }: { name: string }) => <p>here is {name}</p>
/** A component whose file loads when the test says so. */
function slowPiece() {
	const files: { come: () => void; fail: () => void }[] = []
	const Piece = createPreloadable<{ name: string }>(
		() =>
			new Promise((come, fail) => {
				files.push({ come: () => come(Late), fail: () => fail(new Error('no network')) })
			}),
	)
	return { Piece, files }
}

test('something else is shown until a chunk is loaded', async () => {
	const { Piece, files } = slowPiece()
	await renderLocked(<Piece name="it" waiting={<p>coming</p>} />)
	expect(screen.getByText('coming')).toBeVisible()
	await act(async () => files[0]?.come())
	expect(await screen.findByText('here is it')).toBeVisible()
})

test('a preloaded chunk is rendered at once', async () => {
	const { Piece, files } = slowPiece()
	const fetching = Piece.preload()
	files[0]?.come()
	await fetching
	await renderLocked(<Piece name="it" waiting={<p>coming</p>} />)
	expect(screen.getByText('here is it')).toBeVisible()
	expect(files).toHaveLength(1)
})

test('a chunk whose preload failed is requested again when shown', async () => {
	const { Piece, files } = slowPiece()
	const fetching = Piece.preload()
	files[0]?.fail()
	await fetching
	await renderLocked(<Piece name="it" waiting={<p>coming</p>} />)
	await act(async () => files[1]?.come())
	expect(await screen.findByText('here is it')).toBeVisible()
})
