import { cacheNames } from 'workbox-core'
import { cleanupOutdatedCaches, PrecacheController, PrecacheRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { serverAddresses } from './server-addresses.ts'

declare const self: ServiceWorkerGlobalScope & {
	__PRECACHE: PrecacheFile[]
}

interface PrecacheFile {
	readonly url: string
	/** Null if the file name changes with the content. */
	readonly revision: string | null
	/** `sha256-…` of the content: the browser rejects a reply with other content, so it is not cached. */
	readonly integrity: string
}

/**
 * Parallel downloads, next to the library's own one: one of a browser's six connections stays free for the
 * page.
 */
const atOnce = 4

/**
 * Deletes damaged files. A cached file is served for years without revalidation. An earlier version of this
 * program cached files unchecked: one with other content is deleted before the library considers it cached.
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
 * Downloads files in parallel. The library fetches one after the other: at two seconds a reply, as on 2G, the
 * app would be available offline only after five minutes. Files whose name changes with their content are
 * fetched in parallel, starting with the last; completed ones stay if the connection breaks off.
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

/**
 * Fetches a file with its digest. The second try bypasses the browser's HTTP cache, which may contain the
 * wrong reply too.
 */
function fetchChecked({ url, integrity }: PrecacheFile): Promise<Response> {
	const options: RequestInit = { credentials: 'same-origin', integrity }
	return fetch(url, options).catch(() => fetch(url, { ...options, cache: 'reload' }))
}

// all files of the phone app are downloaded at installation; from then on no screen needs the network
const precache = new PrecacheController()
precache.addToCacheList([...self.__PRECACHE])

async function fillCache(event: ExtendableEvent): Promise<void> {
	const cache = await caches.open(cacheNames.precache)
	await deleteDamaged(cache)
	// what fails here is fetched by the library, checked by the same digest; if that fails too, the installation
	// fails
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
// also for the page that installed it: its later files come from here, and a newer version waits for it
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
