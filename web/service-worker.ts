import { cacheNames } from 'workbox-core'
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

declare const self: ServiceWorkerGlobalScope & {
	__PRECACHE: { url: string; revision: string | null }[]
}

/** Beside the library's own one, and so that the page keeps a line of the six that a browser opens. */
const atOnce = 4

/**
 * The library fetches one file after the other: at two seconds a reply, as on 2G, the phone would work without network
 * only after five minutes. Those whose name changes with what is in them are fetched beside it, from the last on; what came stays
 * when the line breaks off.
 */
async function fetchAhead(): Promise<void> {
	const waiting = self.__PRECACHE.filter(({ revision }) => revision === null).map(({ url }) => url)
	const cache = await caches.open(cacheNames.precache)
	const fetchNext = async () => {
		for (let url = waiting.pop(); url; url = waiting.pop()) {
			if (await cache.match(url)) continue
			const reply = await fetch(url, { credentials: 'same-origin' })
			if (reply.ok) await cache.put(url, reply)
		}
	}
	await Promise.all(Array.from({ length: atOnce }, fetchNext))
}

// what does not come this way is asked for by the library, and what does not come at all is its failure
self.addEventListener('install', (event) => event.waitUntil(fetchAhead().catch(() => undefined)))
// everything the phone needs is fetched once, when the app is installed; from then on no screen asks the network
precacheAndRoute(self.__PRECACHE)
cleanupOutdatedCaches()
registerRoute(
	new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: [/^\/api\//, /^\/sync$/] }),
)
self.addEventListener('message', (event) => {
	if ((event.data as { type?: string } | null)?.type === 'SKIP_WAITING') void self.skipWaiting()
})
// the page that installed it too: its later parts come from here, and a newer version waits for it
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
