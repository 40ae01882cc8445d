import { useFilter } from '../desk/use-filter.ts'
import { searchOf } from '../sync/desk-client.ts'

/**
 * What somebody chose on the screens of figures. All of them keep all of it in the address, so that whoever comes back, by a link, by the
 * browser or by a reload, finds each as it was left. Codes, names of columns and short names of indicators: nothing that anybody answered
 * or typed.
 */
const choiceNames = [
	...(['round', 'weights', 'by', 'within', 'of', 'readings'] as const),
	/** Before and after. */
	...(['from', 'to', 'clusters', 'question'] as const),
	/** Campaign material. */
	...(['material', 'weeks', 'pictures'] as const),
] as const
type Choices = { readonly [Name in (typeof choiceNames)[number]]?: string }

/** '' for the figures themselves. */
type ResultsPage = '' | 'change' | 'material' | 'report' | 'indicators' | 'weights'

/** Where a page is found with what was chosen. */
export const buildResultsPath = (page: ResultsPage, chosen: Choices): string => {
	const path = page === '' ? '/desk/figures' : `/desk/figures/${page}`
	const search = searchOf(chosen)
	return search === '' ? path : `${path}?${search}`
}

export const useResultsFilter = () => useFilter(choiceNames)
