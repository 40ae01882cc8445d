/**
 * URLs that are not part of the app: the service worker passes them to the server, also when they are opened
 * as a page.
 */
export const serverAddresses: readonly RegExp[] = [
	/^\/api\//,
	/^\/sync$/,
	/^\/(livez|readyz)$/,
	/^\/docs(\/|$)/,
]
