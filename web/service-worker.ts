import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

declare const self: ServiceWorkerGlobalScope & {
	__PRECACHE: (string | { url: string; revision: string | null })[]
}

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
