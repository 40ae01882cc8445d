import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { ApiRoute, OutputOf } from '#shared/api/route'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { type RequestFor, sendTo } from '../../api/call-route.ts'
import { subscribeToServerEvents } from '../../api/server-events.ts'

export interface Loaded<Found> {
	/** Last result. It stays during a reload of the same key, and is null after the key changed. */
	readonly found: Found | null
	/** Time of the last result, ms since 1970; 0 if there is none. */
	readonly loadedAt: number
	readonly problem: Problem | null
	/** The server has newer data; `reload` shows it. */
	readonly isOutdated: boolean
	readonly reload: () => void
}

/**
 * Reaction when the server announces changes. take: show them at once, where only numbers change · offer:
 * say so and wait, where the user reads or decides · leave: nothing
 */
export type OnNews = 'take' | 'offer' | 'leave'

/** Time that the data of a left screen stays in memory, ms, if the screen follows the server's changes. */
const cacheTimeMs = 5 * 60_000

/**
 * Loads the reply of a GET route for a request, and again on `reload`. Nothing is loaded while the request is
 * null. Components with the same request share one reply.
 */
export function useRoute<const Route extends ApiRoute>(
	route: Route,
	request: RequestFor<Route> | null,
	onNews: OnNews = 'leave',
): Loaded<OutputOf<Route['response']>> {
	return useLoaded(
		keyOfRoute(route, request),
		async () => (request === null ? null : await sendTo(route, request)),
		onNews,
	) as Loaded<OutputOf<Route['response']>>
}

/** Returns the key of a reply in the cache; all replies of a route begin with its path. */
export const keyOfRoute = (route: ApiRoute, request: unknown, ...more: readonly string[]): string[] => [
	route.path,
	JSON.stringify(request),
	...more,
]

/** Returns a function that reloads what the screen shows of some routes, one route after the other. */
export function useReloadRoutes(...routes: readonly ApiRoute[]): () => Promise<void> {
	const client = useQueryClient()
	return async () => {
		for (const { path } of routes) await client.invalidateQueries({ queryKey: [path] })
	}
}

/**
 * Loads when `key` changes, and again on `reload`; for what is more than the reply of one route. A reply that
 * was overtaken by a newer request is dropped.
 */
export const useServerData = <Found>(
	key: string,
	load: () => Promise<Found>,
	onNews: OnNews = 'leave',
): Loaded<Found> => useLoaded([key], load, onNews)

function useLoaded<Found>(
	queryKey: readonly string[],
	load: () => Promise<Found>,
	onNews: OnNews,
): Loaded<Found> {
	const client = useQueryClient()
	const key = JSON.stringify(queryKey)
	const query = useQuery({
		queryKey,
		queryFn: load,
		// A form that begins with its data must not begin with what another visit has loaded.
		gcTime: onNews === 'leave' ? 0 : cacheTimeMs,
	})
	const [outdated, setOutdated] = useState<Found | null>(null)
	const current = useRef({ load, found: query.data })
	current.current = { load, found: query.data }
	useEffect(() => {
		if (onNews === 'leave') return
		let isLeft = false
		const stop = subscribeToServerEvents(async () => {
			const before = current.current
			// A failed load is repeated with the next announcement.
			const found = await before.load().catch(() => null)
			if (isLeft || found === null) return
			if (onNews === 'take') client.setQueryData(JSON.parse(key), () => found)
			else if (JSON.stringify(found) !== JSON.stringify(before.found)) setOutdated(before.found ?? null)
		})
		return () => {
			isLeft = true
			stop()
		}
	}, [client, key, onNews])
	const { data, error, dataUpdatedAt, refetch } = query
	const reload = useCallback(() => void refetch(), [refetch])
	return {
		found: data ?? null,
		loadedAt: dataUpdatedAt,
		problem: error && asProblem(error),
		isOutdated: outdated !== null && outdated === data,
		reload,
	}
}

/** Loads again `afterMs` after each reply, also a failed one; not while it is null, nor after the session has ended. */
export function useRepeatedLoad(
	{ loadedAt, problem, reload }: Loaded<unknown>,
	afterMs: number | null,
): void {
	const isSignedOut = problem?.recovery === 'sign-in'
	// biome-ignore lint/correctness/useExhaustiveDependencies: each reply is another one, also a failed one
	useEffect(() => {
		if (afterMs === null || isSignedOut) return
		const later = setTimeout(reload, afterMs)
		return () => clearTimeout(later)
	}, [afterMs, isSignedOut, loadedAt, problem, reload])
}
