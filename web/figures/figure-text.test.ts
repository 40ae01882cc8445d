import { expect, test } from 'vitest'
import type { Figure } from '#shared/figures/figures-told'
import { doseTileText, untoldBetween } from './figure-text.ts'

test('a tile has room for four letters of a dose', () => {
	const told = [null, 0, 0.0004, 0.021, 1.26, 32.4].map((dose) => doseTileText('en', dose))
	expect(told).toEqual(['', '0', '0.00', '0.02', '1.3', '32'])
})
test('of a difference is told that there are too few where either side has, else that it is withheld', () => {
	const t = ((key: string) => key) as Parameters<typeof untoldBetween>[0]
	const said = (from: Figure['notTold'], to: Figure['notTold']) =>
		untoldBetween(t, { from: { notTold: from } as Figure, to: { notTold: to } as Figure })
	expect([
		said('too-few', 'withheld'),
		said('withheld', null),
		said(null, 'withheld'),
		said(null, null),
	]).toEqual([...['figures.tooFew', 'figures.withheld', 'figures.withheld', 'figures.tooFew']])
})
