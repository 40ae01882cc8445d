import { describe, expect, test } from 'vitest'
import fc from '#shared/testing/fast-check'
import { betaQuantile, fTail, tQuantile, tTail } from './distributions.ts'

/** Expects a relative error below 10⁻¹⁰. */
const expectNear = (found: number, expected: number) =>
	expect(Math.abs(found / expected - 1)).toBeLessThan(1e-10)

describe('results of R', () => {
	// options(digits = 16); qt(.975, df)
	test.each([
		[1, 12.7062047361747],
		[2, 4.30265272974946],
		[3, 3.18244630528371],
		[8, 2.30600413520417],
		[19, 2.09302405440831],
		[38, 2.02439416391197],
		[589, 1.96399975809412],
		[19999, 1.96008261108981],
	])('97.5 %% of Student’s t with %d degrees of freedom lie below %d', (df, t) =>
		expectNear(tQuantile(0.975, df), t),
	)
	// pt(-t, df)
	test.each([
		[0.5, 1, 0.352416382349567],
		[2, 8, 0.0402581189786313],
		[2.6, 19, 0.00879261249511252],
		[6, 589, 1.7236824120531e-9],
		[0.001, 38, 0.499603673492242],
		[30, 4, 3.67642804883066e-6],
	])('the tail above %d, of Student’s t with %d degrees of freedom', (t, df, p) =>
		expectNear(tTail(t, df), p),
	)
	// pf(f, df1, df2, lower.tail = FALSE)
	test.each([
		[3, 4, 30, 0.0339768528165212],
		[30.5, 2.3, 100.7, 4.68056544818173e-12],
		[0.2, 1.5, 7.5, 0.762510129629611],
		[1, 5, 5, 0.5],
		[1.04, 3.7, 2178.4, 0.382211229816385],
		[4, 1, 589, 0.0459589586361788],
	])('the tail above %d, of Fisher’s F with %d and %d degrees of freedom', (f, df1, df2, p) =>
		expectNear(fTail(f, df1, df2), p),
	)
	// qbeta(p, a, b)
	test.each([
		[0.025, 40, 61, 0.3032947687028774],
		[0.975, 41, 60, 0.5027908495776652],
		[0.025, 0.3, 12.7, 2.57885638632366e-7],
		[0.025, 8370.2, 930.8, 0.8937452911620098],
		[0.975, 1.5, 0.2, 0.9999999943755373],
	])('the quantile %d of the beta distribution of %d and %d', (p, a, b, x) =>
		expectNear(betaQuantile(p, a, b), x),
	)
})

const someFreedom = fc.double({ min: 1, max: 20_000, noNaN: true })
test('the share below a quantile is the requested one', () => {
	fc.assert(
		fc.property(fc.double({ min: 0.51, max: 0.999, noNaN: true }), someFreedom, (p, df) => {
			expect(1 - tTail(tQuantile(p, df), df)).toBeCloseTo(p, 10)
		}),
	)
})
test('t with one and two degrees of freedom has its closed form, and t² is an F', () => {
	fc.assert(
		fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), someFreedom, (t, df) => {
			expectNear(tTail(t, 1), Math.atan(1 / t) / Math.PI)
			expect(tTail(t, 2)).toBeCloseTo(0.5 - t / (2 * Math.sqrt(2 + t * t)), 12)
			expect(fTail(t * t, 1, df)).toBeCloseTo(2 * tTail(t, df), 10)
		}),
	)
})
