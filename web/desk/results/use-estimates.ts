import { useState } from 'react'
import { resultApi } from '#shared/api/results'
import type { EstimatesResponse } from '#shared/results/estimates-response'
import { useRoute } from '../kit/use-server-data.ts'
import type { ShownQuery } from './indicator-by-group.tsx'

/** Estimates with the query that they answer. */
interface ShownEstimates {
	readonly estimates: EstimatesResponse
	readonly query: ShownQuery
}

/**
 * Loads the estimates of a query. While others of the same round load, `shown` has the last ones: a page that becomes
 * shorter for a moment loses its scroll position. Null before the first ones, and after a problem.
 */
export function useEstimates(query: ShownQuery) {
	const { found, problem, reload } = useRoute(resultApi.estimates, { query }, 'take')
	const [last, setLast] = useState<ShownEstimates | null>(null)
	if (found && last?.estimates !== found) setLast({ estimates: found, query })
	const isSameRound = last?.query.round === query.round && problem === null
	const shown: ShownEstimates | null = found ? { estimates: found, query } : isSameRound ? last : null
	return { shown, isLoading: found === null && problem === null, problem, reload }
}
