import { notifyManager, QueryClient } from '@tanstack/react-query'

// a reply is shown at once, not after a timer
notifyManager.setScheduler(queueMicrotask)

/**
 * Returns an empty cache of server data. A failed request is shown at once with its reason, and repeated by
 * the user; the server's events say when data is old, not the window's focus.
 */
export const createQueryClient = (): QueryClient =>
	new QueryClient({
		defaultOptions: {
			queries: {
				retry: false,
				networkMode: 'always',
				refetchOnWindowFocus: false,
				refetchOnReconnect: false,
				structuralSharing: false,
			},
		},
	})
