import { cacheNames } from 'workbox-core'
import { cleanupOutdatedCaches, PrecacheController, PrecacheRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { serverAddresses } from './server-addresses.ts'

declare const self: ServiceWorkerGlobalScope & {
	__PRECACHE: PrecacheFile[]
}

interface PrecacheFile {
	readonly url: string
	/** Null where the name changes with the content. */
	readonly revision: string | null
	/** `sha256-…` of the content: a reply with other content is an error to the browser, and is not cached. */
	readonly integrity: string
}

/** Beside the library's own one, and so that the page keeps a line of the six that a browser opens. */
const atOnce = 4

/**
 * A cached file is served for years without another look at the network. One with other content, as an earlier version of this
 * program cached without checking it, is deleted before the library believes that it has that file.
 */
async function deleteDamaged(cache: Cache): Promise<void> {
	for (const { url, integrity } of self.__PRECACHE) {
		const key = precache.getCacheKeyForURL(url) ?? url
		const cached = await cache.match(key)
		if (cached && (await integrityOf(cached)) !== integrity) await cache.delete(key)
	}
}

async function integrityOf(reply: Response): Promise<string> {
	const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await reply.arrayBuffer()))
	return `sha256-${btoa(String.fromCharCode(...digest))}`
}

/**
 * The library fetches one file after the other: at two seconds a reply, as on 2G, the phone would work without network
 * only after five minutes. Those whose name changes with what is in them are fetched beside it, from the last on; what came stays
 * when the line breaks off.
 */
async function fetchAhead(cache: Cache): Promise<void> {
	const waiting = self.__PRECACHE.filter(({ revision }) => revision === null)
	const fetchNext = async () => {
		for (let file = waiting.pop(); file; file = waiting.pop()) {
			if (await cache.match(file.url)) continue
			const reply = await fetchChecked(file)
			if (reply.ok) await cache.put(file.url, reply)
		}
	}
	await Promise.all(Array.from({ length: atOnce }, fetchNext))
}

/** The browser's own cache may hold the wrong reply too, and is passed over at the second try. */
function fetchChecked({ url, integrity }: PrecacheFile): Promise<Response> {
	const options: RequestInit = { credentials: 'same-origin', integrity }
	return fetch(url, options).catch(() => fetch(url, { ...options, cache: 'reload' }))
}

// everything the phone needs is fetched once, when the app is installed; from then on no screen asks the network
const precache = new PrecacheController()
precache.addToCacheList([...self.__PRECACHE])

async function fillCache(event: ExtendableEvent): Promise<void> {
	const cache = await caches.open(cacheNames.precache)
	await deleteDamaged(cache)
	// what does not come this way is fetched by the library, checked by the same digest; if it does not come at all, the installation fails
	await Promise.all([precache.install(event), fetchAhead(cache).catch(() => undefined)])
}

self.addEventListener('install', (event) => event.waitUntil(fillCache(event)))
self.addEventListener('activate', (event) => precache.activate(event))
registerRoute(new PrecacheRoute(precache))
cleanupOutdatedCaches()
registerRoute(
	new NavigationRoute(precache.createHandlerBoundToURL('/index.html'), {
		denylist: [...serverAddresses],
	}),
)
self.addEventListener('message', (event) => {
	if ((event.data as { type?: string } | null)?.type === 'SKIP_WAITING') void self.skipWaiting()
})
// the page that installed it too: its later parts come from here, and a newer version waits for it
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
