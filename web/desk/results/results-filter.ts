import * as z from 'zod/mini'
import { breakdownNames } from '#shared/results/breakdowns'
import { clusterChoices, weightVersions } from '#shared/results/estimates-response'
import { searchOf } from '../../api/search-of.ts'
import { useFilter } from '../kit/use-filter.ts'

/**
 * Choices on the results screens. All screens carry all of them in the address, so that a link, going back
 * or a reload restores each screen. Only codes, column names and short names of indicators: no answer and
 * no typed text.
 */
const choiceNames = [
	...(['round', 'weights', 'by', 'within', 'of', 'readings'] as const),
	/** Choices of the comparison; `question` is also that of the answers by group. */
	...(['from', 'to', 'clusters', 'question'] as const),
	/** Choices of campaign material. */
	...(['material', 'weeks', 'pictures'] as const),
] as const
type Choices = { readonly [Name in (typeof choiceNames)[number]]?: string | undefined }

/** '' for the results themselves. */
type ResultsPage = '' | 'questions' | 'change' | 'material' | 'report' | 'indicators' | 'weights'

/** Returns the address of a page with the choices. */
export const buildResultsPath = (page: ResultsPage, chosen: Choices): string => {
	const path = page === '' ? '/desk/results' : `/desk/results/${page}`
	const search = searchOf(chosen)
	return search === '' ? path : `${path}?${search}`
}

const knownSchema = z.object({
	by: z.catch(z.optional(z.enum(breakdownNames)), undefined),
	within: z.catch(z.optional(z.enum(breakdownNames)), undefined),
	weights: z.catch(z.optional(z.enum(weightVersions)), undefined),
	clusters: z.catch(z.optional(z.enum(clusterChoices)), undefined),
})

/** Returns the choices in the address, without unknown ones, and the function that changes them. */
export function useResultsFilter() {
	const [chosen, change] = useFilter(choiceNames)
	const { by, within, weights, clusters } = knownSchema.parse(chosen)
	return [{ ...chosen, by, within, weights, clusters }, change] as const
}
