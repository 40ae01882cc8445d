import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { renderDesk, study } from '../../../testing/render-desk.tsx'
import { DistrictTiles } from './district-tiles.tsx'

/** Two districts below each other: the second one a column to the left. */
const districts = [
	{ column: 4, row: 5 },
	{ column: 3, row: 7 },
].flatMap((place, i) => {
	const district = study.districts[i]
	return district ? [{ ...district, ...place }] : []
})

const render = (many: number, language: 'en' | 'ur' = 'en') =>
	renderDesk(
		<DistrictTiles
			caption="Done"
			tiles={districts.slice(0, many).map((district, i) => ({
				district,
				fill: i === 0 ? 1.2 : 0.254,
				text: `${i}%`,
				title: `District ${i}`,
				href: i === 0 ? '/desk/coverage/first' : null,
			}))}
		/>,
		{ language },
	)

test('tiles are placed like their districts, and filled by their value', async () => {
	await render(2)
	const tiles = screen.getAllByRole('listitem')
	expect(tiles.map(({ style }) => [style.gridColumn, style.gridRow])).toEqual([
		['2', '1'],
		['1', '3'],
	])
	const fills = [...document.querySelectorAll<HTMLElement>('.tile-fill')].map(({ style }) => style.blockSize)
	expect(fills).toEqual(['100%', '25%'])
})

test('a tile opens its district, if there is a page', async () => {
	await render(2)
	expect(screen.getByRole('link', { name: 'District 0' })).toHaveAttribute('href', '/desk/coverage/first')
	expect(screen.getByRole('img', { name: 'District 1' })).toBeVisible()
	expect(screen.queryByRole('link', { name: 'District 1' })).toBeNull()
})

test('a map is not mirrored in right-to-left languages', async () => {
	await render(2, 'ur')
	expect(screen.getByRole('list')).toHaveAttribute('dir', 'ltr')
	expect(screen.getByText(districts[0]?.name.ur ?? '')).toBeVisible()
})

test('a single district has no map', async () => {
	await render(1)
	expect(screen.queryByRole('figure')).toBeNull()
})
