import { expect, test } from 'vitest'
import { strataOf } from './strata.ts'

/**
 * Assigns strata of these sizes; returns the stratum that each was assigned to, which are merged, and the
 * number of clusters in each.
 */
function joinedOf(sizes: readonly number[], district?: readonly number[]) {
	const stratum = sizes.flatMap((size, h) => Array<number>(size).fill(h))
	const {
		stratum: joined,
		isMerged,
		clusters,
	} = strataOf({
		stratum,
		lines: stratum.map(() => 3),
		...(district && { district }),
	})
	return {
		strata: [...new Set(joined)],
		merged: [...isMerged.keys()].filter((h) => isMerged[h]),
		clusters: [...clusters],
	}
}

test('strata with several clusters are unchanged', () => {
	expect(joinedOf([2, 3])).toEqual({ strata: [0, 1], merged: [], clusters: [2, 3] })
})
test('a stratum of one cluster joins the next, the last one the previous', () => {
	expect(joinedOf([2, 1, 3])).toEqual({ strata: [0, 2], merged: [2], clusters: [2, 0, 4] })
	expect(joinedOf([2, 3, 1])).toEqual({ strata: [0, 1], merged: [1], clusters: [2, 4, 0] })
})
test('two neighbouring ones are enough for each other', () => {
	expect(joinedOf([3, 1, 1, 2])).toEqual({ strata: [0, 2, 3], merged: [2], clusters: [3, 0, 2, 2] })
})
test('a stratum of one cluster joins one of its own district if there is any, before or after', () => {
	expect(joinedOf([2, 1, 3, 3], [0, 0, 1, 1])).toEqual({
		strata: [0, 2, 3],
		merged: [0],
		clusters: [3, 0, 3, 3],
	})
	expect(joinedOf([2, 2, 1, 3], [0, 0, 1, 1])).toEqual({
		strata: [0, 1, 3],
		merged: [3],
		clusters: [2, 2, 0, 4],
	})
	// a stratum that is the whole district is merged with another district's
	expect(joinedOf([2, 1, 3], [0, 1, 2])).toEqual({ strata: [0, 2], merged: [2], clusters: [2, 0, 4] })
})
test('a single cluster of a whole sample has nothing to join', () => {
	expect(joinedOf([1])).toEqual({ strata: [0], merged: [], clusters: [1] })
})
test('a cluster without interviews is ignored', () => {
	const { clusters, isMerged } = strataOf({ stratum: [0, 0, 1, 1, 1], lines: [5, 0, 5, 5, 0] })
	expect([[...clusters], [...isMerged]]).toEqual([
		[0, 3],
		[0, 1],
	])
})
