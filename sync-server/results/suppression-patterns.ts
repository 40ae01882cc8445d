import { createHash } from 'node:crypto'
import type { Layer } from '#shared/disclosure/breakdown-cells'
import type { Pause } from '#shared/disclosure/exposed-cells'
import { computeIndicatorSuppression } from '#shared/disclosure/indicator-suppression'
import type { InterviewColumns } from '#shared/statistics/cluster-totals'

type Pattern = Awaited<ReturnType<typeof computeIndicatorSuppression>>

/** Interviews of a round with their values of each indicator. */
interface Suppressible {
	readonly lines: InterviewColumns
	readonly layers: readonly Layer[]
	readonly indicatorValues: readonly ArrayLike<number>[]
}

/** Computes the suppressed cells of a round, once for the same interviews and indicators. */
export interface SuppressionPatterns {
	patternFor(interviews: Suppressible, pause: Pause): Promise<Pattern>
}

/** Maximum patterns in memory: rounds, scopes and weights in use at the same time. */
const maxCachedPatterns = 12

export function createSuppressionPatternCache(): SuppressionPatterns {
	/** Patterns, also unfinished ones: concurrent requests wait for the same computation. */
	const cache = new Map<string, Promise<Pattern>>()
	return {
		async patternFor({ lines, layers, indicatorValues }, pause) {
			const key = digestOf({ lines, layers, indicatorValues })
			for (;;) {
				const pending = cache.get(key)
				// Moved to the end: the least recently used one is dropped first.
				cache.delete(key)
				const pattern =
					pending ??
					computeIndicatorSuppression({ lines, weight: everyone(lines), layers, pause }, indicatorValues)
				cache.set(key, pattern)
				const [oldest] = cache.keys()
				if (cache.size > maxCachedPatterns && oldest !== undefined) cache.delete(oldest)
				try {
					return await pattern
				} catch (thrown) {
					if (cache.get(key) === pattern) cache.delete(key)
					// The request that started the computation was aborted.
					if (pattern !== pending) throw thrown
				}
			}
		},
	}
}

/**
 * Patterns ignore weights, so that all weightings suppress the same cells: two patterns together would reveal
 * more than each.
 */
const everyone = ({ cluster }: InterviewColumns): Uint8Array => new Uint8Array(cluster.length).fill(1)

function digestOf({ lines, layers, indicatorValues }: Suppressible): string {
	const hash = createHash('sha256')
	const add = (values: ArrayLike<number>) => hash.update(new Uint8Array(Float64Array.from(values).buffer))
	add(lines.cluster)
	for (const { by, groups, group } of layers) {
		hash.update(JSON.stringify([by, groups]))
		add(group)
	}
	for (const each of indicatorValues) add(each)
	return hash.digest('hex')
}
