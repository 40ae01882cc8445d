import { useRef, useState } from 'react'
import { recordApi } from '#shared/api/records'
import { asProblem, type Problem } from '#shared/kernel/problem'
import type { RecordListItem, RecordQuery } from '#shared/review/record-list'
import { callRoute } from '../../api/call-route.ts'
import { useServerData } from '../kit/use-server-data.ts'
import { pagesUpTo, type RecordPage, restAfter } from './record-pages.ts'

/** Loads a record list page by page. A reload fetches as many rows as were shown. */
export function useRecordPages(search: string, query: RecordQuery) {
	const shown = useRef({ search, count: 0 })
	const shownCount = shown.current.search === search ? shown.current.count : 0
	const loaded = useServerData<RecordPage>(
		`records ${search}`,
		() => pagesUpTo(shownCount, query, (given) => callRoute(recordApi.list, { query: given })),
		'offer',
	)
	const first = loaded.found?.records ?? none
	const [further, setFurther] = useState<{ after: typeof first; rows: typeof first }>({
		after: first,
		rows: none,
	})
	const [isLoading, setLoading] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	const rows = further.after === first ? [...first, ...further.rows] : first
	// no count while another list is being loaded
	if (loaded.found) shown.current = { search, count: rows.length }
	async function more() {
		const last = rows.at(-1)
		if (!last || isLoading) return
		setLoading(true)
		setProblem(null)
		try {
			const page = await callRoute(recordApi.list, { query: restAfter(last, query) })
			setFurther({ after: first, rows: [...rows.slice(first.length), ...page.records] })
		} catch (thrown) {
			setProblem(asProblem(thrown))
		} finally {
			setLoading(false)
		}
	}
	return { ...loaded, rows, more: () => void more(), problem: loaded.problem ?? problem }
}

const none: readonly RecordListItem[] = []
