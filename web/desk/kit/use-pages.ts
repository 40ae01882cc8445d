import { useInfiniteQuery } from '@tanstack/react-query'
import type { ApiRoute, OutputOf } from '#shared/api/route'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { type RequestFor, sendTo } from '../../api/call-route.ts'
import { keyOfRoute } from './use-server-data.ts'

interface PagesOptions<Route extends ApiRoute, Page> {
	/** Returns the request for the page that begins at `cursor`; undefined for the first page. */
	readonly requestAt: (cursor: number | undefined) => RequestFor<Route>
	/** Returns where the page after this one begins; null after the last. */
	readonly cursorAfter: (page: Page) => number | null | undefined
	/** True if a page without rows is left out, and the one after it is loaded at once. */
	readonly isEmpty?: (page: Page) => boolean
}

export interface Pages<Page> {
	/** Pages so far. They stay during a reload of the same list, which loads as many; null before the first. */
	readonly pages: readonly Page[] | null
	readonly hasMore: boolean
	readonly problem: Problem | null
	/** Loads the next page. */
	readonly more: () => void
	/** Loads pages until there are enough, or no more. @throws Problem */
	readonly loadUntil: (isEnough: (pages: readonly Page[]) => boolean) => Promise<readonly Page[]>
	readonly reload: () => void
}

/** Loads a list page by page from a GET route; another request begins with its first page. */
export function usePages<const Route extends ApiRoute>(
	route: Route,
	{ requestAt, cursorAfter, isEmpty = () => false }: PagesOptions<Route, OutputOf<Route['response']>>,
): Pages<OutputOf<Route['response']>> {
	async function load(cursor: number | undefined): Promise<OutputOf<Route['response']>> {
		const page = await sendTo(route, requestAt(cursor))
		const next = cursorAfter(page) ?? null
		return next !== null && isEmpty(page) ? load(next) : page
	}
	const query = useInfiniteQuery({
		queryKey: keyOfRoute(route, requestAt(undefined), 'pages'),
		queryFn: ({ pageParam }) => load(pageParam),
		initialPageParam: undefined as number | undefined,
		getNextPageParam: cursorAfter,
		gcTime: 0,
	})
	// a reload that is running is not given up for the next page
	const fetchNext = () => query.fetchNextPage({ cancelRefetch: false })
	return {
		pages: query.data?.pages ?? null,
		hasMore: query.hasNextPage,
		problem: query.error && asProblem(query.error),
		more: () => void fetchNext(),
		async loadUntil(isEnough) {
			let latest: Pick<typeof query, 'data' | 'error' | 'hasNextPage'> = query
			while (latest.hasNextPage && !isEnough(latest.data?.pages ?? [])) {
				latest = await fetchNext()
				if (latest.error) throw latest.error
			}
			return latest.data?.pages ?? []
		},
		reload: () => void query.refetch(),
	}
}
