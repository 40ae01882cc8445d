import { useEffect, useRef, useState } from 'react'
import { tableApi } from '#shared/api/table'
import { asProblem, type Problem } from '#shared/kernel/problem'
import type { TableRowsResponse, TableSpec } from '#shared/table/table-view'
import { callRoute } from '../../api/call-route.ts'

export type TableRowValues = TableRowsResponse['lines'][number]

export interface TableRows {
	/** Null until the first rows are loaded. */
	readonly about: Omit<TableRowsResponse, 'lines'> | null
	/** Undefined while the row is not loaded. */
	readonly line: (place: number) => TableRowValues | undefined
	readonly problem: Problem | null
	readonly isLoading: boolean
	/** Loads the visible rows. */
	readonly show: (from: number, to: number) => void
	/** Reloads, also after an error. */
	readonly refresh: () => void
}

/** Rows per request. Fewer for decrypted ones: the audit log names every record whose answers were read. */
const [lineBatchSize, openBatchSize] = [100, 25]
const maxPages = 60
/** Delay in ms, so that dragging the scroll bar does not load everything in between. */
const restMs = 80

/**
 * Rows of a view, loaded in pages as they become visible. `opens`: with sealed answers, to be decrypted
 * here.
 */
export function useTableRows(spec: TableSpec, columns: readonly string[], opens: boolean): TableRows {
	const [reloadCount, setReloadCount] = useState(0)
	const [, draw] = useState(0)
	const redraw = () => draw((n) => n + 1)
	const view = JSON.stringify(spec)
	const key = JSON.stringify([view, columns, opens, reloadCount])
	const atATime = opens ? openBatchSize : lineBatchSize
	const state = useRef(createState(key, view, null))
	if (state.current.key !== key)
		// with other columns it is the same view, of known length
		state.current = createState(key, view, state.current.view === view ? state.current.about : null)
	const current = state.current
	/** Reload count of the last request: only a changed one bypasses the server's snapshot. */
	const lastReloadCount = useRef(0)
	async function loadPage(page: number, isRefresh: boolean): Promise<void> {
		if (current.pages.has(page) || current.requested.has(page)) return
		current.requested.add(page)
		redraw()
		try {
			const place = { from: page * atATime, many: atATime }
			const { lines, ...about } = await callRoute(tableApi.rows, {
				body: {
					...spec,
					columns: [...columns],
					...place,
					isAnew: isRefresh,
					opens,
				},
			})
			// the server has a newer snapshot: rows loaded before have another order
			if (current.about && current.about.at !== about.at) current.pages.clear()
			current.about = about
			current.pages.set(page, lines)
			current.problem = null
			for (const oldest of current.pages.keys()) {
				if (current.pages.size <= maxPages) break
				current.pages.delete(oldest)
			}
		} catch (thrown) {
			current.problem = asProblem(thrown)
		} finally {
			current.requested.delete(page)
			if (state.current === current) redraw()
		}
	}
	// biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for all that is asked
	useEffect(() => {
		const isRefresh = lastReloadCount.current !== reloadCount
		lastReloadCount.current = reloadCount
		void loadPage(0, isRefresh)
	}, [key])
	useEffect(() => () => clearTimeout(state.current.resting), [])
	return {
		about: current.about,
		problem: current.problem,
		isLoading: current.requested.size > 0,
		line: (place) => current.pages.get(Math.floor(place / atATime))?.[place % atATime],
		show(from, to) {
			clearTimeout(current.resting)
			current.resting = setTimeout(() => {
				const last = Math.floor(Math.max(0, to - 1) / atATime)
				for (let page = Math.floor(from / atATime); page <= last; page++) void loadPage(page, false)
			}, restMs)
		},
		refresh: () => setReloadCount((n) => n + 1),
	}
}

const createState = (key: string, view: string, about: TableRows['about']) => ({
	key,
	view,
	about,
	pages: new Map<number, readonly TableRowValues[]>(),
	requested: new Set<number>(),
	problem: null as Problem | null,
	resting: undefined as ReturnType<typeof setTimeout> | undefined,
})
